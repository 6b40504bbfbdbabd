#pragma once
/// Which shells lie inside which, and which of them face the wrong way.

#include <span>

#include "geometry/solid/arrangement.hpp"
#include "geometry/solid/shells.hpp"

namespace pg {

/// Closed empty space inside the solid, bounded by shells that cross nothing.
struct Cavity {
  double volume_mm3 = 0.0;  ///< Without the loose parts in it.
  Box3 box_mm;              ///< In the coordinates of the chain.
};

/// `shell_crosses[s]`: some triangle of shell s is cut.
struct Nesting {
  std::vector<std::uint8_t> turned;  ///< Shell by shell.
  bool nested_same_winding = false;  ///< Some shell repeats the winding of the one around it.
  bool cavity_pokes_out = false;
  std::size_t inverted = 0;     ///< Outer shells that faced inward.
  double inner_volume_mm3 = 0;  ///< Of all shells inside another, each for itself.
  std::vector<Cavity> cavities;
  /// By shell: the cavity that it encloses or, as a loose part, lies in; kNone elsewhere.
  std::vector<std::uint32_t> cavity_of_shell;
};

/// Turns outer shells that face inward (with the shells in them), notes what the inner ones are. A
/// chain of one shell needs no arrangement.
///
/// Method  Rays against every other shell: one for a shell that crosses none, else one from each of
/// up to
///         64 of its triangles, weighted by area. Inside none by most of its area: an outer shell.
/// Limits  An inner shell's own winding decides whether it is a cavity or solid; a wrong one cannot
/// be
///         told from a meant one, which is why nested_same_winding widens plus_minus.
Nesting settle_nesting(Chain& chain, Shells& shells, const Arrangement* arrangement,
                       std::span<const std::uint8_t> shell_crosses, RepairLog& log);

}  // namespace pg
