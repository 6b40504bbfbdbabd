#pragma once
/// All cutting slots of a surface: even gaps between two flat walls.

#include <vector>

#include "geometry/feature/chords.hpp"
#include "geometry/feature/drill_features.hpp"

namespace pg::feature {

/// Method  Chords that agree with most of their neighbours in length, and whose normals run along
///         one line, are grown into patches of one plane, which is fitted again to all of a patch
///         while it grows; each is measured by rays both ways from a grid on its middle plane
///         (slot_check.hpp). Chords in holes are left out.
/// Returns Longest first, then by place.
[[nodiscard]] std::vector<Slot> search_slots(const Air& air, const Chords& chords,
                                             const std::vector<DrillHole>& holes);

}  // namespace pg::feature
