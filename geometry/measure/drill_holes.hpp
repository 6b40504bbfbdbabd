#pragma once

#include "geometry/measurement.hpp"

namespace pg {

/// Drilled holes and sleeves of 1 to 7 mm: how many, and each with its measures.
///
/// Method  geometry/feature/drill_features.hpp. The diameter is that of the circle the facets'
///         corners lie on, as exporters put them; where the wall is an even polygon its number of
///         sides and the distance between them (the largest pin that goes in) are given beside it.
/// Needs   Facets that agree about outside; lengths in mm, since sizes tell a drill from a vessel.
/// Limits  No steps and countersinks: the round part is measured. Walls out of voxels are narrow by
///         up to a voxel, which the mesh does not show.
[[nodiscard]] Measurement describe_drill_holes();

}  // namespace pg
