#include "geometry/feature/hole_polygon.hpp"

#include <cmath>
#include <complex>
#include <numbers>

namespace pg::feature {
namespace {

constexpr int kRays = 200;
constexpr double kAlongMax = 0.15;  // of a facet's normal along the axis
constexpr std::uint32_t kSidesMin = 5, kSidesMax = 80;
constexpr double kEven = 0.9;  // 1 where all facets face multiples of one angle

struct Facing {
  double angle = 0;
  double apothem_mm = 0;
};

std::vector<Facing> facings(const Air& air, const Cylinder& cylinder,
                            const std::vector<double>& rings) {
  const auto [u, v] = across(cylinder.axis);
  std::vector<Facing> found;
  for (const std::size_t quarter : {1, 2, 3}) {
    const Vec3 from = cylinder.at + rings[rings.size() * quarter / 4] * cylinder.axis;
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

}  // namespace

std::optional<HolePolygon> hole_polygon(const Air& air, const Cylinder& cylinder,
                                        const std::vector<double>& rings) {
  const std::vector<Facing> all = facings(air, cylinder, rings);
  if (all.size() < kRays) return std::nullopt;
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
