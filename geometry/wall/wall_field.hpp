#pragma once
/// Wall thickness at every vertex, by ray and by inscribed ball: what wall_ray_mm, wall_sphere_mm,
/// thin regions and the exported fields share.

#include <cstdint>
#include <string_view>

#include "geometry/big_vector.hpp"
#include "geometry/subject.hpp"
#include "geometry/wall/gap.hpp"

namespace pg {

/// Why a vertex has no thickness.
enum class WallReason : std::uint8_t {
  kMeasured,  ///< It has one.
  kEdge,      ///< On an edge of the object that sticks out: the ball shrinks to nothing there.
  kRim,       ///< On an open border, or where other than two facets meet along an edge.
  kNoNormal,  ///< Only degenerate facets meet here.
  kOpen,      ///< Nothing opposite, or the surface is open or inside out here.
  kCrossed,   ///< The opposite surface is met from its outer side: surfaces cross here.
  kBuried,    ///< Inside another part of the solid: no surface of the solid.
};
[[nodiscard]] std::string_view wall_reason_id(WallReason reason);  ///< "measured", "edge", ...

/// From this separation on a place is a wall (wedges under 60 degrees count); below, an edge.
inline constexpr float kWallSeparationDeg = 120;

/// Per vertex of the mesh. A value means something only where its reason is kMeasured.
struct WallField {
  BigVector<double> ray_mm;     ///< Along the inward normal to where the solid ends.
  BigVector<double> sphere_mm;  ///< Diameter of the largest ball inside that touches here.
  BigVector<float>
      separation_deg;             ///< Between its two contacts, seen from its centre: 180 = plates.
  BigVector<FaceId> sphere_face;  ///< What stops the ball; kNone: the surface's own curvature.
  BigVector<WallReason> ray_reason;
  BigVector<WallReason> sphere_reason;
  BigVector<double> weight_mm2;  ///< A third of the area of the facets at the vertex.

  wall::Gap gap;  ///< The narrowest.

  [[nodiscard]] bool is_wall(std::size_t vertex) const {
    return sphere_reason[vertex] == WallReason::kMeasured &&
           separation_deg[vertex] >= kWallSeparationDeg;
  }
};

/// Method  Surface smoothed locally (wall/local_fit.hpp): normals and curvature from quadrics.
///         Ray: all crossings along the inward normal; the winding number at the start is leaves
///         minus entries; the solid ends where it first drops to 0, so overlapping parts are one
///         solid. Ball: the candidate with the largest curvature 2 n.d / |d|^2 less its
///         uncertainty, over all facets lifted onto the smooth surface and the own curvature
///         (shrinking ball, Ma, Bae and Choi 2012; the lift after Boubekeur and Alexa 2008), found
///         in one walk through the tree.
/// Needs   Surfaces that close around the material; what is open, inside out or crossing is left
///         out with its reason. Components wound inside out are turned first.
/// Limits  At the ends of elongated sections the contact within about 5 edge lengths is hidden by
///         its uncertainty (6 % too thick at 60 facets around a 2:1 ellipse, 0.3 % at 800). Where
///         the ball osculates a clean surface the own curvature is the value, and the search may
///         miss a contact that wins by under 1.5 %. Needles (1:50) are poorly fitted.
/// Cost    Every vertex of every mesh; docs/benchmarks.md has what that takes against rays alone.
///         Same bits for any number of threads.
[[nodiscard]] const WallField& wall_field_of(const Subject& subject);

}  // namespace pg
