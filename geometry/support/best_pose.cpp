#include "geometry/support/best_pose.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>
#include <vector>

#include "geometry/parallel.hpp"
#include "geometry/spatial/convex_hull.hpp"
#include "geometry/spatial/spatial.hpp"
#include "geometry/support/columns.hpp"
#include "geometry/support/pose_candidates.hpp"
#include "geometry/support/quick_columns.hpp"

namespace pg {
namespace {

constexpr double kRadians = std::numbers::pi / 180;
// Rays a direction: all candidates, the promising ones, the walks and the last of them.
constexpr std::size_t kRaysFirst = 128, kRaysSecond = 512, kRaysWalk = 384, kRaysLast = 1536;
constexpr std::size_t kPromising = 64, kWalks = 8, kLastWalks = 3;
/// Two starts nearer than this walk to the same place; two finalists nearer are one.
constexpr double kApartDeg = 8, kSameDeg = 0.3;
constexpr int kStepsOfAWalk = 24, kStepsOfTheLast = 8;
/// Work for exact measures, altogether, in the steps of columns.hpp (about 70 ns each), and what
/// turning a facet costs in them.
constexpr std::size_t kStepBudget = 12'000'000, kStepsPerFacet = 8;
constexpr std::size_t kExactAtLeast = 6, kExactAtMost = 300;
constexpr std::size_t kFinalistsAtMost = 40;
constexpr double kExactFromDeg = 3, kAgainFromDeg = 1, kExactToDeg = 0.02;
/// Exact walks start this far from each other.
constexpr double kExactApartDeg = 3;
constexpr std::size_t kExactStarts = 4;
/// Of the model's box (volume, area, height): what is nearer than this is equal.
constexpr double kEqualShare = 1e-6;

/// What the goal asks for, the rest breaks ties.
double asked_for(PoseGoal goal, double volume, double contact, double height) {
  return goal == PoseGoal::kHeight ? height : goal == PoseGoal::kContact ? contact : volume;
}
double asked_for(PoseGoal goal, const PoseNumbers& n) {
  return asked_for(goal, n.support_volume_mm3, n.contact_area_mm2, n.height_mm);
}
double second_to(PoseGoal goal, const PoseNumbers& n) {
  return goal == PoseGoal::kSupport ? n.height_mm : n.support_volume_mm3;
}

struct Tried {
  Vec3 up = Vec3::UnitZ();
  double cost = 0;
};

void best_first(std::vector<Tried>& tried) {
  std::stable_sort(tried.begin(), tried.end(),
                   [](const Tried& a, const Tried& b) { return a.cost < b.cost; });
}

/// The best ones that are this far from each other.
std::vector<Tried> apart(const std::vector<Tried>& tried, double degrees, std::size_t most) {
  std::vector<Tried> kept;
  for (const Tried& t : tried) {
    const bool near = std::any_of(kept.begin(), kept.end(), [&](const Tried& k) {
      return k.up.dot(t.up) > std::cos(degrees * kRadians);
    });
    if (!near && kept.size() < most) kept.push_back(t);
  }
  return kept;
}

/// Directions a step away from `up`, evenly around it and in turns across, the first one `spin`
/// radians around. Counted from the body's own axes, so that a search turns with the body.
template <std::size_t kCount>
std::array<Vec3, kCount> around(const Mat3& axes, const Vec3& up, double step, double spin) {
  Eigen::Index least_along = 0;
  (axes.transpose() * up).cwiseAbs().minCoeff(&least_along);
  const Vec3 axis = axes.col(least_along);
  const Vec3 x = (axis - axis.dot(up) * up).normalized(), y = up.cross(x);
  std::array<Vec3, kCount> there;
  for (std::size_t i = 0; i < kCount; ++i) {
    const double across = i % 2 == 0 ? 0 : std::numbers::pi;
    const double turn = 2 * std::numbers::pi * static_cast<double>(i / 2) / kCount;
    const double angle = spin + across + turn;
    there[i] = std::cos(step) * up + std::sin(step) * (std::cos(angle) * x + std::sin(angle) * y);
  }
  return there;
}

class Search {
 public:
  Search(const Subject& subject, PoseGoal goal)
      : subject_(subject),
        goal_(goal),
        quick_(spatial_of(subject),
               surface_samples(subject.mesh(), round_surface_of(subject), is_inside_out(subject)),
               hull_of(subject).points_mm, subject.rules().overhang_angle_deg,
               is_inside_out(subject)) {}

