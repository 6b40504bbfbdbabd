#pragma once
/// Directions worth trying as up.

#include <vector>

#include "geometry/spatial/convex_hull.hpp"
#include "geometry/support/pose_directions.hpp"
#include "geometry/support/pose_samples.hpp"
#include "geometry/vec3.hpp"

namespace pg {

/// Unit vectors. They depend on the body and turn with it, as far as it has a shape to hold on to.
struct PoseCandidates {
  std::vector<Vec3> exact;  ///< Faces to stand on, axes: met exactly or not at all.
  std::vector<Vec3> even;   ///< An even spiral over all directions.
  PoseFrame frame;          ///< Axes: the main axes of the surface's inertia.
};

/// Method  `exact`: outer normals of the hull's faces, turned down, those within half a degree of a
///         larger one left out, the 160 largest; main axes of the surface's inertia and of its
///         normals (the second give the axis of a cylinder and of any body of revolution), both
///         ways; the commonest normals of the surface, both ways, and what is square to two of
///         them; for each of the commonest, directions in which it is just steep enough to need no
///         support. `even`: 500 directions in the frame of the main axes.
[[nodiscard]] PoseCandidates pose_candidates(const TriMesh& mesh, const ConvexHull& hull,
                                             const PoseSamples& samples, double rule_deg);

}  // namespace pg
