#pragma once
/// What the search for inscribed balls knows of each child in the tree, beside its box.

#include "geometry/big_vector.hpp"
#include "geometry/wall/local_fit.hpp"
#include "geometry/wall/smooth_groups.hpp"
#include "geometry/wall/wall_mesh.hpp"

namespace pg::wall {

/// One a node of the tree. All relative to the middle of the mesh. A child that faces no way
/// has axis 0 and ball_squared -infinity, which never rule anything out.
struct alignas(16) BallNode {
  float axis[3][kWide];  ///< Mean outer normal of its facets, unit.
  float low[kWide];      ///< All its surface lies between these along the axis ...
  float high[kWide];
  float radius[kWide];        ///< ... and this near the axis through the middle of its box.
  float ball[3][kWide];       ///< A ball its surface does not enter: centre ...
  float ball_squared[kWide];  ///< ... and squared radius.
};

/// Method  The ball osculates: curvature the mean over the child, at least 1 / (2 diagonal of the
/// mesh),
///         centre
///         the mean of the vertices' centres of curvature, radius the least distance from there to
///         its facets, which enter the ball through their corners by at most L^2 / 6 times the
///         difference in curvature (L: longest edge).
/// Cost    A pass over the facets for each level of the tree.
[[nodiscard]] BigVector<BallNode> make_ball_nodes(const WallMesh& wall,
                                                  const BigVector<VertexFit>& fits,
                                                  const CornerShapes& shapes);

}  // namespace pg::wall