  /// Directions to measure exactly, most promising first.
  std::vector<Vec3> finalists(std::size_t most) {
    const PoseCandidates candidates =
        pose_candidates(subject_.mesh(), hull_of(subject_), quick_.samples());
    axes_ = candidates.axes;
    std::vector<Tried> tried;
    for (const Vec3& up : candidates.exact) tried.push_back({up, 0});
    for (const Vec3& up : candidates.even) tried.push_back({up, 0});
    judge(tried, kRaysFirst);
    for (std::size_t i = candidates.exact.size(); i < tried.size(); ++i)
      worst_ = std::max(worst_, tried[i].cost);
    best_first(tried);
    tried.resize(std::min(tried.size(), kPromising));
    judge(tried, kRaysSecond);
    best_first(tried);
    std::vector<Tried> walked = apart(tried, kApartDeg, kWalks);
    walk_all(walked, {5, 0.5, kStepsOfAWalk, kRaysWalk});
    judge(walked, kRaysSecond);
    best_first(walked);
    std::vector<Tried> last = apart(walked, kApartDeg, kLastWalks);
    walk_all(last, {1, 0.1, kStepsOfTheLast, kRaysLast});
    tried.insert(tried.end(), walked.begin(), walked.end());
    best_first(tried);
    // Those walked best first, whatever the smaller samples of the others say.
    best_first(last);
    last.insert(last.end(), tried.begin(), tried.end());
    std::vector<Vec3> ups;
    for (const Tried& t : apart(last, kSameDeg, most)) ups.push_back(t.up);
    return ups;
  }

  [[nodiscard]] double worst() const { return worst_; }
  [[nodiscard]] const Mat3& axes() const { return axes_; }

 private:
  [[nodiscard]] double cost(const Vec3& up, std::size_t rays) const {
    const QuickColumns q = quick_.in_direction(up, rays);
    return asked_for(goal_, q.volume_mm3, q.contact_mm2, q.height_mm);
  }
  void judge(std::vector<Tried>& tried, std::size_t rays) const {
    for_each_index(
        tried.size(), [&](std::size_t i) { tried[i].cost = cost(tried[i].up, rays); }, 4);
  }
  struct Walk {
    double from_deg, to_deg;
    int steps;
    std::size_t rays;
  };
  void walk_all(std::vector<Tried>& starts, const Walk& how) const {
    for_each_index(
        starts.size(), [&](std::size_t i) { walk(starts[i], how); }, 1);
  }
  void walk(Tried& at, const Walk& how) const {
    at.cost = cost(at.up, how.rays);
    double step = how.from_deg;
    for (int i = 0; i < how.steps && step >= how.to_deg; ++i) {
      Tried best = at;
      for (const Vec3& up : around<4>(axes_, at.up, step * kRadians, i))
        if (const double there = cost(up, how.rays); there < best.cost) best = {up, there};
      if (best.cost < at.cost)
        at = best;
      else
        step /= 2;
    }
  }

  const Subject& subject_;
  PoseGoal goal_;
  QuickSupports quick_;
  double worst_ = 0;
  Mat3 axes_ = Mat3::Identity();
};

/// Keeps the better of exactly measured poses.
class Judge {
 public:
  Judge(const Subject& subject, PoseGoal goal, const PoseNumbers& given)
      : subject_(subject), goal_(goal), best_(given) {
    const double size = hull_box(subject).diagonal();
    const double unit = goal == PoseGoal::kHeight    ? size
                        : goal == PoseGoal::kContact ? size * size
                                                     : size * size * size;
    equal_ = kEqualShare * unit;
  }
  /// What the goal asks for there; infinite where it cannot be had.
  double measure(const Vec3& up) {
    const Result<PoseNumbers> numbers = pose_numbers(subject_, up);
    if (!numbers) return std::numeric_limits<double>::infinity();
    consider(*numbers);
    return asked_for(goal_, *numbers);
  }
  [[nodiscard]] const PoseNumbers& best() const { return best_; }
  [[nodiscard]] bool given_leads() const { return given_leads_; }
  [[nodiscard]] double equal() const { return equal_; }

