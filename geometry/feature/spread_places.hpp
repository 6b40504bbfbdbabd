#pragma once
/// Points spread over a surface by area, the same ones however its facets are numbered.

#include <functional>
#include <vector>

#include "geometry/feature/air.hpp"

namespace pg::feature {

struct SpreadPlace {
  Vec3 at = Vec3::Zero();
  Vec3 normal = Vec3::Zero();  ///< Of the facet, out of the material.
};

/// About `per_mm2` points a mm2, those for which `wanted(at)` holds, facet by facet.
///
/// Method  Each facet gets the floor of its area times the density plus a fraction that is a hash
///         of its corners' coordinates; inside it they follow the R2 sequence (Roberts 2018) from a
///         start that is a hash too. Corners are taken in the order of their coordinates: nothing
///         depends on how facets and corners are numbered, but for the order.
[[nodiscard]] std::vector<SpreadPlace> spread_places(
    const Air& air, double per_mm2, const std::function<bool(const Vec3&)>& wanted);

/// Into an order of the places' own; neighbours in space become neighbours in memory.
void sort_by_place(const Air& air, std::vector<SpreadPlace>& places);

}  // namespace pg::feature
