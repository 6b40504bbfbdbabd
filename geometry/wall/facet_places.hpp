#pragma once
/// Where to measure walls on facets that their corners do not stand for, as those of plates and
/// blocks from CAD: all their vertices lie on edges of the object.

#include <vector>

#include "geometry/big_vector.hpp"
#include "geometry/mesh/tri_mesh.hpp"
#include "geometry/wall/local_fit.hpp"
#include "geometry/wall/wall_mesh.hpp"

namespace pg {

/// A point inside a facet.
struct FacetPlace {
  FaceId face = kNone;
  Vec3 at_mm = Vec3::Zero();
  double weight_mm2 = 0;  ///< The facet's area over its places.
};

namespace wall {

/// Method  Facets whose corners all lie on edges that stick out or on rims, and facets of over a
///         1,024th of the surface with a corner on any edge (a cap around a hub, the inside of a
///         hollow block), cut into n^2 equal
///         triangles; their centroids. n such that about 1,024 places are as large as the whole
///         surface, at most 16.
///         Facets so narrow that rounding turns their normals have none.
/// Result  By ascending face.
[[nodiscard]] std::vector<FacetPlace> facet_places_of(const TriMesh& mesh, const WallMesh& wall,
                                                      const BigVector<VertexFit>& fits);

}  // namespace wall
}  // namespace pg
