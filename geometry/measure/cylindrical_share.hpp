#pragma once

#include "geometry/measurement.hpp"

namespace pg {

/// Share of the surface that is straight one way and bends the other.
///
/// Method  geometry/feature/surface_kinds.hpp. Judged at some 6,000 places: good to 0.02.
/// Needs   A positive area.
[[nodiscard]] Measurement describe_cylindrical_share();

}  // namespace pg
