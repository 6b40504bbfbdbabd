#pragma once
/// Makes neighbouring triangles agree about which side is outside.

#include "geometry/solid/chain.hpp"

namespace pg {

/// Method  Flood over edges with exactly two triangles; each patch takes the winding that most of
/// its
///         area had. Where three or more triangles meet, whole patches are turned, in order, as
///         long as that lowers the sum of |signed count| over those edges. Edges that cannot agree
///         (a Moebius strip) are left: closing the chain deals with them.
void make_winding_agree(TriMesh& mesh, const Topology& topology, RepairLog& log);

}  // namespace pg
