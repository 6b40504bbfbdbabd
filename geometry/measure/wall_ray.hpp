#pragma once

#include "geometry/measurement.hpp"

namespace pg {

/// Wall thickness by ray: at each vertex along the inward normal to where the solid ends.
///
/// Method  wall/wall_field.hpp; statistics weighted by a third of the area of the facets at a
/// vertex. Needs   A surface that closes around the material somewhere; else absent with the
/// reason. Limits  Too thick where the opposite wall is inclined: by 8 % in a wedge of 30 degrees,
/// 50 % at 60.
///         wall_sphere_mm is the number without that. Edges that stick out have no normal and do
///         not count.
/// Cost    That of the field (wall/wall_field.hpp), shared with wall_sphere_mm.
[[nodiscard]] Measurement describe_wall_ray();

}  // namespace pg
