#pragma once
/// All drilled holes of a surface.

#include <vector>

#include "geometry/feature/chords.hpp"
#include "geometry/feature/drill_features.hpp"

namespace pg::feature {

struct HoleSearch {
  std::vector<DrillHole> holes;  ///< As in DrillFeatures.
  bool complete = true;
};

/// Method  Votes are tried from the most complete down, some at a time; one in a hole already found
///         or near a place already tried is not tried again. Of two holes on one axis that run
///         through the same place the rounder wall counts.
[[nodiscard]] HoleSearch search_holes(const Air& air, const Chords& chords);

}  // namespace pg::feature
