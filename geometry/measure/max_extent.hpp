#pragma once

#include <span>

#include "geometry/measurement.hpp"

namespace pg {

/// Largest distance of two points of the model.
///
/// Method  The two are vertices of the convex hull. A tree over these; pairs of nodes are left out
/// when
///         neither the extent along the line of their centres nor the distances from the middle of
///         the model can beat the best pair so far (after Malandain and Boissonnat, Computing the
///         diameter of a point set, 2002). Exact up to the rounding of one distance.
/// Needs   Nothing of the surface.
/// Limits  Where several pairs are equally far apart (a ball), which one is named depends on
/// rounding. Cost    Microseconds for a few thousand hull vertices.
struct MaxExtent {
  double value_mm = 0;
  Vec3 from = Vec3::Zero();  ///< The end that comes first by x, then y, then z.
  Vec3 to = Vec3::Zero();
};
[[nodiscard]] MaxExtent measure_max_extent(std::span<const Vec3> hull_points);

[[nodiscard]] Measurement describe_max_extent();

}  // namespace pg
