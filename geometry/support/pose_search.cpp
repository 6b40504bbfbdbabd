#include "geometry/support/pose_search.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "geometry/parallel.hpp"
#include "geometry/spatial/convex_hull.hpp"
#include "geometry/spatial/spatial.hpp"
#include "geometry/subject.hpp"
#include "geometry/support/local_supports.hpp"
#include "geometry/support/pose_candidates.hpp"

namespace pg {
namespace {

/// Rounds of a race: what is left for the next one is judged by more rays.
constexpr Effort kFirst = {12, 512}, kSecond = {48, 2048}, kThird = {192, 8192};
constexpr std::size_t kForSecond = 128, kForThird = 32, kWorst = 4;
/// Walks, and which of them go on with more samples.
constexpr std::size_t kWalks = 12, kLastWalks = 3;
constexpr Effort kWalk = {128, 4096}, kLast = {384, 8192};
/// Of a mesh with so many facets few poses can be measured exactly, so that walks have to be exact.
constexpr std::size_t kLarge = 20'000;
constexpr Effort kWalkLarge = {256, 4096}, kLastLarge = {4096, 32768};
constexpr double kWalkFromDeg = 6, kWalkToDeg = 1, kLastFromDeg = 2, kLastToDeg = 0.2;
/// Two starts nearer than this walk to the same place; two finalists nearer are one.
constexpr double kApartDeg = 5, kSameDeg = 0.3;
constexpr int kPlacesOfAWalk = 7;
/// Steps on a local model, from a third of its reach down.
constexpr double kFirstStep = 1.0 / 3, kLastStep = 1.0 / 50;

}  // namespace

PoseSearch::PoseSearch(const Subject& subject, PoseGoal goal)
    : subject_(subject),
      goal_(goal),
      quick_(spatial_of(subject),
             pose_samples(subject.mesh(), round_surface_of(subject), is_inside_out(subject)),
             hull_of(subject).points_mm, subject.rules().overhang_angle_deg,
             is_inside_out(subject)),
      large_(subject.mesh().triangles.size() > kLarge) {
  const PoseCandidates candidates = pose_candidates(
      subject_.mesh(), hull_of(subject_), quick_.samples(), subject_.rules().overhang_angle_deg);
  frame_ = candidates.frame;
  for (const Vec3& up : candidates.exact) tried_.push_back({up, 0});
  for (const Vec3& up : candidates.even) tried_.push_back({up, 0});
  judge(tried_, kFirst);
  find_worst({tried_.begin() + static_cast<std::ptrdiff_t>(candidates.exact.size()), tried_.end()});
  best_first(tried_);
  tried_.resize(std::min(tried_.size(), kForSecond));
  judge(tried_, kSecond);
  best_first(tried_);
  tried_.resize(std::min(tried_.size(), kForThird));
  judge(tried_, kThird);
  best_first(tried_);
}

/// What few rays say is worst is so by their error too.
void PoseSearch::find_worst(std::vector<Tried> even) {
  best_first(even);
  std::reverse(even.begin(), even.end());
  even.resize(std::min(even.size(), kWorst));
  judge(even, kThird);
  for (const Tried& t : even) worst_ = std::max(worst_, t.cost);
}

double PoseSearch::cost(const QuickColumns& columns) const {
  return asked_for(goal_, columns.volume_mm3, columns.contact_mm2, columns.height_mm);
}

void PoseSearch::judge(std::vector<Tried>& tried, const Effort& effort) const {
  // Heights need no rays.
  const Effort spent = goal_ == PoseGoal::kHeight ? Effort{0, 0} : effort;
  for_each_index(
      tried.size(),
      [&](std::size_t i) { tried[i].cost = cost(quick_.in_direction(tried[i].up, spent)); }, 16);
}

std::vector<Vec3> PoseSearch::free_of_support(std::size_t most) const {
  std::vector<Tried> free;
  if (goal_ != PoseGoal::kHeight)
    for (const Tried& t : tried_)
      if (t.cost == 0) free.push_back({t.up, quick_.in_direction(t.up, {0, 0}).height_mm});
  best_first(free);
  std::vector<Vec3> ups;
  for (const Tried& t : free)
    if (ups.size() < most) ups.push_back(t.up);
  return ups;
}

/// Downhill on one local model after the other. Where a new one does not confirm a step, the next
/// is shorter.
void PoseSearch::walk(Tried& at, double from_deg, double to_deg, const Effort& effort) const {
  const std::size_t samples = goal_ == PoseGoal::kHeight ? 0 : quick_.samples_for(at.up, effort);
  double reach_deg = from_deg;
  LocalSupports local(quick_, at.up, reach_deg, samples);
  at.cost = cost(local.in_direction(at.up));
  for (int place = 0; place < kPlacesOfAWalk && reach_deg >= to_deg; ++place) {
    Tried next = at;
    double step_deg = kFirstStep * reach_deg;
    const double farthest = std::cos(reach_deg * std::numbers::pi / 180);
    for (int round = 0; step_deg >= kLastStep * reach_deg; ++round) {
      Tried best = next;
      for (const Vec3& up : around(frame_, next.up, step_deg, round)) {
        if (up.dot(at.up) < farthest) continue;
        if (const double there = cost(local.in_direction(up)); there < best.cost)
          best = {up, there};
      }
      if (best.cost < next.cost)
        next = best;
      else
        step_deg /= 2;
    }
    if (!(next.cost < at.cost)) {
      reach_deg /= 3;
      continue;
    }
    const double moved_deg = std::acos(std::min(1.0, next.up.dot(at.up))) * 180 / std::numbers::pi;
    const double next_reach_deg = moved_deg > reach_deg / 2 ? reach_deg : reach_deg / 3;
    LocalSupports there(quick_, next.up, std::max(next_reach_deg, to_deg), samples);
    next.cost = cost(there.in_direction(next.up));
    if (next.cost < at.cost) {
      at = next;
      local = std::move(there);
      reach_deg = next_reach_deg;
    } else {
      reach_deg /= 4;
    }
  }
}

std::vector<Vec3> PoseSearch::finalists(std::size_t most) const {
  std::vector<Tried> walked = apart(tried_, kApartDeg, kWalks);
  for_each_index(
      walked.size(),
      [&](std::size_t i) {
        walk(walked[i], kWalkFromDeg, kWalkToDeg, large_ ? kWalkLarge : kWalk);
      },
      1);
  judge(walked, kThird);
  best_first(walked);
  std::vector<Tried> last = apart(walked, kApartDeg, kLastWalks);
  for_each_index(
      last.size(),
      [&](std::size_t i) { walk(last[i], kLastFromDeg, kLastToDeg, large_ ? kLastLarge : kLast); },
      1);
  best_first(last);
  std::vector<Tried> others = tried_;
  others.insert(others.end(), walked.begin(), walked.end());
  best_first(others);
  // Those walked best first, whatever the smaller samples of the others say.
  last.insert(last.end(), others.begin(), others.end());
  std::vector<Vec3> ups;
  for (const Tried& t : apart(last, kSameDeg, most)) ups.push_back(t.up);
  return ups;
}

}  // namespace pg
