#pragma once
/// Vertices at which several separate sheets of surface touch.

#include <cstdint>
#include <vector>

#include "geometry/mesh/topology.hpp"

namespace pg {

/// Method  The triangles at a vertex fall into fans: sets joined over shared edges at that vertex.
/// On a
///         clean surface there is one fan a vertex. A walk from one triangle around the vertex
///         settles nearly all vertices; the others are settled by joining edge by edge.
/// Cost    Linear, parallel; same result for any number of threads.
struct VertexFans {
  struct Pinch {
    VertexId vertex;
    std::uint32_t fans;  ///< Two or more.
  };
  std::vector<Pinch> pinches;  ///< By vertex number.
  std::size_t extra_fans = 0;  ///< Sum of (fans - 1): what splitting every vertex would add.

  [[nodiscard]] static VertexFans of(const TriMesh& mesh, const Topology& topology);
};

}  // namespace pg
