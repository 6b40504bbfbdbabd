#pragma once
/// Where the search for the smallest box starts from.

#include <vector>

#include "geometry/spatial/convex_hull.hpp"
#include "geometry/spatial/support_hull.hpp"

namespace pg {

/// A frame and the volume of the box in it, as far as the hull it was judged on goes.
struct BoxStart {
  Mat3 frame = Mat3::Identity();  ///< Rows are the axes.
  double volume = 0;
};

/// Method  Axes on an even grid, stretched as the hull is and against it, and the normals of its
///         largest facets; about each the best of thirty turns, by climbs over the hull. The grid
///         lies in the principal axes, so that starts turn with the body.
/// Limits  A hull of very many points is judged by its points in some thousand directions.
/// Cost    Parallel over axes; same bits for any number of threads.
[[nodiscard]] std::vector<BoxStart> box_starts(const ConvexHull& hull, const SupportHull& support);

}  // namespace pg
