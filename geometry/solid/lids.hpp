#pragma once
/// Closes the chain: after this every directed edge cancels.

#include "geometry/solid/chain.hpp"

namespace pg {

/// Method  The edges at which directions do not cancel form closed directed loops; each is filled:
/// up to
///         60 edges by the triangulation of least area (dynamic programme; Barequet and Sharir
///         1995, Liepa 2003), longer ones by a fan to the weighted middle of the rim. Lids are then
///         added as whole-numbered multiples: one that lies on an existing triangle cancels or
///         doubles it, so fins, membranes and needles need no rule of their own.
/// Doubt   Goes into the log: a flat rim that walls meet steeply was cut by a plane and is closed
/// by it;
///         elsewhere the missing surface may have bulged like a cap tangent to the triangles around
///         it.
[[nodiscard]] Chain close_chain(TriMesh mesh, const Topology& topology, RepairLog& log);

}  // namespace pg
