#include "geometry/feature/hole_fit.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>

#include "geometry/feature/hole_votes.hpp"

namespace pg::feature {
namespace {

constexpr double kNearbyMm = 8;         // walls of a crossing hole are within its diameter
constexpr double kEnclosedGapMm = 7.5;  // so long a crossing hole may interrupt
constexpr double kOpenGapRadii = 1.0;   // and so long the open
constexpr double kReachMaxMm = 60;      // each way
constexpr std::size_t kHitsMin = 8;

struct Round {
  std::uint32_t rays;
  double reach_radii;
  double slack_radii;
};
constexpr Round kRounds[] = {
    {16, 0.6, 0.30}, {16, 1.5, 0.20}, {16, 6, 0.15}, {32, 1e3, 0.12}, {32, 1e3, 0.12}};

struct Walk {
  std::vector<WallHit> hits;
  double low = 0, high = 0;
  bool any = false;
};

void walk_one_way(const Air& air, const Cylinder& cylinder, const Ring& ring, double sign,
                  double reach, double step, double slack, Walk& walk) {
  const auto blocked = air.look(cylinder.at, sign * cylinder.axis, 0, reach + step);
  const double limit = std::min(reach, blocked ? blocked->distance : reach);
  double gap_from = 0;
  bool in_gap = false, open_gap = false;
  std::vector<WallHit> pending;
  for (int i = sign > 0 ? 0 : 1;; ++i) {
    const double along = sign * step * i;
    if (step * i > limit) break;
    const Ring::Seen seen = ring.look(air, along, slack, pending);
    if (2 * seen.wall >= ring.size()) {
      walk.hits.insert(walk.hits.end(), pending.begin(), pending.end());
      pending.clear();
      walk.low = walk.any ? std::min(walk.low, along) : along;
      walk.high = walk.any ? std::max(walk.high, along) : along;
      walk.any = true;
      in_gap = open_gap = false;
      continue;
    }
    if (!in_gap) gap_from = step * i;
    in_gap = true;
    open_gap = open_gap || 5 * seen.nearby < 3 * ring.size();
    const double gap = step * i - gap_from;
    if (gap > (open_gap ? kOpenGapRadii * cylinder.radius : kEnclosedGapMm)) break;
  }
}

Walk walk_both_ways(const Air& air, const Cylinder& cylinder, const Round& round, double length) {
  const Ring ring(cylinder, round.rays);
  const double reach = std::min(kReachMaxMm, round.reach_radii * cylinder.radius);
  // A thin plate needs close rings, a long hole does not.
  const double step = length > 0 ? std::clamp(length / 16, 0.03, 0.3)
                                 : std::clamp(0.15 * cylinder.radius, 0.1, 0.3);
  const double slack = round.slack_radii * cylinder.radius + 0.1;
  Walk walk;
  walk_one_way(air, cylinder, ring, 1, reach, step, slack, walk);
  walk_one_way(air, cylinder, ring, -1, reach, step, slack, walk);
  return walk;
}

/// Spread of the errors of the wall itself, where up to half of the hits are on something else, as
/// in holes that meet: the 30 % quantile of a normal distribution is 0.385 of its spread.
double spread_of(std::vector<double> misses) {
  const auto low = misses.begin() + static_cast<std::ptrdiff_t>(3 * misses.size() / 10);
  std::nth_element(misses.begin(), low, misses.end());
  return *low / 0.385;
}

/// One step of Gauss and Newton for shift across the axis (2), tilt (2) and radius.
bool improve(const Air& air, const std::vector<WallHit>& hits, Cylinder& cylinder) {
  std::vector<LiftedDistance> lifted;
  std::vector<double> miss;
  for (const WallHit& hit : hits) {
    lifted.push_back(lifted_distance(air.mesh(), hit.face, hit.barycentric, cylinder));
    miss.push_back(std::abs(lifted.back().distance - cylinder.radius));
  }
  const double cut = 3 * std::max(0.02, spread_of(miss));
  const auto [u, v] = across(cylinder.axis);
  using Vec5 = Eigen::Matrix<double, 5, 1>;
  Eigen::Matrix<double, 5, 5> normal = Eigen::Matrix<double, 5, 5>::Zero();
  Vec5 right = Vec5::Zero();
  double total = 0;
  for (const LiftedDistance& one : lifted) {
    const double error = one.distance - cylinder.radius;
    const double share = error / cut;
    if (std::abs(share) >= 1) continue;
    const double weight = (1 - share * share) * (1 - share * share);
    // Moving the axis by s, or tilting it by t, lowers the distance by pull.s or pull_far.t.
    const Vec5 row{-one.pull.dot(u), -one.pull.dot(v), -one.pull_far.dot(u), -one.pull_far.dot(v),
                   -1};
    normal += weight * row * row.transpose();
    right -= weight * error * row;
    total += weight;
  }
  if (!(total > 0)) return false;
  const double damping = 1e-3 * total;
  for (int k = 0; k < 2; ++k) normal(k, k) += 1e-6 * total;
  for (int k = 2; k < 4; ++k) normal(k, k) += damping * 0.05 * cylinder.radius * cylinder.radius;
  const Vec5 change = normal.ldlt().solve(right);
  if (!change.allFinite()) return false;
  const double shift = std::hypot(change[0], change[1]), tilt = std::hypot(change[2], change[3]);
  const double calm =
      std::min({1.0, 0.5 * cylinder.radius / std::max(shift, 1e-12), 0.3 / std::max(tilt, 1e-12)});
  cylinder.at += calm * (change[0] * u + change[1] * v);
  cylinder.axis = (cylinder.axis + calm * (change[2] * u + change[3] * v)).normalized();
  cylinder.radius += calm * change[4];
  return true;
}

}  // namespace

Ring::Ring(const Cylinder& cylinder, std::uint32_t rays) : cylinder_(cylinder), rays_(rays) {
  const auto [u, v] = across(cylinder.axis);
  for (std::uint32_t i = 0; i < rays; ++i) {
    const double angle = 2 * std::numbers::pi * i / rays;
    rays_[i] = std::cos(angle) * u + std::sin(angle) * v;
  }
}

Ring::Seen Ring::look(const Air& air, double along, double slack,
                      std::vector<WallHit>& hits) const {
  Seen seen;
  const Vec3 from = cylinder_.at + along * cylinder_.axis;
  std::vector<std::uint32_t> missed;
  for (std::uint32_t i = 0; i < size(); ++i) {
    const auto hit = air.look(from, rays_[i], 0, cylinder_.radius + slack);
    if (!hit) {
      missed.push_back(i);
      continue;
    }
    ++seen.nearby;
    if (hit->distance < cylinder_.radius - slack || hit->normal.dot(rays_[i]) > -0.75 ||
        std::abs(hit->normal.dot(cylinder_.axis)) > 0.5)
      continue;
    ++seen.wall;
    const LiftedDistance lifted =
        lifted_distance(air.mesh(), hit->face, hit->barycentric, cylinder_);
    hits.push_back({along, i, hit->face, hit->barycentric, lifted.distance});
  }
  // Only a ring that is less than half wall is asked what else is near.
  if (2 * seen.wall < size())
    for (const std::uint32_t i : missed)
      if (air.look(from, rays_[i], cylinder_.radius, kNearbyMm)) ++seen.nearby;
  return seen;
}

std::optional<FittedHole> fit_hole(const Air& air, const Cylinder& guess) {
  FittedHole fitted{.cylinder = guess, .low = 0, .high = 0};
  Cylinder& cylinder = fitted.cylinder;
  double length = 0;
  for (const Round& round : kRounds) {
    const Walk walk = walk_both_ways(air, cylinder, round, length);
    if (!walk.any || walk.hits.size() < kHitsMin) return std::nullopt;
    for (int i = 0; i < 3; ++i)
      if (!improve(air, walk.hits, cylinder)) return std::nullopt;
    if (cylinder.radius < 0.8 * kHoleRadiusMinMm || cylinder.radius > 1.1 * kHoleRadiusMaxMm)
      return std::nullopt;
    fitted.low = walk.low;
    fitted.high = walk.high;
    // The middle of what was seen: the next walk starts in air on both sides.
    const double middle = 0.5 * (walk.low + walk.high);
    cylinder.at += middle * cylinder.axis;
    fitted.low -= middle;
    fitted.high -= middle;
    length = std::max(0.1, walk.high - walk.low);
  }
  return fitted;
}

}  // namespace pg::feature
