#pragma once

#include "geometry/measurement.hpp"
#include "geometry/spatial/convex_hull.hpp"

namespace pg {

/// Volume of the convex hull of all vertices.
///
/// Method  Signed tetrahedra from one corner of the hull to each of its faces.
/// Needs   Nothing of the surface: open and inverted meshes have a hull too.
/// Limits  0 for a flat model. A single stray vertex far away is part of the hull.
/// Cost    The hull, which oriented_box_mm and max_extent_mm share.
[[nodiscard]] double hull_volume_mm3(const ConvexHull& hull);

[[nodiscard]] Measurement describe_hull_volume();

}  // namespace pg
