#pragma once
/// Holes that meet a known one: where chords run into the other hole, two facing walls are missing.

#include <vector>

#include "geometry/feature/drill_features.hpp"
#include "geometry/feature/hole_votes.hpp"

namespace pg::feature {

/// Method  Places of the wall near known holes that belong to none of them, in pairs: two normals
///         of a cylinder meet on its axis at equal distances, and are both at right angles to it
///         (two oriented points make a cylinder: Schnabel, Wahl and Klein 2007). A pair's score is
///         the number of such places on its wall.
/// Cost    Bounded: 1,500 places, 6 pairs each, and none where no hole is known.
/// Returns The votes, most places first.
[[nodiscard]] std::vector<HoleVote> leftover_votes(const Air& air, const Chords& chords,
                                                   const std::vector<DrillHole>& known);

}  // namespace pg::feature
