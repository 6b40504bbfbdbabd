#pragma once

#include "geometry/measurement.hpp"

namespace pg {

/// What stays in the part: sealed, behind openings that are too small, and in cups.
///
/// Method  geometry/hollow/hollows.hpp, with the drain hole of the print rules; cups as the file
///         stands, z up. A space is counted in one of the three. plus_minus: how far three families
///         of lines are apart, and two balls of each opening's size for where the space begins;
///         sealed spaces are exact up to the solid's own plus_minus.
/// Needs   A surface that encloses something.
/// Limits  Spaces narrower than a quarter of the drain hole are left out.
/// Cost    Bounded; about 0.3 us a node of the lattice, of which there are at most 2 million.
[[nodiscard]] Measurement describe_trapped();

}  // namespace pg
