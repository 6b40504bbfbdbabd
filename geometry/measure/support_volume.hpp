#pragma once

#include "geometry/measurement.hpp"

namespace pg {

/// Volume between the overhanging facets and what is below them, as the file stands.
///
/// Method  Vertical columns down to the surface below or the plate (geometry/support/columns.hpp).
/// Needs   Facets that agree about outside; a closed surface that faces inward as a whole is
/// turned. Limits  Solid columns: a slicer's sparse pattern, interfaces and margins are not in it.
/// Cost    Shared with contact_area_mm2; near-linear.
[[nodiscard]] Measurement describe_support_volume();

}  // namespace pg
