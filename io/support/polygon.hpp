#pragma once
/// Polygons to triangles.

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "geometry/vec3.hpp"

namespace pg {

/// How well a polygon could be cut.
enum class PolygonCut : std::uint8_t {
  kExact,     ///< The triangles cover the polygon once, all facing its way.
  kImperfect  ///< It crosses or doubles back on itself, or is too tangled: cut as well as may be.
};

using LocalTriangle = std::array<std::uint32_t, 3>;

/// Corners are sound (io/support/coordinates.hpp): products of their differences are finite.
/// Cuts a polygon of n >= 3 corners into n - 2 triangles over its corners (numbers into `points`),
/// appended to `out`, in the polygon's orientation. Concave ones too, also with holes joined by
/// bridges; corners on a line give flat triangles, so that no neighbour loses a vertex.
///
/// Method  Ears are clipped (Meisters 1975) in the plane that Newell's normal faces most, dropping
///         one coordinate so that nothing is rounded; round-robin, flat ears last. Only reflex
///         corners can lie in an ear; they are kept in a grid, so that a polygon of many thousand
///         corners does not take quadratic time; a budget bounds hostile ones, which end as a fan.
/// Cost    Linear for convex, near n log n for ordinary ones; at most 4096 n steps.
[[nodiscard]] PolygonCut triangulate_polygon(std::span<const Vec3> points,
                                             std::vector<LocalTriangle>& out);

}  // namespace pg
