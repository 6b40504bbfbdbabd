#include "geometry/support/pose_judge.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "geometry/spatial/convex_hull.hpp"
#include "geometry/subject.hpp"

namespace pg {
namespace {

/// Of the model's box (volume, area, height).
constexpr double kEqualShare = 1e-6;
constexpr double kFromDeg = 3, kAgainFromDeg = 0.5, kToDeg = 0.02;
/// Walks start this far from each other; one for so many poses, at most kStarts.
constexpr double kApartDeg = 3;
constexpr std::size_t kPosesAStart = 40, kStarts = 4;

}  // namespace

PoseJudge::PoseJudge(const Subject& subject, PoseGoal goal, const PoseNumbers& given,
                     std::size_t poses)
    : subject_(subject), goal_(goal), best_(given), poses_left_(poses) {
  Box3 box;
  for (const Vec3& p : hull_of(subject).points_mm) box.extend(p);
  const double size = box.diagonal();
  equal_ = kEqualShare * (goal == PoseGoal::kHeight    ? size
                          : goal == PoseGoal::kContact ? size * size
                                                       : size * size * size);
}

double PoseJudge::asked_for(const PoseNumbers& n) const {
  return pg::asked_for(goal_, n.support_volume_mm3, n.contact_area_mm2, n.height_mm);
}

double PoseJudge::second_to(const PoseNumbers& n) const {
  return goal_ == PoseGoal::kSupport ? n.height_mm : n.support_volume_mm3;
}

double PoseJudge::measure(const Vec3& up) {
  if (poses_left_ > 0) --poses_left_;
  const Result<PoseNumbers> numbers = pose_numbers(subject_, up);
  if (!numbers) return std::numeric_limits<double>::infinity();
  consider(*numbers);
  return asked_for(*numbers);
}

void PoseJudge::consider(const PoseNumbers& numbers) {
  const double gain = asked_for(best_) - asked_for(numbers);
  const bool tie = std::abs(gain) <= equal_;
  if (tie && given_leads_) return;
  if (tie ? second_to(numbers) >= second_to(best_) * (1 - kEqualShare) : gain < 0) return;
  best_ = numbers;
  given_leads_ = false;
}

/// Downhill from `at`. Support has narrow valleys, bent where facets begin to hang over: eight
/// directions, turned every round, and on along the one that went down.
void PoseJudge::walk(const PoseFrame& frame, Tried at, double from_deg, std::size_t poses) {
  double step_deg = from_deg;
  for (int round = 0; poses > 0 && step_deg >= kToDeg; ++round) {
    bool moved = false;
    for (const Vec3& up : around(frame, at.up, step_deg, round)) {
      if (poses == 0 || moved) break;
      for (Vec3 next = up; poses > 0;) {
        --poses;
        const double cost = measure(next);
        if (cost >= at.cost) break;
        moved = true;
        const Vec3 onward = (2 * next.dot(at.up) * next - at.up).normalized();
        at = {next, cost};
        next = onward;
      }
    }
    if (!moved) step_deg /= 1.7;
  }
}

void PoseJudge::decide(const std::vector<Vec3>& finalists, const PoseFrame& frame) {
  std::vector<Tried> starts;
  for (const Vec3& up : finalists) starts.push_back({up, measure(up)});
  best_first(starts);
  starts = apart(starts, kApartDeg,
                 std::clamp<std::size_t>(poses_left_ / kPosesAStart, 1, kStarts));
  // Where the budget allows few poses, fewer walks get them all.
  const std::size_t share = poses_left_ / (starts.size() + 1);
  for (const Tried& start : starts) {
    if (nothing_left()) return;
    walk(frame, start, kFromDeg, share);
  }
  if (!nothing_left()) walk(frame, {best_.up, asked_for(best_)}, kAgainFromDeg, poses_left_);
}

}  // namespace pg
