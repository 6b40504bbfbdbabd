#pragma once

#include "geometry/measurement.hpp"

namespace pg {

/// Walls thinner than the print process asks for: how many regions, how large, where.
///
/// Method  wall/thin_regions.hpp with the process's smallest wall.
/// Needs   What wall_sphere_mm needs; else absent with the reason.
/// Limits  Those of the field (wall/wall_field.hpp). A region ends at the last vertex that is thin,
///         so its area is known to about half an edge around it.
/// Cost    That of the field, shared with wall_sphere_mm, and one pass.
[[nodiscard]] Measurement describe_thin_regions();

}  // namespace pg
