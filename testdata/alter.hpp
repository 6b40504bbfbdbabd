#pragma once
/// What happens to a model on its way to a printer, done at random: for training copies and for
/// tests of steadiness.

#include "geometry/mesh/tri_mesh.hpp"
#include "testdata/shapes.hpp"

namespace pg::shapes {

/// Cut by a plane so that about `share` of the surface's points are gone; the cut stays open or is
/// closed as a fan over each rim's middle, at random.
[[nodiscard]] TriMesh cropped(const TriMesh& mesh, double share, Random& random);
/// Stretched along three axes in general position by 0.85 to 1.18 and bent by slow sines.
[[nodiscard]] TriMesh warped(TriMesh mesh, Random& random);
/// Vertices gathered in cells so that about `share` of the triangles stays.
[[nodiscard]] TriMesh decimated(const TriMesh& mesh, double share);
/// Each vertex moved by up to `share` of the box's diagonal.
[[nodiscard]] TriMesh noisy(TriMesh mesh, double share, Random& random);
/// Vertices moved half way to the mean of their neighbours, `rounds` times.
[[nodiscard]] TriMesh smoothed(TriMesh mesh, int rounds);

/// One training copy: a random choice of the above.
[[nodiscard]] TriMesh altered(const TriMesh& mesh, Random& random);

}  // namespace pg::shapes
