#pragma once
/// Where walls are thinner than a limit, as connected regions.

#include <vector>

#include "geometry/mesh/tri_mesh.hpp"
#include "geometry/wall/wall_field.hpp"

namespace pg {

struct ThinRegion {
  double area_mm2 = 0;  ///< Of the surface, both sides of the wall.
  double min_mm = 0;
  std::size_t thinnest = 0;       ///< Place of the WallField; the lowest of equals.
  Vec3 centre_mm = Vec3::Zero();  ///< Mean of its surface.
  Box3 box_mm;
};

/// Method  Places that are walls (WallField::is_wall: a sharp edge is none) with a ball thinner
/// than
///         the limit, joined along edges of the mesh, within and across facets that have places of
///         their own, and through the wall, from a place to the facet that stops its ball.
/// Result  Largest area first; of equals the one with the lowest place.
/// Cost    One pass over the facets.
[[nodiscard]] std::vector<ThinRegion> thin_regions_of(const TriMesh& mesh, const WallField& field,
                                                      double limit_mm);

}  // namespace pg
