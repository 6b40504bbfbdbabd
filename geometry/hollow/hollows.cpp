#include "geometry/hollow/hollows.hpp"

#include <algorithm>
#include <cmath>

#include "geometry/hollow/first_look.hpp"
#include "geometry/hollow/lattice_hollows.hpp"
#include "geometry/solid/solid.hpp"
#include "geometry/spatial/convex_hull.hpp"
#include "geometry/subject.hpp"
#include "geometry/support/chosen_pose.hpp"

namespace pg {
namespace {

using namespace hollow;

constexpr double kConvexSlack = 1e-6;  // of the volume: what the hull has more

/// What fills its hull holds nothing.
bool is_convex(const Subject& subject, const Solid& solid) {
  return solid.cavities.empty() &&
         solid.volume_mm3.nonzero >= (1 - kConvexSlack) * hull_volume_mm3(hull_of(subject));
}

void largest_first(std::vector<HollowSpace>& spaces) {
  std::stable_sort(spaces.begin(), spaces.end(), [](const HollowSpace& a, const HollowSpace& b) {
    return a.volume_mm3 > b.volume_mm3;
  });
}

void widest_first(std::vector<HollowOpening>& openings) {
  std::stable_sort(
      openings.begin(), openings.end(),
      [](const HollowOpening& a, const HollowOpening& b) { return a.diameter_mm > b.diameter_mm; });
}

void sort_all(Hollows& hollows) {
  widest_first(hollows.openings);
  for (auto* list : {&hollows.sealed, &hollows.trapped, &hollows.cups}) {
    largest_first(*list);
    for (HollowSpace& space : *list) widest_first(space.openings);
  }
}

Hollows in_given_pose(const HollowQuestion& question) {
  const FirstLook look = first_look(question);
  auto cups = surface_cups(question);
  Hollows hollows;
  if (cups && !look.may_be_hollow) {
    hollows.unseen_mm3 = look.unseen_mm3;
  } else {
    hollows = lattice_hollows(question);
    if (!cups || !hollows.trapped.empty()) return hollows;  // no space is counted twice
  }
  hollows.cups = std::move(*cups);
  return hollows;
}

/// Asks `ask` about the solid with `up` up.
template <class Ask>
auto asked(const Subject& subject, const Solid& solid, const Vec3& up, Ask&& ask) {
  static const BigVector<std::int32_t> kAllOne;
  const double hole_mm = subject.rules().drain_hole_min_mm;
  if (!solid.mended)
    return ask(HollowQuestion{
        solid, {subject.mesh(), kAllOne}, spatial_of(subject), Vec3::Zero(), hole_mm, up});
  const Spatial spatial(solid.mended->mesh);
  return ask(HollowQuestion{
      solid, {solid.mended->mesh, solid.mended->weight}, spatial, solid.centre_mm, hole_mm, up});
}

Hollows find_hollows(const Subject& subject) {
  const Solid& solid = solid_of(subject);
  Hollows hollows;
  if (solid.none) {
    hollows.none = *solid.none;
    return hollows;
  }
  if (is_convex(subject, solid)) return hollows;
  if (!solid.mended && !spatial_of(subject).usable()) {
    hollows.none = "coordinates are too large to be told apart";
    return hollows;
  }
  hollows = asked(subject, solid, Vec3::UnitZ(), in_given_pose);
  for (const Cavity& cavity : solid.cavities)
    hollows.sealed.push_back({cavity.volume_mm3, 0.0, cavity.box_mm.centre(), {}});
  sort_all(hollows);
  return hollows;
}

BestPoseCups find_best_pose_cups(const Subject& subject) {
  BestPoseCups result;
  const Hollows& given = hollows_of(subject);
  if (given.none) {
    result.none = given.none;
    return result;
  }
  const Solid& solid = solid_of(subject);
  if (is_convex(subject, solid)) return result;
  const Result<BestPose>& pose = chosen_pose(subject).pose;
  if (!pose) {
    result.none = pose.error().message;
    return result;
  }
  if (pose->given_is_best) {
    result.cups = given.cups;
    return result;
  }
  result.cups = asked(subject, solid, pose->best.up, [&](const HollowQuestion& question) {
    auto cups = given.trapped.empty() ? surface_cups(question) : std::nullopt;
    return cups ? std::move(*cups) : lattice_hollows(question).cups;
  });
  largest_first(result.cups);
  return result;
}

}  // namespace

const Hollows& hollows_of(const Subject& subject) {
  return subject.shared<Hollows>(find_hollows);
}

const BestPoseCups& best_pose_cups_of(const Subject& subject) {
  return subject.shared<BestPoseCups>(find_best_pose_cups);
}

}  // namespace pg
