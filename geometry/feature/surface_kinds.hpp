#pragma once
/// How much of a surface is flat, and how much bends one way only.

#include "geometry/subject.hpp"

namespace pg {

struct SurfaceKinds {
  double area_mm2 = 0;
  double planar_share = 0;
  double cylindrical_share = 0;
};

/// Method  About 6,000 places spread by area; around each a quadric by least squares through those
///         neighbours within 4 % of the root of the area that face the same way within 40 degrees.
///         Flat: it bends by less than 2 degrees over that reach; cylindrical: one way only. Where
///         neighbours stray from the quadric (edges, rough surfaces) or are too few (walls of holes
///         small against the model) the place is neither.
/// Limits  Cones count as cylinders. Facets of a coarse cylinder more than 40 degrees apart are
///         planes.
/// Cost    One pass over the facets and some 200,000 pairs of places, whatever the size.
[[nodiscard]] const SurfaceKinds& surface_kinds(const Subject& subject);

}  // namespace pg
