#include "geometry/support/best_pose.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "geometry/spatial/spatial.hpp"
#include "geometry/subject.hpp"
#include "geometry/support/columns.hpp"
#include "geometry/support/pose_judge.hpp"
#include "geometry/support/pose_search.hpp"

namespace pg {
namespace {

/// How many poses of this model are measured exactly: what takes 10 ms up to 1,000 facets, so that
/// thousands of small files go through in a minute, 100 ms for 4,000 and little more for larger
/// ones, whose surface is smooth to a search by sample.
std::size_t poses_to_measure(std::size_t facets, std::int64_t steps) {
  constexpr double kFacetUs = 0.2, kStepUs = 0.05, kPoseUs = 30;
  constexpr double kAtLeast = 5, kAtMost = 200;
  const double thousands = static_cast<double>(facets) / 1000;
  const double budget_ms =
      std::max(10.0, std::min(10 * std::pow(thousands, 1.7), 100 * std::pow(thousands / 4, 0.1)));
  const double pose_us =
      kPoseUs + kFacetUs * static_cast<double>(facets) + kStepUs * static_cast<double>(steps);
  return static_cast<std::size_t>(std::clamp(1000 * budget_ms / pose_us, kAtLeast, kAtMost));
}

constexpr std::size_t kFinalistsAtLeast = 4, kFinalistsAtMost = 24;
constexpr std::size_t kFreeTried = 6;
/// Of the worst: poses that differ by less are hardly worth a turn, as those of a ball.
constexpr double kLeastRange = 0.1;

PoseNumbers numbers_of(const Subject& subject, const Vec3& up, const PosedMesh& pose,
                       const Columns& columns) {
  return {.up = up,
          .support_volume_mm3 = columns.volume_mm3,
          .overhang_area_mm2 = overhanging_mm2(subject.mesh(), pose),
          .contact_area_mm2 = columns.under_mm2 + columns.on_top_mm2,
          .height_mm = pose.size_mm[2]};
}

}  // namespace

std::string_view pose_goal_id(PoseGoal goal) {
  return goal == PoseGoal::kHeight ? "height" : goal == PoseGoal::kContact ? "contact" : "support";
}

Result<PoseNumbers> pose_numbers(const Subject& subject, const Vec3& up) {
  const Error given_up = {ErrorCode::kTooLarge, kColumnsGivenUp};
  if (up == Vec3::UnitZ()) {
    if (given_columns(subject).given_up) return given_up;
    return subject.shared<PoseNumbers>([](const Subject& s) {
      return numbers_of(s, Vec3::UnitZ(), given_pose(s), given_columns(s));
    });
  }
  const PosedMesh pose = pose_of(subject, up);
  const Columns columns = support_columns(subject.mesh(), pose);
  if (columns.given_up) return given_up;
  return numbers_of(subject, up, pose, columns);
}

Result<BestPose> best_pose(const Subject& subject, PoseGoal goal) {
  if (subject.mesh().triangles.empty())
    return Error{ErrorCode::kNotApplicable, "every triangle has collapsed to a line or point"};
  if (!spatial_of(subject).usable())
    return Error{ErrorCode::kTooLarge, "the coordinates are too large to look for a pose"};
  const Result<PoseNumbers> given = pose_numbers(subject, Vec3::UnitZ());
  if (!given) return given.error();

  // What a pose costs is known from the given one: few facets may hang over many others.
  const std::size_t poses =
      poses_to_measure(subject.mesh().triangles.size(), given_columns(subject).steps);
  PoseJudge judge(subject, goal, *given, poses);
  if (judge.nothing_left()) return BestPose{.given = *given, .best = *given, .given_is_best = true};
  const PoseSearch search(subject, goal);
  for (const Vec3& up : search.free_of_support(kFreeTried)) {
    judge.measure(up);
    if (judge.nothing_left()) break;
  }
  if (!judge.nothing_left())
    judge.decide(search.finalists(std::clamp(poses / 3, kFinalistsAtLeast, kFinalistsAtMost)),
                 search.frame());

  BestPose found{.given = *given, .best = judge.best(), .given_is_best = judge.given_leads()};
  const auto asked = [&](const PoseNumbers& n) {
    return asked_for(goal, n.support_volume_mm3, n.contact_area_mm2, n.height_mm);
  };
  const double at = asked(found.given), least = asked(found.best);
  const double most = std::max(search.worst(), at);
  const double range = std::max(most - least, kLeastRange * most);
  if (at - least > judge.equal())
    found.score_of_given_pose = std::round(100 * (1 - (at - least) / range));
  return found;
}

}  // namespace pg
