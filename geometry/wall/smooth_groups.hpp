#pragma once
/// Where smooth surfaces end in an edge of the object, a vertex has a shape of its own on each
/// side: the ring around a cylinder's cap belongs to the side and to the cap.

#include <span>
#include <vector>

#include "geometry/wall/local_fit.hpp"
#include "geometry/wall/wall_mesh.hpp"

namespace pg::wall {

/// The shape at a facet's corner: that of its vertex, or beside an edge that of the facets there
/// which go on smoothly from it (as the smoothing groups of CAD and rendering).
class CornerShapes {
 public:
  /// Groups at the creases of `fits`, each fitted by its own facets and their smooth neighbours.
  static CornerShapes of(const WallMesh& wall, const BigVector<VertexFit>& fits);

  /// Numbers of the shapes at a facet's corners: vertices, then groups. kNone in unused lanes.
  [[nodiscard]] const Triangle& of_facet(std::uint32_t facet) const {
    return corners_.empty() ? wall_->facets[facet] : corners_[facet];
  }
  [[nodiscard]] std::size_t group_count() const { return group_fits_.size(); }
  [[nodiscard]] const VertexFit& group(std::size_t i) const { return group_fits_[i]; }

 private:
  friend class GroupFinder;
  const WallMesh* wall_ = nullptr;
  BigVector<Triangle> corners_;  // empty: no group anywhere
  std::vector<VertexFit> group_fits_;
};

}  // namespace pg::wall
