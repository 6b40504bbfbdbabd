#pragma once

#include <span>

#include "geometry/measurement.hpp"
#include "geometry/support/columns.hpp"
#include "geometry/support/pose.hpp"

namespace pg {

/// Area of the surface that needs support as the file stands: z is up, the plate is at the lowest
/// point.
///
/// Angle   `overhang_angle_deg` of the process (45 for "mex"), measured between surface and plate:
///         0 is a level ceiling, 90 a wall. What is strictly flatter, looks down and does not rest
///         on the plate counts (geometry/support/pose.hpp has the slack of each).
/// Method  Flat facets whole, by their true area; facets of a round surface up to the line where it
///         has the angle (docs/decisions/0012).
/// Needs   Facets that agree about outside; a closed surface that faces inward as a whole is
///         turned.
/// Held    What lies inside another part of the model, or rests on one, hangs in no air: it is left
///         out of area, count and box, as the columns know it. The box is of whole facets.
/// Limits  A single body that crosses itself is not asked for what it holds.
/// Cost    Three parallel passes, shared with the other measurements of this group; columns where
///         there are several bodies.
struct OverhangArea {
  double overhang_area_mm2 = 0;
  std::size_t facets = 0;  ///< That hang in the air, wholly or in part.
  Box3 box_mm;             ///< Of the facets that count, in the file's coordinates.
};
[[nodiscard]] OverhangArea measure_overhang_area(const TriMesh& mesh, const PosedMesh& pose,
                                                 std::span<const HeldFacet> held = {});

[[nodiscard]] Measurement describe_overhang_area();

}  // namespace pg
