#pragma once

#include "geometry/measurement.hpp"
#include "geometry/spatial/tight_box.hpp"

namespace pg {

/// The box of least volume that holds all vertices, in any orientation.
///
/// Method  geometry/spatial/tight_box.hpp. Sizes are sorted from the longest; an axis points to
/// where
///         its largest component is positive.
/// Needs   Nothing of the surface. A flat model has a box without volume.
/// Limits  A search, not a proof; shapes with many equally small boxes (ball, cylinder) have one of
///         them named, that nearest the file's axes among those tried.
/// Cost    The hull, shared, and about 0.1 s.
[[nodiscard]] Measurement describe_oriented_box();

}  // namespace pg
