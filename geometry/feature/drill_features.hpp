#pragma once
/// Drill holes and cutting slots of a model: what drill_holes, slots and anybody else share.

#include <cstdint>
#include <optional>
#include <vector>

#include "geometry/subject.hpp"

namespace pg {

struct DrillHole {
  Vec3 at = Vec3::Zero();       ///< Middle of its axis.
  Vec3 axis = Vec3::UnitZ();    ///< Unit; of a blind hole outward, else its largest part positive.
  double diameter_mm = 0;       ///< Of the round hole that the facets' corners lie on.
  double length_mm = 0;         ///< Where at least half of the wall is there.
  bool through = false;         ///< Open at both ends.
  std::uint32_t sides = 0;      ///< Of its polygon, where the wall is an even one; else 0.
  double flat_diameter_mm = 0;  ///< Between opposite sides: the largest pin; means it with `sides`.
  std::optional<double> sleeve_mm;  ///< Outer diameter, where a round sleeve surrounds it.
};

struct Slot {
  Vec3 at = Vec3::Zero();       ///< Middle.
  Vec3 normal = Vec3::UnitZ();  ///< Unit, across the gap; largest part positive.
  Vec3 along = Vec3::UnitX();   ///< Unit, along its length; largest part positive.
  double width_mm = 0;
  double length_mm = 0;
  double depth_mm = 0;
};

struct DrillFeatures {
  std::vector<DrillHole> holes;  ///< Widest first, then by place.
  std::vector<Slot> slots;       ///< Longest first, then by place.
  const char* none = nullptr;    ///< Why nothing was looked for; null where it was.
  bool complete = true;          ///< False: so many places looked like one that not all were tried.
};

/// Method  Chords through the air, votes, fits and checks: see geometry/feature/. Holes of 1 to
///         7 mm, slots of 0.35 to 2.5 mm: what is drilled and sawn in surgery (DOMAIN.md).
/// Needs   Facets that agree about outside, lengths in mm. Open meshes are taken as they are.
/// Limits  A hole must show 200 degrees of its wall; countersinks and steps are no part of it.
/// Cost    Bounded: see chords.hpp and the number of tries in drill_features.cpp.
[[nodiscard]] const DrillFeatures& drill_features(const Subject& subject);

}  // namespace pg
