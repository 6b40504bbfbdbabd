#pragma once
/// Empty space that does not drain, by a look that costs no more than the model's size.

#include <optional>

#include "geometry/hollow/lattice_hollows.hpp"

namespace pg::hollow {

struct FirstLook {
  bool may_be_hollow = true;  ///< Behind openings; else nothing is, but for `unseen_mm3`.
  double unseen_mm3 = 0;      ///< Narrow air that the look did not resolve.
};

/// Method  A coarse lattice, its nodes in proportion to the facets, shows whether anything is wider
///         than its openings; air between walls too near each other for it is summed up.
/// Cost    About 15 us a facet, 5 ms at the least; none where the fine lattice costs no more.
[[nodiscard]] FirstLook first_look(const HollowQuestion& question);

/// What stays in cups, exactly: from the surface (pools.hpp), once as it is and once with narrow
/// places shut (narrow_air.hpp).
/// Returns Nothing where narrow places make a difference, where the surface crosses itself, and for
///         models of so many facets that the fine lattice costs no more.
[[nodiscard]] std::optional<std::vector<HollowSpace>> surface_cups(const HollowQuestion& question);

}  // namespace pg::hollow
