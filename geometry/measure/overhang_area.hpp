#pragma once

#include "geometry/measurement.hpp"
#include "geometry/support/pose.hpp"

namespace pg {

/// Area of the facets that need support as the file stands: z is up, the plate is at the lowest
/// point.
///
/// Method  A facet counts when its outer side looks down, the angle between it and the horizontal
/// plane
///         is strictly less than the process's overhang angle, and not all its corners rest on the
///         plate (geometry/support/pose.hpp has the slack of both). Whole facets, their true area.
/// Needs   Facets that agree about outside; a closed surface that faces inward as a whole is
/// turned. Limits  Facets hidden inside overlapping solids count here; contact_area_mm2 leaves them
/// out. Cost    Two parallel passes, shared with the other measurements of this group.
struct OverhangArea {
  double overhang_area_mm2 = 0;
  std::size_t facets = 0;
  Box3 box_mm;  ///< Of the facets that count, in the file's coordinates.
};
[[nodiscard]] OverhangArea measure_overhang_area(const TriMesh& mesh, const PosedMesh& pose);

[[nodiscard]] Measurement describe_overhang_area();

}  // namespace pg
