#include "geometry/feature/hole_polygon.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

#include "geometry/feature/median.hpp"

namespace pg::feature {
namespace {

constexpr int kRays = 96;           // a ring
constexpr std::size_t kRings = 8;   // at most, even along the hole
constexpr double kAlongMax = 0.15;  // of a facet's normal along the axis
constexpr std::uint32_t kSidesMin = 5, kSidesMax = 80;
constexpr double kEven = 0.9;  // 1 where all facets face multiples of one angle
// Sides of one polygon are equally far from the axis; walls of a hole that crosses are not.
constexpr double kApartShare = 0.015, kApartMm = 0.02;
constexpr double kSideShare = 0.3;  // of the rays, at the least, must have met a side

struct Facing {
  double angle = 0;
  double apothem_mm = 0;
};

std::vector<Facing> facings(const Air& air, const Cylinder& cylinder,
                            const std::vector<double>& along) {
  const auto [u, v] = across(cylinder.axis);
  std::vector<Facing> found;
  for (const double at : along) {
    const Vec3 from = cylinder.at + at * cylinder.axis;
    for (int i = 0; i < kRays; ++i) {
      const double angle = 2 * std::numbers::pi * i / kRays;
      const Vec3 direction = std::cos(angle) * u + std::sin(angle) * v;
      const auto hit = air.look(from, direction, 0, 1.1 * cylinder.radius);
      if (!hit || hit->normal.dot(direction) > -0.75 ||
          std::abs(hit->normal.dot(cylinder.axis)) > kAlongMax)
        continue;
      const double apothem = -hit->distance * hit->normal.dot(direction);
      if (apothem > 0.75 * cylinder.radius)
        found.push_back({std::atan2(hit->normal.dot(v), hit->normal.dot(u)), apothem});
    }
  }
  return found;
}

/// Those about as far from the axis as the middle one.
std::vector<Facing> equally_far(std::vector<Facing> all) {
  if (all.empty()) return all;
  std::vector<double> apothems;
  for (const Facing& facing : all) apothems.push_back(facing.apothem_mm);
  const double middle = median_of(std::move(apothems));
  std::erase_if(all, [&](const Facing& facing) {
    return std::abs(facing.apothem_mm - middle) > kApartShare * middle + kApartMm;
  });
  return all;
}

}  // namespace

std::optional<HolePolygon> hole_polygon(const Air& air, const Cylinder& cylinder,
                                        const std::vector<double>& rings) {
  std::vector<double> along;
  const std::size_t count_of_rings = std::min(kRings, rings.size());
  for (std::size_t i = 0; i < count_of_rings; ++i)
    along.push_back(rings[(2 * i + 1) * rings.size() / (2 * count_of_rings)]);
  const std::vector<Facing> all = equally_far(facings(air, cylinder, along));
  if (static_cast<double>(all.size()) < kSideShare * kRays * static_cast<double>(along.size()) ||
      all.empty())
    return std::nullopt;
  const auto count = static_cast<double>(all.size());
  for (std::uint32_t sides = kSidesMin; sides <= kSidesMax; ++sides) {
    std::complex<double> sum = 0;
    for (const Facing& facing : all) sum += std::polar(1.0, sides * facing.angle);
    if (std::abs(sum) < kEven * count) continue;
    double apothems = 0;
    for (const Facing& facing : all) apothems += facing.apothem_mm;
    return HolePolygon{.sides = sides, .apothem_mm = apothems / count};
  }
  return std::nullopt;
}

}  // namespace pg::feature
