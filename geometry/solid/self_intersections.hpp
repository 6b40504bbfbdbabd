#pragma once
/// Pairs of triangles that meet elsewhere than at shared vertices or edges.

#include <array>
#include <vector>

#include "geometry/mesh/tri_mesh.hpp"

namespace pg {

class Subject;

/// Method  Candidates from a tree of boxes; each decided by signs of determinants, exactly.
/// Triangles
///         that touch count, coincident and coplanar overlapping ones too; triangles without area
///         are left out. Sharing a vertex or an edge means by index, after exact welding.
/// Source  The definition is that of CGAL's Polygon_mesh_processing::self_intersections.
/// Cost    0.9 s for a million triangles in strip order, 1.7 s shuffled, two threads of a busy
/// machine.
struct SelfIntersections {
  std::vector<std::array<FaceId, 2>> pairs;  ///< Lower face first; sorted.
  /// There are so many that the search stopped (work.hpp); `pairs` is then empty.
  bool given_up = false;

  [[nodiscard]] static SelfIntersections of(const TriMesh& mesh);
};

/// Why what looks along rays says nothing of a mesh whose search was given up.
inline constexpr const char* kCrossesEverywhere = "the surface crosses itself nearly everywhere";

/// The one shared by all measurements of a subject.
[[nodiscard]] const SelfIntersections& self_intersections(const Subject& subject);

/// The two triangles have a point in common (touching counts). Neither may be without area.
[[nodiscard]] bool triangles_meet(const std::array<Vec3, 3>& t, const std::array<Vec3, 3>& u);

}  // namespace pg
