#pragma once
/// Which triangles meet along which edges, and what follows from it.

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "geometry/big_vector.hpp"
#include "geometry/mesh/tri_mesh.hpp"

namespace pg {

using EdgeId = std::uint32_t;
/// Side k of face f runs from corner k to corner (k + 1) % 3; its number is 3 f + k.
using SideId = std::uint32_t;

/// Undirected edges with the sides on them; components over shared edges.
///
/// Method  Sides are put into the bucket of their lower vertex and sorted there: linear, no hash,
///         the same numbering for any number of threads. Edges are ordered by (lower, upper)
///         vertex.
/// Cost    24 bytes a triangle where every edge has two sides and all hangs together, else up to
///         34; 58 while it is made.
class Topology {
 public:
  [[nodiscard]] static Topology of(const TriMesh& mesh);

  [[nodiscard]] std::size_t edge_count() const { return edge_count_; }
  /// The two vertices of an edge of the mesh this was made of, lower first.
  [[nodiscard]] std::array<VertexId, 2> edge(const TriMesh& mesh, EdgeId edge) const {
    const SideId side = sides(edge).front();
    const Triangle& corners = mesh.triangles[side / 3];
    const auto [low, high] = std::minmax(corners[side % 3], corners[(side % 3 + 1) % 3]);
    return {low, high};
  }
  /// The sides that lie on an edge, by number. One: a boundary. Three or more: not a manifold.
  [[nodiscard]] std::span<const SideId> sides(EdgeId edge) const {
    if (first_side_.empty()) return {sides_.data() + 2 * std::size_t{edge}, 2};
    return {sides_.data() + first_side_[edge], sides_.data() + first_side_[edge + 1]};
  }
  [[nodiscard]] EdgeId edge_of_side(SideId side) const { return edge_of_side_[side]; }
  /// True when the side runs from the edge's lower to its upper vertex.
  [[nodiscard]] bool runs_up(const TriMesh& mesh, SideId side) const {
    const Triangle& corners = mesh.triangles[side / 3];
    return corners[side % 3] < corners[(side % 3 + 1) % 3];
  }
  /// The face on the other side of a side of a two-sided edge, or kNone.
  [[nodiscard]] FaceId neighbour(SideId side) const {
    const auto both = sides(edge_of_side_[side]);
    if (both.size() != 2) return kNone;
    return (both[0] == side ? both[1] : both[0]) / 3;
  }

  /// Sets of faces connected over shared edges, numbered by their first face.
  [[nodiscard]] std::uint32_t component(FaceId face) const {
    return component_of_face_.empty() ? 0 : component_of_face_[face];
  }
  [[nodiscard]] std::size_t component_count() const { return component_count_; }

  [[nodiscard]] std::size_t boundary_edge_count() const { return boundary_edges_; }
  [[nodiscard]] std::size_t nonmanifold_edge_count() const { return nonmanifold_edges_; }
  /// Edges whose sides do not cancel in direction: neighbours disagree about which side is outside.
  /// Boundary edges are not counted.
  [[nodiscard]] std::size_t inconsistent_edge_count() const { return inconsistent_edges_; }
  /// Every edge has an even number of sides: the surface has no rim.
  [[nodiscard]] bool watertight() const { return odd_edges_ == 0 && edge_count_ != 0; }
  /// Neighbours agree about which side is outside.
  [[nodiscard]] bool oriented() const { return inconsistent_edges_ == 0 && edge_count_ != 0; }

 private:
  std::size_t edge_count_ = 0;
  /// edge_count() + 1 offsets into sides_; empty where each edge has two sides.
  BigVector<std::uint32_t> first_side_;
  BigVector<SideId> sides_;
  BigVector<EdgeId> edge_of_side_;
  BigVector<std::uint32_t> component_of_face_;  // empty where there is one at most
  std::size_t component_count_ = 0;
  std::size_t boundary_edges_ = 0;
  std::size_t nonmanifold_edges_ = 0;
  std::size_t inconsistent_edges_ = 0;
  std::size_t odd_edges_ = 0;
};

}  // namespace pg
