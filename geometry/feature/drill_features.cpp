#include "geometry/feature/drill_features.hpp"

#include "geometry/feature/hole_search.hpp"
#include "geometry/feature/slot_search.hpp"
#include "geometry/solid/self_intersections.hpp"

namespace pg {
namespace {

DrillFeatures find_drill_features(const Subject& subject) {
  DrillFeatures features;
  if (self_intersections(subject).given_up) {
    features.none = kCrossesEverywhere;
    return features;
  }
  const feature::Air air(subject);
  if (!air.usable() || subject.mesh().triangles.empty()) return features;
  const feature::Chords chords = feature::find_chords(air);
  feature::HoleSearch search = feature::search_holes(air, chords);
  features.holes = std::move(search.holes);
  features.complete = search.complete;
  features.slots = feature::search_slots(air, chords, features.holes);
  return features;
}

}  // namespace

const DrillFeatures& drill_features(const Subject& subject) {
  return subject.shared<DrillFeatures>(find_drill_features);
}

}  // namespace pg
