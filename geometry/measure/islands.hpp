#pragma once

#include <vector>

#include "geometry/measurement.hpp"
#include "geometry/support/pose.hpp"

namespace pg {

/// Places where printing starts in the air, as the file stands.
///
/// Method  Local minima of height on the surface: vertices are taken in from the lowest up, and
///         those over shared edges join (the merge tree of Carr, Snoeyink and Axen, 2003, without its
///         upper half). One that starts off the plate, with the solid above it, and stays apart for
///         more than same_height_mm (geometry/support/pose.hpp), is an island; a level underside is
///         one.
/// Needs   Facets that agree about outside; a closed surface that faces inward as a whole is
///         turned.
/// Limits  Every bump of a rough underside is one: the first layer of each is printed on nothing.
///         The measurement leaves out minima inside another part of the model or resting on one
///         (a winding number just below); the function below does not.
/// Cost    One sort of the vertices by height.
[[nodiscard]] std::vector<Vec3> island_places(const TriMesh& mesh, const PosedMesh& pose);

[[nodiscard]] Measurement describe_islands();

}  // namespace pg
