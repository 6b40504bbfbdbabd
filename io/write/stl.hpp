#pragma once
/// A mesh as the bytes of a binary STL file, in mm.

#include <string>

#include "geometry/mesh/tri_mesh.hpp"

namespace pg {

/// The header names nothing but printgauge. Coordinates become single precision, as the format has
/// it; a facet that collapses by that has the normal 0. Fewer than 2^32 triangles.
[[nodiscard]] std::string stl_file(const TriMesh& mesh);

}  // namespace pg
