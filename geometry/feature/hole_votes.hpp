#pragma once
/// Where the chords speak for a round hole.

#include <vector>

#include "geometry/feature/chords.hpp"

namespace pg::feature {

inline constexpr double kHoleRadiusMinMm = 0.5;
inline constexpr double kHoleRadiusMaxMm = 3.5;

struct HoleVote {
  Cylinder guess;
  double share = 0;  ///< Of the chords that a whole hole of that radius would have here.
};

/// Method  About the middle of a chord, those of about its length are its voters. Their normals'
///         second moments tell a cylinder (0, 1/2, 1/2) from a sphere and a slot; the axis is the
///         direction none of them has. One chord a cell of place and length is asked.
/// Cost    Each asked chord sees its neighbours within a third of its length.
/// Returns The votes, most complete first.
[[nodiscard]] std::vector<HoleVote> hole_votes(const Air& air, const Chords& chords);

}  // namespace pg::feature
