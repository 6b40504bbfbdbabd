#pragma once

#include "geometry/measurement.hpp"

namespace pg {

/// The smallest empty distance between walls that face each other: what may fuse in print.
///
/// Method  From each vertex along the outward normal (at edges along the normal of each facet
/// there,
///         from just inside it) to the first surface that faces back within 60 degrees
///         (wall/gap.hpp).
/// Needs   A surface that closes around the material somewhere, with something opposite.
/// Limits  Places between vertices are met only through their neighbours: too wide by about
///         h^2 / (4 R) where surfaces of radius R come near (h: edge length). The inside of a tube
///         faces itself: without anything narrower its width is the gap.
/// Cost    One ray a vertex, no longer than the narrowest gap so far; shared with the walls.
[[nodiscard]] Measurement describe_gap();

}  // namespace pg
