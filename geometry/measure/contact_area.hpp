#pragma once

#include "geometry/measurement.hpp"

namespace pg {

/// Area of the part that supports touch, as the file stands: what has to be cleaned afterwards.
///
/// Angle   As in overhang_area.hpp: flatter than the process's `overhang_angle_deg` from horizontal.
/// Method  `under`: overhanging surface that a column carries; `on_top`: surface of the part on
///         which columns stand (geometry/support/columns.hpp). True areas, not shadows; value is
///         the sum.
/// Needs   Facets that agree about outside; a closed surface that faces inward as a whole is
///         turned.
/// Limits  Overhangs inside overlapping solids and where two surfaces touch have no column.
/// Cost    Shared with support_volume_mm3.
[[nodiscard]] Measurement describe_contact_area();

}  // namespace pg
