#pragma once

#include "geometry/measurement.hpp"

namespace pg {

/// Rims of the surface: how many and how long.
///
/// Method  Edges with one triangle, walked into closed loops; a loop is cut off whenever a vertex
///         repeats, so two holes that touch in a point are two. A chain that does not close (it
///         ends where three triangles meet) counts as one.
/// Cost    Linear in the boundary.
[[nodiscard]] Measurement describe_boundary();

}  // namespace pg
