#pragma once
/// Points spread evenly over a surface, for sums that need not be exact.

#include "geometry/big_vector.hpp"
#include "geometry/mesh/tri_mesh.hpp"
#include "geometry/support/round_surface.hpp"

namespace pg {

/// Every sample stands for the same area. In van der Corput order: the first 2^k samples are spread
/// evenly over the surface for every k, so that a sum may stop early.
struct PoseSamples {
  BigVector<Vec3> at_mm;
  BigVector<Vec3> normal;  ///< Outer, of the round surface where there is one (round_surface.hpp).
  BigVector<FaceId> face;
  double area_mm2 = 0;  ///< Of the whole surface.
  [[nodiscard]] std::size_t count() const { return at_mm.size(); }
};

/// Method  Steps of equal area along the faces in their order, one point a step, placed in its
///         triangle by a Halton sequence (bases 2 and 3).
/// Needs   Facets that agree about outside; `inside_out` turns all normals.
/// Cost    Two passes over faces, 8,192 samples, of more than 20,000 faces 32,768.
[[nodiscard]] PoseSamples pose_samples(const TriMesh& mesh, const RoundSurface& round,
                                       bool inside_out);

}  // namespace pg
