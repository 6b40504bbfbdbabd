#pragma once
/// The mesh as the wall search walks it: in the order of the tree, with what it needs of each
/// facet.

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "geometry/big_vector.hpp"
#include "geometry/spatial/spatial.hpp"
#include "geometry/subject.hpp"
#include "geometry/wall/turned_faces.hpp"

namespace pg::wall {

/// Four facets' planes side by side, for the walk: outer unit normal and offset (0 when
/// degenerate).
struct alignas(16) PlaneBlock {
  float normal[3][4];
  float offset[4];
};

/// Facets are numbered by their place in the tree (4 block + lane, unused lanes have corners
/// kNone), vertices by first use in that order: neighbours in space are neighbours in memory,
/// however the file was ordered. Corners are turned so that facets look out of the solid.
struct WallMesh {
  const Spatial* spatial = nullptr;
  BigVector<Triangle> facets;       ///< Corners by local vertex.
  BigVector<PlaneBlock> planes;     ///< One a block of the tree.
  BigVector<Vec3> positions_mm;     ///< Relative to the middle of the mesh (Bvh::origin); the
                                    ///< vertices, then what BallSearch::add_places adds.
  BigVector<VertexId> mesh_vertex;  ///< Number of a local vertex in the mesh.
  BigVector<std::uint32_t> first_at_vertex;  ///< Offsets into at_vertex; one more than vertices.
  BigVector<std::uint32_t> at_vertex;        ///< Facets at each vertex, ascending.
  const TurnedFaces* turned_faces = nullptr;

  [[nodiscard]] std::size_t vertex_count() const { return mesh_vertex.size(); }
  [[nodiscard]] std::span<const std::uint32_t> facets_at(VertexId vertex) const {
    return {at_vertex.data() + first_at_vertex[vertex],
            at_vertex.data() + first_at_vertex[vertex + 1]};
  }
  [[nodiscard]] FaceId face_of(std::uint32_t facet) const {
    return spatial->bvh().blocks[facet / 4].face[facet % 4];
  }
  /// Whether the face's component was wound inside out.
  [[nodiscard]] bool turned(FaceId face) const { return turned_faces->faces[face]; }
  [[nodiscard]] Vec3 normal(std::uint32_t facet) const {
    const PlaneBlock& block = planes[facet / 4];
    const std::uint32_t lane = facet % 4;
    return {block.normal[0][lane], block.normal[1][lane], block.normal[2][lane]};
  }
};

/// Refers to the subject's tree and turned faces.
[[nodiscard]] WallMesh make_wall_mesh(const Subject& subject);

}  // namespace pg::wall
