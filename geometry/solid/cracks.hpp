#pragma once
/// Joins rims that lie on each other up to rounding.

#include "geometry/solid/chain.hpp"

namespace pg {

/// Method  Only vertices and edges on a rim are touched. A ladder of tolerances from 1e-7 to 1e-4
/// of the
///         diagonal joins vertices closer than that, and than a quarter of the shortest edge at
///         either; a second ladder splits rim edges at rim vertices that lie inside them
///         (T-junctions). Either stops as soon as no rim is left. (Compare Gueziec et al., Cutting
///         and stitching, 2001.)
/// Limits  False when so many rim vertices lie close together that the search was given up
///         (work.hpp); the mesh is then as it was after the last step done.
/// Doubt   Half the largest distance moved times the whole area goes into the log.
[[nodiscard]] bool close_cracks(TriMesh& mesh, RepairLog& log);

}  // namespace pg
