#include "geometry/mesh/tri_mesh.hpp"

#include "geometry/parallel.hpp"

namespace pg {

Box3 bounding_box(const TriMesh& mesh) {
  return ordered_reduce(
      mesh.positions_mm.size(), Box3{},
      [&](Box3& box, std::size_t v) { box.extend(mesh.positions_mm[v]); },
      [](Box3& box, const Box3& other) { box.extend(other); });
}

}  // namespace pg
