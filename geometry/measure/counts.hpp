#pragma once

#include "geometry/measurement.hpp"

namespace pg {

/// How many triangles, vertices, edges, parts and edge-connected components there are.
///
/// Method  Counted after exact welding; `triangles` is as in the file, collapsed ones included.
/// Cost    The shared topology.
[[nodiscard]] Measurement describe_counts();

}  // namespace pg
