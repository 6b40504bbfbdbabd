#pragma once
/// Which way up a model needs the least support.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "geometry/result.hpp"
#include "geometry/vec3.hpp"

namespace pg {

class Subject;

enum class PoseGoal : std::uint8_t {
  kSupport,  ///< Least support volume; of equals the lowest.
  kHeight,   ///< Least height, the quickest print; of equals the least support.
  kContact,  ///< Least area touched by supports; of equals the least support.
};

[[nodiscard]] std::string_view pose_goal_id(PoseGoal goal);  ///< "support", "height", "contact"

/// Exact numbers of one way of standing (columns.hpp, overhang_area.hpp), as the process has its
/// angle.
struct PoseNumbers {
  Vec3 up = Vec3::UnitZ();  ///< In the file's coordinates, unit length.
  double support_volume_mm3 = 0;
  double overhang_area_mm2 = 0;
  double contact_area_mm2 = 0;
  double height_mm = 0;
};

struct BestPose {
  PoseNumbers given;  ///< z up.
  PoseNumbers best;
  bool given_is_best = false;
  /// 100: none better was found; 0: as bad as the worst of 500 directions all around. Between them
  /// linear in what the goal asks for; where poses differ by less than a tenth, of that tenth.
  double score_of_given_pose = 100;
};

/// Method  About 800 directions (pose_candidates.hpp) race by sample, few rays first; those
///         that lead walk downhill on local models (pose_search.hpp); the finalists are measured exactly, and
///         the best few walk once more by exact measure, as far as a budget goes that depends on
///         the mesh alone (pose_judge.hpp). Where a pose without support is found, the lowest of
///         the candidates that have none stands. Nothing is left to chance or the clock: the same
///         bits for any number of threads.
/// Needs   Facets that agree about outside, within 1e15 mm.
/// Limits  A search, not a proof. Never worse than the given pose. Poses within a millionth of the
///         goal are equal: then the given one is kept, else the tie goes as PoseGoal says.
/// Error   kTooLarge where the supports of the given pose could not be had, kNotApplicable without
///         surface.
/// Cost    About 20 ms of one thread for 1,000 triangles, 0.2 s for 4,000 and 0.4 s for 100,000;
///         tree and hull, shared with others, not counted.
[[nodiscard]] Result<BestPose> best_pose(const Subject& subject, PoseGoal goal);

/// One pose, exactly. Error kTooLarge as above. Of z up once; from then on nobody needs the pose of
/// the file (given_pose) for its numbers.
[[nodiscard]] Result<PoseNumbers> pose_numbers(const Subject& subject, const Vec3& up);

}  // namespace pg
