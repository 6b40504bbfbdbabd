#pragma once
/// Empty space that does not drain, on a lattice: the way that takes every surface.

#include "geometry/hollow/hollows.hpp"
#include "geometry/hollow/lattice.hpp"
#include "geometry/solid/solid.hpp"
#include "geometry/spatial/spatial.hpp"

namespace pg::hollow {

/// Of the width of the smallest drain hole: shallower basins are dents.
inline constexpr double kCupDepthOfHole = 0.5;

/// What both ways of finding hollows are asked.
struct HollowQuestion {
  const Solid& solid;
  Surface surface;
  const Spatial& spatial;  ///< Of that surface.
  Vec3 shift_mm;           ///< From its coordinates to those of the mesh.
  double hole_mm;          ///< The smallest drain hole.
  Vec3 up;                 ///< Unit length: what is up for cups.
};

/// A hollow less wide is none.
[[nodiscard]] double narrowest_mm(const HollowQuestion& question);

/// A first look on a lattice of `step_mm`: whether there may be something that is wider than its
/// openings, of kSeenFromSteps and more.
inline constexpr double kSeenFromSteps = 4;
[[nodiscard]] bool lattice_shows_hollow(const HollowQuestion& question, double step_mm);

/// The step of lattice_hollows.
[[nodiscard]] double fine_step_mm(const HollowQuestion& question);

/// Cost  At most 2 million nodes and 3 million crossings, 150 MB.
[[nodiscard]] Hollows lattice_hollows(const HollowQuestion& question);

}  // namespace pg::hollow
