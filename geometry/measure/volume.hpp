#pragma once

#include "geometry/measurement.hpp"

namespace pg {

/// Volume of the solid a printer would make, of broken meshes too.
///
/// Method  solid/solid.hpp: material is where the winding number of the repaired surface is at
/// least 1 in
///         absolute value; overlaps count once, inward shells inside are cavities, duplicates and
///         sheets add nothing, holes are closed by their rims.
/// Needs   Surface that encloses something; else absent with the reason.
/// Limits  `plus_minus` holds how open and how ambiguous the surface is, and rounding; how coarse
/// the
///         model is against the anatomy it stands for is no question of the mesh.
/// Cost    A clean mesh: one search for crossings and a sum.
[[nodiscard]] Measurement describe_volume();

}  // namespace pg
