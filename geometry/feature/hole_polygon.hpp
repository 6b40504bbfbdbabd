#pragma once
/// A round hole's wall as the even polygon that its exporter made of it.

#include <optional>
#include <vector>

#include "geometry/feature/air.hpp"

namespace pg::feature {

struct HolePolygon {
  std::uint32_t sides = 0;
  double apothem_mm = 0;  ///< From the axis to the sides.
};

/// Method  The directions of the facets that rays meet on up to eight rings, of those as far from
///         the axis as most. Of an even polygon of n sides they are multiples of 360 / n degrees:
///         the least n for which their n-fold angles agree. The apothem is the mean of the hits'
///         distances along the facets' normals.
/// Returns Nothing where no n from 5 to 80 fits: voxels, noise as large as the facets, few facets.
[[nodiscard]] std::optional<HolePolygon> hole_polygon(const Air& air, const Cylinder& cylinder,
                                                      const std::vector<double>& rings);

}  // namespace pg::feature
