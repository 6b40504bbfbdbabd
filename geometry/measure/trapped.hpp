#pragma once

#include "geometry/measurement.hpp"

namespace pg {

/// What stays in the part: sealed, behind openings that are too small, and in cups.
///
/// Method  geometry/hollow/hollows.hpp, with the drain hole of the print rules; cups as the file
///         stands, z up, and in the best pose. A space is counted in one of the three. plus_minus:
///         exact up to the solid's own for sealed spaces; for those behind openings how far three
///         families of lines are apart, two balls of each opening's size for where the space
///         begins, and narrow air that a first look left out; for cups how much narrow places
///         matter, or, on the lattice, the lines again.
/// Needs   A surface that encloses something.
/// Limits  Spaces narrower than a quarter of the drain hole are left out.
/// Cost    About 15 us a facet up to 7,000, then 1 us, 5 ms at the least; the search for the best
///         pose, which is shared; where something may be hollow 0.3 us a node of a lattice of up to
///         2 million.
[[nodiscard]] Measurement describe_trapped();

}  // namespace pg
