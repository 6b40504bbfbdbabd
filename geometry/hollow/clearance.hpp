#pragma once
/// How far each node of a lattice is from the surface.

#include "geometry/hollow/lattice.hpp"

namespace pg::hollow {

/// Distance, in steps, from each node to the nearest place where a line of the lattice passes
/// through the surface; infinite where there is none.
///
/// Method  Exact for each family of lines: along the line the nearest crossing, across it two
///         passes of the lower envelope of parabolas (Felzenszwalb and Huttenlocher, Distance
///         transforms of sampled functions, Theory of Computing 8, 2012).
/// Limits  The surface itself may be nearer than its nearest crossing: by under a step at the
///         surface, by h^2 / (4 d) at d from it.
/// Cost    Five passes over the nodes, parallel by lines.
[[nodiscard]] BigVector<float> clearance(const Lattice& lattice);

}  // namespace pg::hollow
