#pragma once

#include "geometry/measurement.hpp"

namespace pg {

/// Pairs of triangles that meet where they should not, and the verdict `solid`: closed, oriented,
/// facing outward, nothing crossing.
///
/// Method  solid/self_intersections.hpp (exact), solid/solid.hpp (which way shells face).
/// Limits  `solid` is about the surface as it stands; `volume_mm3` can often be had without it.
[[nodiscard]] Measurement describe_self_intersections();

}  // namespace pg
