#pragma once
/// Wall thickness at every vertex (and on facets that have no other place), by ray and by inscribed
/// ball: what wall_ray_mm, wall_sphere_mm, thin regions and the exported fields share.

#include <cstdint>
#include <string_view>
#include <vector>

#include "geometry/big_vector.hpp"
#include "geometry/subject.hpp"
#include "geometry/wall/facet_places.hpp"
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

/// Per place: the vertices of the mesh, then `facet_places`. A value means something only where its
/// reason is kMeasured.
struct WallField {
  BigVector<double> ray_mm;     ///< Along the inward normal to where the solid ends.
  BigVector<double> sphere_mm;  ///< Diameter of the largest ball inside that touches here.
  BigVector<float>
      separation_deg;             ///< Between its two contacts, seen from its centre: 180 = plates.
  BigVector<FaceId> sphere_face;  ///< What stops the ball; kNone: the surface's own curvature.
  BigVector<WallReason> ray_reason;
  BigVector<WallReason> sphere_reason;
  /// The surface a place stands for: a third of each facet at the vertex that has no places of its
  /// own.
  BigVector<double> weight_mm2;
  std::vector<FacetPlace> facet_places;  ///< On facets of which no corner can be measured.

  wall::Gap gap;  ///< The narrowest.

  [[nodiscard]] std::size_t place_count() const { return weight_mm2.size(); }
  [[nodiscard]] const Vec3& place_mm(const TriMesh& mesh, std::size_t place) const {
    const std::size_t vertices = mesh.positions_mm.size();
    return place < vertices ? mesh.positions_mm[place] : facet_places[place - vertices].at_mm;
  }
  [[nodiscard]] bool is_wall(std::size_t place) const {
    return sphere_reason[place] == WallReason::kMeasured &&
           separation_deg[place] >= kWallSeparationDeg;
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
///         On facets whose corners all lie on edges (facet_places.hpp) the facet is taken as flat.
/// Cost    Every vertex of every mesh; docs/benchmarks.md has what that takes against rays alone.
///         Same bits for any number of threads.
[[nodiscard]] const WallField& wall_field_of(const Subject& subject);

}  // namespace pg
