#include "geometry/feature/hole_check.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "geometry/feature/hole_polygon.hpp"
#include "geometry/feature/hole_votes.hpp"
#include "geometry/feature/median.hpp"
#include "geometry/parallel.hpp"

namespace pg::feature {
namespace {

constexpr std::uint32_t kRays = 32;
constexpr double kRingMm = 0.2;
constexpr std::size_t kRingsMin = 12, kRingsMax = 100;
constexpr std::size_t kSleeveEach = 4;  // of the wall hits, one in so many looks for a sleeve
constexpr double kSleeveMm = 3;         // thicker walls are no sleeve

Vec3 on_axis(const Cylinder& cylinder, double along) {
  return cylinder.at + along * cylinder.axis;
}

/// Past `end` (sign: which way) something stands across the axis.
bool end_is_closed(const Air& air, const Cylinder& cylinder, double end, double sign,
                   double length) {
  const auto [u, v] = across(cylinder.axis);
  const double inside = std::min(0.3, 0.3 * length);
  const double reach = inside + std::max(0.6, 1.1 * cylinder.radius);
  int met = 0;
  for (int i = 0; i < 9; ++i) {
    const double angle = std::numbers::pi / 4 * i;
    const double off = i == 8 ? 0 : 0.55 * cylinder.radius;
    const Vec3 from =
        on_axis(cylinder, end - sign * inside) + off * (std::cos(angle) * u + std::sin(angle) * v);
    if (air.look(from, sign * cylinder.axis, 0, reach)) ++met;
  }
  return met >= 5;
}

/// Half of the wall still stands around the axis here. A rim out of voxels is rounded by up to one.
bool half_wall(const Air& air, const Cylinder& cylinder, const Ring& ring, double along) {
  std::uint32_t near = 0;
  const Vec3 from = on_axis(cylinder, along);
  for (std::uint32_t i = 0; i < ring.size(); ++i) {
    const auto hit = air.look(from, ring.direction(i), 0, cylinder.radius + 0.35);
    if (hit && hit->normal.dot(ring.direction(i)) < 0) ++near;
  }
  return 2 * near >= ring.size();
}

/// Where the wall ends: from the last ring outward in steps, then by halves.
double pushed_out(const Air& air, const Cylinder& cylinder, const Ring& ring, double end,
                  double sign) {
  constexpr double kStep = 0.1;
  const auto floor = air.look(on_axis(cylinder, end), sign * cylinder.axis, 0, 2);
  const double limit = floor ? floor->distance : 1.0;
  double inside = 0, outside = limit;
  for (double past = kStep; past < limit; past += kStep) {
    if (!half_wall(air, cylinder, ring, end + sign * past)) {
      outside = past;
      break;
    }
    inside = past;
  }
  if (outside == limit && floor && limit - inside <= kStep) return end + sign * limit;
  for (int i = 0; i < 4; ++i) {
    const double middle = 0.5 * (inside + outside);
    (half_wall(air, cylinder, ring, end + sign * middle) ? inside : outside) = middle;
  }
  return end + sign * 0.5 * (inside + outside);
}

/// Outer diameter of a round sleeve: what is met through the material from behind the wall.
std::optional<double> sleeve_of(const Air& air, const Cylinder& cylinder, const Ring& ring,
                                const std::vector<WallHit>& hits) {
  std::vector<double> outer;
  const std::size_t asked = chunk_count(hits.size(), kSleeveEach);
  for (std::size_t i = 0; i < hits.size(); i += kSleeveEach) {
    const WallHit& hit = hits[i];
    const Vec3& direction = ring.direction(hit.direction);
    const Vec3 from = on_axis(cylinder, hit.along);
    const auto exit =
        air.look(from, direction, 1.16 * cylinder.radius + 0.1, cylinder.radius + kSleeveMm);
    if (exit && exit->normal.dot(direction) > 0.8)
      outer.push_back(lifted_distance(air.mesh(), exit->face, exit->barycentric,
                                      {cylinder.at, cylinder.axis, exit->distance})
                          .distance);
  }
  if (10 * outer.size() < 7 * asked || outer.empty()) return std::nullopt;
  const double radius = median_of(outer);
  const auto close = std::count_if(outer.begin(), outer.end(), [&](double r) {
    return std::abs(r - radius) < 0.04 * radius + 0.05;
  });
  if (10 * static_cast<std::size_t>(close) < 7 * asked) return std::nullopt;
  return 2 * radius;
}

/// Share of directions in which the wall breaks off at an open end: half a millimetre past its last
/// place there is nothing near, or, where holes meet, a surface that leaves it by a crease.
double crispness(const Air& air, const Cylinder& cylinder, const Ring& ring,
                 const std::vector<WallHit>& hits, double mean, double roughness,
                 const std::array<bool, 2>& closed) {
  constexpr double kPastMm = 0.5;
  constexpr double kCreaseMm = 0.2;  // what a crease of 22 degrees departs on the way
  const double wall = std::max(0.02, 2.5 * roughness);
  std::size_t asked = 0, crisp = 0;
  for (int end = 0; end < 2; ++end) {
    if (closed[static_cast<std::size_t>(end)]) continue;
    const double sign = end == 0 ? -1 : 1;
    std::array<double, kRays> last, last_exact;
    last.fill(-1e9);
    last_exact.fill(-1e9);
    for (const WallHit& hit : hits) {
      const double along = sign * hit.along;
      last[hit.direction] = std::max(last[hit.direction], along);
      if (std::abs(hit.distance - mean) <= wall)
        last_exact[hit.direction] = std::max(last_exact[hit.direction], along);
    }
    for (std::uint32_t i = 0; i < kRays; ++i) {
      if (last[i] < -1e8) continue;
      ++asked;
      const auto free = [&](double along, double reach) {
        const Vec3 from = on_axis(cylinder, sign * (along + kPastMm));
        return !air.look(from, ring.direction(i), 0, reach);
      };
      if (free(last[i], 1.6 * mean + 0.35) ||
          (last_exact[i] > -1e8 && free(last_exact[i], mean + wall + kCreaseMm)))
        ++crisp;
    }
  }
  return asked > 0 ? static_cast<double>(crisp) / static_cast<double>(asked) : 0;
}

struct Walls {
  std::vector<WallHit> hits;
  std::vector<double> ring_along, ring_radius;  ///< Of rings at least half wall.
  std::size_t full = 0;
};

Walls look_at_walls(const Air& air, const FittedHole& fitted, const Ring& ring, double slack) {
  Walls walls;
  const double length = fitted.high - fitted.low;
  const auto rings = std::clamp(static_cast<std::size_t>(length / kRingMm), kRingsMin, kRingsMax);
  for (std::size_t i = 0; i < rings; ++i) {
    const double along =
        fitted.low + length * (static_cast<double>(i) + 0.5) / static_cast<double>(rings);
    std::vector<WallHit> hits;
    const Ring::Seen seen = ring.look(air, along, slack, hits);
    if (2 * seen.wall < ring.size()) continue;
    if (100 * seen.wall >= 85 * ring.size()) ++walls.full;
    double sum = 0;
    for (const WallHit& hit : hits) sum += hit.distance;
    walls.ring_along.push_back(along);
    walls.ring_radius.push_back(sum / static_cast<double>(hits.size()));
    walls.hits.insert(walls.hits.end(), hits.begin(), hits.end());
  }
  return walls;
}

/// Change of ring radius over the whole length, by a straight line.
double taper_of(const Walls& walls, double length) {
  const auto count = static_cast<double>(walls.ring_along.size());
  double mean_along = 0, mean_radius = 0, cross = 0, square = 0;
  for (std::size_t i = 0; i < walls.ring_along.size(); ++i) {
    mean_along += walls.ring_along[i] / count;
    mean_radius += walls.ring_radius[i] / count;
  }
  for (std::size_t i = 0; i < walls.ring_along.size(); ++i) {
    const double off = walls.ring_along[i] - mean_along;
    cross += off * (walls.ring_radius[i] - mean_radius);
    square += off * off;
  }
  return square > 0 ? cross / square * length : 0;
}

/// A waist between two bulges is narrowest in its middle; a drill leaves it straight.
double bow_of(const Walls& walls) {
  double sum[2] = {0, 0};
  std::size_t count[2] = {0, 0};
  const std::size_t rings = walls.ring_radius.size();
  for (std::size_t i = 0; i < rings; ++i) {
    const std::size_t inner = 3 * i >= rings && 3 * i < 2 * rings ? 1 : 0;
    sum[inner] += walls.ring_radius[i];
    ++count[inner];
  }
  if (count[0] == 0 || count[1] == 0) return 0;
  return sum[0] / static_cast<double>(count[0]) - sum[1] / static_cast<double>(count[1]);
}

}  // namespace

std::optional<HoleEvidence> hole_evidence(const Air& air, const FittedHole& fitted) {
  const Cylinder& cylinder = fitted.cylinder;
  const Ring ring(cylinder, kRays);
  const Walls walls = look_at_walls(air, fitted, ring, 0.12 * cylinder.radius + 0.1);
  if (walls.ring_along.size() < 3) return std::nullopt;
  HoleEvidence evidence;
  const auto count = static_cast<double>(walls.hits.size());

  std::vector<double> distances;
  std::array<bool, kRays> met{};
  for (const WallHit& hit : walls.hits) {
    distances.push_back(hit.distance);
    met[hit.direction] = true;
  }
  evidence.coverage = static_cast<double>(std::count(met.begin(), met.end(), true)) / kRays;
  evidence.full_rings =
      static_cast<double>(walls.full) / static_cast<double>(walls.ring_along.size());
  const double median = median_of(distances);
  const double close = std::max(0.15, 0.08 * median);
  double sum = 0, squares = 0, near = 0;
  for (const double d : distances) {
    if (std::abs(d - median) > close) continue;
    ++near;
    sum += d;
    squares += (d - median) * (d - median);
  }
  const double mean = sum / near;
  evidence.agreeing = near / count;
  evidence.roughness_mm =
      std::sqrt(std::max(0.0, squares / near - (mean - median) * (mean - median)));

  const double rough_length = fitted.high - fitted.low;
  const std::array<bool, 2> closed = {end_is_closed(air, cylinder, fitted.low, -1, rough_length),
                                      end_is_closed(air, cylinder, fitted.high, 1, rough_length)};
  const double low = pushed_out(air, cylinder, ring, fitted.low, -1);
  const double high = pushed_out(air, cylinder, ring, fitted.high, 1);
  evidence.taper_mm = taper_of(walls, high - low);
  evidence.bow_mm = bow_of(walls);
  evidence.closed_ends = (closed[0] ? 1 : 0) + (closed[1] ? 1 : 0);
  evidence.crisp = crispness(air, cylinder, ring, walls.hits, mean, evidence.roughness_mm, closed);
  evidence.in_air = air.is_air(on_axis(cylinder, 0.5 * (low + high)));

  DrillHole& hole = evidence.hole;
  hole.at = on_axis(cylinder, 0.5 * (low + high));
  hole.axis = closed[0] != closed[1] ? Vec3(closed[0] ? cylinder.axis : -cylinder.axis)
                                     : with_sign(cylinder.axis);
  hole.diameter_mm = 2 * mean;
  hole.length_mm = high - low;
  hole.through = evidence.closed_ends == 0;
  hole.sleeve_mm = sleeve_of(air, cylinder, ring, walls.hits);
  if (const auto polygon = hole_polygon(air, cylinder, walls.ring_along)) {
    const double round = 2 * polygon->apothem_mm / std::cos(std::numbers::pi / polygon->sides);
    // Corners are on the circle or, of cut facets, inside it: a smaller circle has too many sides.
    if (round > 0.995 * hole.diameter_mm) {
      hole.sides = polygon->sides;
      hole.flat_diameter_mm = 2 * polygon->apothem_mm;
      hole.diameter_mm = round;
    }
  }
  return evidence;
}

bool is_drilled(const HoleEvidence& e) {
  const double radius = 0.5 * e.hole.diameter_mm;
  const bool exact = e.roughness_mm <= 0.015 * radius + 0.01;
  return e.in_air && radius >= kHoleRadiusMinMm && radius <= kHoleRadiusMaxMm &&
         e.coverage >= (e.full_rings > 0 ? 0.56 : 0.76) &&
         e.roughness_mm <= std::max(0.03 * radius, 0.045) && e.agreeing >= 0.9 &&
         std::abs(e.taper_mm) <= 0.05 * radius + 0.03 && e.bow_mm <= 0.015 * radius + 0.025 &&
         e.hole.length_mm >= (exact ? 0.25 : std::max(0.8, radius / 2)) && e.closed_ends < 2 &&
         e.crisp >= (exact ? 0.35 : 0.5);
}

}  // namespace pg::feature
