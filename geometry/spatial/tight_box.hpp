#pragma once
/// The box of least volume around points, in any orientation.

#include <span>

#include "geometry/spatial/support_hull.hpp"
#include "geometry/vec3.hpp"

namespace pg {

/// Rows of `frame` are the box's axes; `box` is in their coordinates.
struct TightBox {
  Mat3 frame = Mat3::Identity();
  Box3 box;
  [[nodiscard]] double volume() const { return box.empty() ? 0 : box.size().prod(); }
};

/// Method  Starts in the frame of the body itself (the principal axes of its hull's surface), so
///         that a turned or renumbered input gives the same box: an even grid of axes over the half
///         sphere, the same stretched along and across the body, and the normals of the largest
///         hull facets; about each axis the least of 30 turns. The best few hundred are brought to
///         their local minimum on the whole hull: a minimum of the box volume lies where edges are
///         flush with sides (O'Rourke, Finding minimal enclosing boxes, 1985), a kink; a sequence
///         of small linear programs over a turn vector walks down to it and is exact there. Ties
///         within a billionth go to the frame nearest the file's axes.
/// Needs   A hull of dimension 3; lower ones get a box without volume from their own plane or line.
/// Limits  A heuristic for the global minimum (the exact method is cubic). Tests hold it within
///         0.1 % of the best of many random walks and of several runs of CGAL's search.
/// Cost    About 0.1 s of processor time a core on hulls of up to 10k points, 0.2 s on 100k.
[[nodiscard]] TightBox tight_box(const ConvexHull& hull);

/// The box around points in a given frame.
[[nodiscard]] Box3 box_in_frame(const Mat3& frame, std::span<const Vec3> points);

/// Walks from `frame` to a local minimum of the volume, beginning with turns of up to `reach`
/// radians and ending below `reach_end`.
[[nodiscard]] TightBox walk_down(const Mat3& frame, const SupportHull& hull, double reach,
                                 double reach_end = 1e-13);

}  // namespace pg
