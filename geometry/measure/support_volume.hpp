#pragma once

#include "geometry/measurement.hpp"

namespace pg {

/// Volume between the overhanging surface and what is below it, as the file stands.
///
/// Angle   As in overhang_area.hpp: flatter than the process's `overhang_angle_deg` from horizontal.
/// Method  Vertical columns down to the surface below or the plate (geometry/support/columns.hpp):
///         each column's shadow on the plate times its height, exact for the facets.
/// Needs   Facets that agree about outside; a closed surface that faces inward as a whole is
///         turned.
/// Limits  Solid columns: a slicer's sparse pattern, interfaces and margins are not in it. Given up,
///         with the reason, where the surface crosses itself more than the work limit allows.
/// Cost    Shared with contact_area_mm2; near-linear.
[[nodiscard]] Measurement describe_support_volume();

}  // namespace pg
