#pragma once
/// A welded, indexed triangle mesh: what every measurement works on.

#include <array>
#include <cstdint>

#include "geometry/big_vector.hpp"
#include "geometry/vec3.hpp"

namespace pg {

using VertexId = std::uint32_t;
using FaceId = std::uint32_t;
using Triangle = std::array<VertexId, 3>;

inline constexpr std::uint32_t kNone = 0xFFFFFFFFu;  ///< "No such vertex, face, edge".

/// Invariants: every index is below positions_mm.size(); the three corners of a triangle differ;
/// every vertex is used; coordinates are finite; two vertices of one weld group never have equal
/// coordinates.
struct TriMesh {
  BigVector<Vec3> positions_mm;           ///< N vertices.
  BigVector<Triangle> triangles;          ///< M triangles; corner order says which side is outside.
  BigVector<std::uint32_t> part_of_face;  ///< Part of each triangle; empty when there is one part.
  std::uint32_t part_count = 1;

  [[nodiscard]] std::uint32_t part(FaceId face) const {
    return part_of_face.empty() ? 0 : part_of_face[face];
  }
  [[nodiscard]] const Vec3& corner(FaceId face, int corner) const {
    return positions_mm[triangles[face][static_cast<std::size_t>(corner)]];
  }
  /// Twice the area times the unit normal.
  [[nodiscard]] Vec3 face_cross(FaceId face) const {
    const auto& [a, b, c] = triangles[face];
    return (positions_mm[b] - positions_mm[a]).cross(positions_mm[c] - positions_mm[a]);
  }
  [[nodiscard]] Vec3 face_centre(FaceId face) const {
    const auto& [a, b, c] = triangles[face];
    return (positions_mm[a] + positions_mm[b] + positions_mm[c]) / 3.0;
  }
};

/// Box of all vertices; one parallel pass.
[[nodiscard]] Box3 bounding_box(const TriMesh& mesh);

}  // namespace pg
