#pragma once

#include "geometry/measurement.hpp"

namespace pg {

/// Volume of the convex hull of all vertices (spatial/convex_hull.hpp).
[[nodiscard]] Measurement describe_hull_volume();

}  // namespace pg
