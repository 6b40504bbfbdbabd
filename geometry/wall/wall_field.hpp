#pragma once
/// Wall thickness at every vertex, by ray and by inscribed ball: what wall_ray_mm, wall_sphere_mm,
/// thin regions and the exported fields share.

#include <cstdint>
#include <string_view>

#include "geometry/big_vector.hpp"
#include "geometry/subject.hpp"

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
  kLeftOut,   ///< Not asked: on large meshes balls are measured at a sample of the vertices.
};
[[nodiscard]] std::string_view wall_reason_id(WallReason reason);  ///< "measured", "edge", ...

/// From this separation on a place is a wall (wedges under 60 degrees count); below, an edge.
inline constexpr float kWallSeparationDeg = 120;

/// Balls are measured at every vertex up to this many, else at so many, evenly.
inline constexpr std::size_t kSphereSample = 8192;
/// And at so many vertices where the ray found the material thinnest.
inline constexpr std::size_t kThinPlaces = 2048;

/// Per vertex of the mesh. A value means something only where its reason is kMeasured.
struct WallField {
  BigVector<double> ray_mm;     ///< Along the inward normal to where the solid ends.
  BigVector<double> sphere_mm;  ///< Diameter of the largest ball inside that touches here.
  BigVector<float>
      separation_deg;  ///< Between its two contacts, seen from its centre: 180 = plates.
  BigVector<WallReason> ray_reason;
  BigVector<WallReason> sphere_reason;
  BigVector<double> weight_mm2;  ///< A third of the area of the facets at the vertex.
  /// The same for vertices of the even sample that balls are measured at; 0 elsewhere, also at the
  /// thin places that are measured beside it.
  BigVector<double> sphere_weight_mm2;

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
/// out
///         with its reason. Components wound inside out are turned first.
/// Limits  At the ends of elongated sections the contact within about 5 edge lengths is hidden by
/// its
///         uncertainty (6 % too thick at 60 facets around a 2:1 ellipse, 0.3 % at 800). The search
///         may miss a contact that wins by under 0.2 %. Needles (1:50) are poorly fitted.
///         Meshes of over kSphereSample vertices: balls at that many vertices, evenly by index, and
///         at the kThinPlaces vertices with the shortest rays; a thin place that neither meets is
///         missed.
/// Cost    Rays: about 2 us a vertex and thread. Balls: 20 us (a shell) to 230 us (a solid ball) a
///         vertex and thread, measured on a busy machine. Same bits for any number of threads.
[[nodiscard]] const WallField& wall_field_of(const Subject& subject);

}  // namespace pg
