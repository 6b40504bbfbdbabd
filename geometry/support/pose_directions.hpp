#pragma once
/// Directions with what they cost: the small change of a search over ways of standing.

#include <array>
#include <cstddef>
#include <vector>

#include "geometry/support/best_pose.hpp"
#include "geometry/vec3.hpp"

namespace pg {

struct Tried {
  Vec3 up = Vec3::UnitZ();
  double cost = 0;
};

/// What the goal asks for.
[[nodiscard]] inline double asked_for(PoseGoal goal, double volume, double contact, double height) {
  return goal == PoseGoal::kHeight ? height : goal == PoseGoal::kContact ? contact : volume;
}

void best_first(std::vector<Tried>& tried);  ///< Ties keep their order.

/// The first ones that are this far from each other, at most so many.
[[nodiscard]] std::vector<Tried> apart(const std::vector<Tried>& tried, double degrees,
                                       std::size_t most);

/// What turns with a body: the frame that a search counts in, and where support sets in at once.
struct PoseFrame {
  Mat3 axes = Mat3::Identity();
  std::vector<Vec3> planes;  ///< Outer normals of large plane faces.
  double rule_deg = 45;      ///< A face flatter than this needs support.
};

/// Eight directions `step_deg` away from `up`, evenly around it and in turns across, the first one
/// `spin` radians around. A plane face hangs over all at once, so support is often least where one
/// is just steep enough: where that line is within a step, directions on it take the place of the
/// first ones, and on the line of one or two faces those along it.
[[nodiscard]] std::array<Vec3, 8> around(const PoseFrame& frame, const Vec3& up, double step_deg,
                                         double spin);

/// The direction on the line of a plane face that is nearest to `up`.
[[nodiscard]] Vec3 onto_line(const PoseFrame& frame, const Vec3& plane, const Vec3& up);

}  // namespace pg
