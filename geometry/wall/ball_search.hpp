#pragma once
/// The largest ball inside the solid that touches the surface at a vertex.

#include <span>

#include "geometry/big_vector.hpp"
#include "geometry/wall/ball_tree.hpp"
#include "geometry/wall/facet_places.hpp"
#include "geometry/wall/local_fit.hpp"
#include "geometry/wall/smooth_groups.hpp"
#include "geometry/wall/wall_mesh.hpp"

namespace pg::wall {

/// What stops the ball: the candidate with the largest curvature less its uncertainty.
struct Contact {
  double curvature = 0;          ///< 2 / thickness.
  double score = 0;              ///< Curvature less uncertainty: what candidates are compared by.
  std::uint32_t facet = kNone;   ///< kNone with curvature > 0: the surface's own curvature.
  Vec3 point_mm = Vec3::Zero();  ///< On the smooth surface, relative to the middle of the mesh.
  bool inside_facet = false;
  [[nodiscard]] bool found() const { return curvature > 0; }
};

/// What a facet needs of a corner, in four floats.
struct alignas(16) CornerShape {
  float normal[3];  ///< Into the solid; 0: does not describe the facets.
  float residual_mm;
};

class BallSearch {
 public:
  explicit BallSearch(WallMesh& wall);

  /// Points inside facets to ask for beside the vertices: the first gets the number
  /// wall().vertex_count(), and so on.
  void add_places(const Subject& subject, std::span<const FacetPlace> places);

  [[nodiscard]] const WallMesh& wall() const { return wall_; }
  [[nodiscard]] const BigVector<VertexFit>& fits() const { return fits_; }
  [[nodiscard]] const BigVector<BallNode>& nodes() const { return nodes_; }
  /// The shape at a facet's corner: its vertex's, or beside an edge its smooth group's.
  [[nodiscard]] const VertexFit& shape(std::uint32_t facet, std::size_t corner) const {
    const VertexId id = shapes_.of_facet(facet)[corner];
    return id < wall_.vertex_count() ? fits_[id] : shapes_.group(id - wall_.vertex_count());
  }
  /// The same in short, for four facets of a block at once.
  [[nodiscard]] const Triangle& shapes_of(std::uint32_t facet) const {
    return shapes_.of_facet(facet);
  }
  [[nodiscard]] const CornerShape& corner(VertexId shape) const { return corners_[shape]; }
  [[nodiscard]] double least_curvature() const { return least_curvature_; }

  /// The facet as a candidate for vertex v: contact, moved onto the smooth surface the facet stands
  /// for, and its uncertainty. Not found: the facet holds v, or does not limit the ball.
  [[nodiscard]] Contact candidate(VertexId v, std::uint32_t facet) const;

  /// Own curvature as a candidate.
  [[nodiscard]] Contact own_curvature(VertexId v) const;

  /// The winner over all facets, searched from `start` (the best candidate known, maybe none).
  [[nodiscard]] Contact search(VertexId v, Contact start) const;

  /// The same by trying every facet: the definition, for tests.
  [[nodiscard]] Contact search_by_force(VertexId v) const;

 private:
  bool lift_place(std::uint32_t facet, Vec3& at_mm, VertexFit& fit) const;

  void improve_over_edges(VertexId v, Contact& best) const;

  /// A facet holds the vertex, or the place inside it.
  [[nodiscard]] bool holds(std::uint32_t facet, VertexId v) const;

  WallMesh& wall_;
  BigVector<VertexFit> fits_;
  CornerShapes shapes_;
  BigVector<FaceId> face_of_place_;
  BigVector<BallNode> nodes_;
  BigVector<CornerShape> corners_;  // of vertices, then of groups
  double least_curvature_;
};

}  // namespace pg::wall
