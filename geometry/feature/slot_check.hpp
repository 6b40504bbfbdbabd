#pragma once
/// A patch of equal chords measured as a cutting slot.

#include <optional>
#include <vector>

#include "geometry/feature/chords.hpp"
#include "geometry/feature/drill_features.hpp"

namespace pg::feature {

inline constexpr double kSlotWidthMinMm = 0.35;
inline constexpr double kSlotWidthMaxMm = 2.5;

struct SlotPatch {
  std::vector<Chord> chords;
};

/// Method  On the plane through the middles a grid of rays both ways; cells that see two facing
///         walls at the patch's width, the largest connected set of them. Two planes through the
///         hits give width, roughness and the angle between the walls; the smallest rectangle about
///         the cells gives length and depth, along the side that is capped. An open side ends where
///         the gap has opened by 0.7 mm, as rims of marching cubes are sloped. A saw's slot has
///         flat, parallel walls with edges where they end; between teeth and in joints they bend
///         and fade away.
/// Returns Nothing for what no saw made.
[[nodiscard]] std::optional<Slot> checked_slot(const Air& air, const SlotPatch& patch);

}  // namespace pg::feature