 private:
  void consider(const PoseNumbers& numbers) {
    const double gain = asked_for(goal_, best_) - asked_for(goal_, numbers);
    const bool tie = std::abs(gain) <= equal_;
    if (tie && given_leads_) return;
    if (tie ? second_to(goal_, numbers) >= second_to(goal_, best_) * (1 - kEqualShare) : gain < 0)
      return;
    best_ = numbers;
    given_leads_ = false;
  }
  static Box3 hull_box(const Subject& subject) {
    Box3 box;
    for (const Vec3& p : hull_of(subject).points_mm) box.extend(p);
    return box;
  }
  const Subject& subject_;
  PoseGoal goal_;
  PoseNumbers best_;
  bool given_leads_ = true;
  double equal_ = 0;
};

/// Downhill from `at` by exact measure. Support has narrow valleys, bent where facets begin to hang
/// over: eight directions, turned every round, and on along the one that went down.
void walk_exactly(Judge& judge, const Mat3& axes, Tried at, double from_deg, std::size_t poses) {
  double step = from_deg;
  for (int round = 0; poses > 0 && step >= kExactToDeg; ++round) {
    bool moved = false;
    for (const Vec3& up : around<8>(axes, at.up, step * kRadians, round)) {
      if (poses == 0 || moved) break;
      for (Vec3 next = up; poses > 0;) {
        --poses;
        const double cost = judge.measure(next);
        if (cost >= at.cost) break;
        moved = true;
        const Vec3 onward = (2 * next.dot(at.up) * next - at.up).normalized();
        at = {next, cost};
        next = onward;
      }
    }
    if (!moved) step /= 1.7;
  }
}

/// Measures the finalists, walks from the best that are apart, and once more from what leads.
void decide(Judge& judge, const Mat3& axes, const std::vector<Vec3>& finalists, PoseGoal goal,
            std::size_t poses) {
  std::vector<Tried> starts;
  for (const Vec3& up : finalists) starts.push_back({up, judge.measure(up)});
  poses -= std::min(poses, starts.size());
  best_first(starts);
  starts = apart(starts, kExactApartDeg, poses < 40 ? 1 : poses < 80 ? 2 : kExactStarts);
  // Where the budget allows few poses, fewer walks get them all.
  const std::size_t share = poses / (starts.size() + 1);
  for (const Tried& start : starts) {
    if (asked_for(goal, judge.best()) <= judge.equal()) return;
    walk_exactly(judge, axes, start, kExactFromDeg, share);
  }
  if (asked_for(goal, judge.best()) <= judge.equal()) return;
  walk_exactly(judge, axes, {judge.best().up, asked_for(goal, judge.best())}, kAgainFromDeg,
               poses - starts.size() * share);
}

}  // namespace

std::string_view pose_goal_id(PoseGoal goal) {
  return goal == PoseGoal::kHeight ? "height" : goal == PoseGoal::kContact ? "contact" : "support";
}

Result<PoseNumbers> pose_numbers(const Subject& subject, const Vec3& up) {
  const bool as_given = up == Vec3::UnitZ();
  const PosedMesh turned = as_given ? PosedMesh{} : pose_of(subject, up);
  const PosedMesh& pose = as_given ? given_pose(subject) : turned;
  const Columns columns = as_given ? given_columns(subject) : support_columns(subject.mesh(), pose);
  if (columns.given_up) return Error{ErrorCode::kTooLarge, kColumnsGivenUp};
  return PoseNumbers{.up = up,
                     .support_volume_mm3 = columns.volume_mm3,
                     .overhang_area_mm2 = overhanging_mm2(subject.mesh(), pose),
                     .contact_area_mm2 = columns.under_mm2 + columns.on_top_mm2,
                     .height_mm = pose.size_mm[2]};
}

Result<BestPose> best_pose(const Subject& subject, PoseGoal goal) {
  if (subject.mesh().triangles.empty())
    return Error{ErrorCode::kNotApplicable, "every triangle has collapsed to a line or point"};
  if (!spatial_of(subject).usable())
    return Error{ErrorCode::kTooLarge, "the coordinates are too large to look for a pose"};
  const Result<PoseNumbers> given = pose_numbers(subject, Vec3::UnitZ());
  if (!given) return given.error();

  Search search(subject, goal);
  Judge judge(subject, goal, *given);
  const std::size_t facets = subject.mesh().triangles.size();
  // What a pose costs is known from the given one: few facets may hang over many others.
  const std::size_t steps =
      kStepsPerFacet * facets + static_cast<std::size_t>(given_columns(subject).steps);
  const std::size_t poses = std::clamp(kStepBudget / steps, kExactAtLeast, kExactAtMost);
  const std::size_t most_finalists = std::clamp(poses / 3, kExactAtLeast - 2, kFinalistsAtMost);
  const std::vector<Vec3> finalists = search.finalists(most_finalists);
  decide(judge, search.axes(), finalists, goal, poses);

  BestPose found{.given = *given, .best = judge.best(), .given_is_best = judge.given_leads()};
  const double at = asked_for(goal, found.given), least = asked_for(goal, found.best);
  const double most = std::max(search.worst(), at);
  found.score_of_given_pose =
      most - least <= judge.equal() ? 100 : std::round(100 * (most - at) / (most - least));
  return found;
}

}  // namespace pg
