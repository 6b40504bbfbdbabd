#pragma once
/// Water on a surface, exactly: what stays in its pits.

#include <cstdint>
#include <vector>

#include "geometry/hollow/narrow_air.hpp"

namespace pg::hollow {

struct Pool {
  double volume_mm3 = 0;
  double depth_mm = 0;
  Vec3 at_mm = Vec3::Zero();  ///< Its lowest place.
};

/// Method  Vertices join from the lowest up, along edges: below any level, what hangs together is
///         the rim of one water. A lowest vertex begins one; under a lowest vertex that hangs over
///         air, a ray down finds the surface it drips on, or the open. Where a water first joins
///         the open is its level. The volume below it follows from the wet facets, clipped at the
///         level, by the divergence theorem. (The sweep of contour trees: Carr, Snoeyink and Axen,
///         Computational Geometry 24, 2003, over the air instead of the surface.)
/// Needs   A surface that crosses nothing, oriented. `up` of unit length.
/// Limits  Water passes any opening, however narrow. Facets marked in `shut` (empty: none) are
///         treated as though nothing joined over them: a first look at what narrow places do.
/// Cost    n log n in vertices.
[[nodiscard]] std::vector<Pool> surface_pools(const AirSide& side, const Vec3& up,
                                              const BigVector<std::uint8_t>& shut);

}  // namespace pg::hollow
