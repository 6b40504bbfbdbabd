#pragma once

#include "geometry/measurement.hpp"

namespace pg {

/// Area of all triangles, those inside the solid included.
///
/// Method  Half the length of the cross product of two sides, summed in index order.
/// Needs   Nothing.
/// Limits  Duplicate and interior surfaces count; outer_area_mm2 is the number without them.
/// Cost    One parallel pass; same bits for any number of threads.
[[nodiscard]] double surface_area_mm2(const TriMesh& mesh);

[[nodiscard]] Measurement describe_surface_area();

}  // namespace pg
