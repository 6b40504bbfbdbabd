#pragma once

#include "geometry/measurement.hpp"

namespace pg {

/// Wall thickness by inscribed ball: at each vertex the diameter of the largest ball inside the
/// solid that touches the surface there.
///
/// Method  wall/wall_field.hpp. Statistics over walls: places whose two contacts are at least 120
///         degrees apart seen from the ball's centre (wedges under 60 degrees). Near any edge that
///         sticks out the ball is small by definition (2 s tan(a / 2) at distance s); such places
///         are in the field with their separation, not in the statistics.
/// Needs   A surface that closes around the material somewhere; else absent with the reason.
/// Limits  Those of the field.
/// Cost    That of the field (wall/wall_field.hpp), shared with wall_ray_mm.
[[nodiscard]] Measurement describe_wall_sphere();

}  // namespace pg
