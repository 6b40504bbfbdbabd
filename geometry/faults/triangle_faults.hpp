#pragma once
/// Triangles that should not be there. Lists are ascending; the same for any number of threads.

#include <cstdint>
#include <vector>

#include "geometry/mesh/topology.hpp"
#include "geometry/mesh/tri_mesh.hpp"

namespace pg {

/// All three corners exactly on a line.
[[nodiscard]] std::vector<FaceId> flat_triangles(const TriMesh& mesh);

/// The same three vertices as an earlier triangle, either way round.
[[nodiscard]] std::vector<FaceId> duplicate_triangles(const TriMesh& mesh,
                                                      const Topology& topology);

/// Numbers of components with under 0.1 % of the area of the largest.
[[nodiscard]] std::vector<std::uint32_t> fragment_components(const TriMesh& mesh,
                                                             const Topology& topology);

}  // namespace pg
