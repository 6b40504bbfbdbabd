#pragma once
/// From triangles as a file gives them to an indexed mesh.

#include <cstddef>
#include <vector>

#include "geometry/mesh/soup.hpp"
#include "geometry/mesh/tri_mesh.hpp"

namespace pg {

struct Welded {
  TriMesh mesh;
  std::size_t collapsed_triangles = 0;  ///< Left out of the mesh: two corners in one place.
};

/// Joins corners with equal coordinates: bit for bit, except that -0 equals 0. No tolerance.
///
/// Method  One hash table, filled by all threads at once; a place is represented by its first
/// corner,
///         so vertex order is the order of first use, whatever the number of threads. Large lists
///         in no spatial order are first put into one (geometry/mesh/scattered.hpp).
/// Needs   Finite coordinates and indices in range (readers see to it); fewer than 2^32 corners.
/// Cost    Linear; about 30 bytes a triangle beside the result. Soups are released as they are
/// used.
[[nodiscard]] Welded weld_exactly(std::vector<Soup> soups, double mm_per_unit = 1.0);

}  // namespace pg
