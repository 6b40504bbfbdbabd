#pragma once

#include "geometry/measurement.hpp"

namespace pg {

/// Cutting slots of 0.35 to 2.5 mm: how many, and each with its measures.
///
/// Method  geometry/feature/drill_features.hpp. Two flat, parallel walls that face each other
///         across air, closed on one to three sides; the length runs between the closed ends.
/// Needs   Facets that agree about outside; lengths in mm.
/// Limits  A slot shorter than 4 mm or 2.5 of its widths is none.
[[nodiscard]] Measurement describe_slots();

}  // namespace pg
