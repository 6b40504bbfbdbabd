#pragma once
/// The convex hull of the vertices: shared by hull volume, largest extent and oriented box.

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "geometry/mesh/tri_mesh.hpp"
#include "geometry/vec3.hpp"

namespace pg {

class Subject;

/// Invariants: `faces` index `points_mm`; each face is counter-clockwise from outside; every point
/// is a corner of a face (dimension 2 and 3) or an end (dimension 0 and 1).
struct ConvexHull {
  int dimension = -1;  ///< -1 no point, 0 one place, 1 a line, 2 exactly flat, 3 a body.
  std::vector<VertexId> vertices;  ///< Vertices of the mesh that span the hull, ascending.
  std::vector<Vec3> points_mm;     ///< Where they are.
  std::vector<Triangle> faces;     ///< Flat hull: the polygon as a fan, seen from both sides.
};

/// Convex hull of any points: duplicates, flat and line-like sets included.
///
/// Method  Quickhull (Barber, Dobkin, Huhdanpaa, ACM TOMS 22, 1996), with exact signs where a
/// static
///         error bound does not decide: "outside" means strictly outside, so the horizon is always
///         one simple cycle and no step can fail. A first hull of the extreme points in 49
///         directions sorts out what is inside, in parallel, before the rest is taken in one by
///         one.
/// Needs   Finite coordinates.
/// Limits  Points exactly in a face or on an edge of the hull may appear among its points.
/// Cost    n log n; 0.1 s for 500k points of a bone, about 1 s for 500k points all on a sphere.
[[nodiscard]] ConvexHull convex_hull(std::span<const Vec3> points);

/// The hull of the subject's vertices, made once.
[[nodiscard]] const ConvexHull& hull_of(const Subject& subject);

/// Method  Signed tetrahedra from one corner of the hull to each of its faces.
/// Limits  0 for a flat hull. A single stray vertex far away is part of the hull.
[[nodiscard]] double hull_volume_mm3(const ConvexHull& hull);

}  // namespace pg
