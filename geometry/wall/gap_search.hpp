#pragma once
/// What faces a vertex, or a place inside a facet, across empty space.

#include <cstdint>
#include <vector>

#include "geometry/wall/ball_search.hpp"
#include "geometry/wall/gap.hpp"

namespace pg::wall {

/// Rays outward, no farther than the narrowest gap so far. At an edge: from just inside each facet
/// there. The two sides of a crease face each other too, however near: that is no gap. Nor is what
/// lies beside a line where surfaces cross.
class GapSearch {
 public:
  /// `crossing`: faces that meet another that is no neighbour. All must outlive this.
  GapSearch(const Subject& subject, const BallSearch& search, const FaceMarks& crossing)
      : subject_(subject), wall_(search.wall()), search_(search), crossing_(crossing) {}

  /// `measured`: the vertex has a wall by ray.
  void look(VertexId v, bool measured, Gap& gap) const;

  /// The same from a place; `outward`: unit normal there.
  void look(const FacetPlace& place, const Vec3& outward, Gap& gap) const;

 private:
  [[nodiscard]] double touching_mm() const;  ///< Nearer than this parts touch: no gap.
  [[nodiscard]] bool within_two_rings(VertexId v, const Triangle& face) const;

  const Subject& subject_;
  const WallMesh& wall_;
  const BallSearch& search_;
  const FaceMarks& crossing_;
};

}  // namespace pg::wall
