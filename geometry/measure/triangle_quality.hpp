#pragma once

#include "geometry/measurement.hpp"

namespace pg {

/// Triangles that carry no surface of their own, and crumbs.
///
/// Method  Degenerate: two corners in one place, or corners exactly on a line (exact predicate).
///         Duplicate: the same three vertices as an earlier triangle, whatever the winding.
///         Fragment: a component with less than 0.1 % of the area of the largest.
/// Cost    The shared topology and two parallel passes.
[[nodiscard]] Measurement describe_triangle_quality();

}  // namespace pg
