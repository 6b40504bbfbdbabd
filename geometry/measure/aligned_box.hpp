#pragma once

#include "geometry/measurement.hpp"

namespace pg {

/// Smallest box along the file's axes: min, max and size of all vertices, and its centre.
[[nodiscard]] Measurement describe_aligned_box();

}  // namespace pg
