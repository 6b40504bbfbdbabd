#include "geometry/measure/surface_area.hpp"

#include "geometry/parallel.hpp"

namespace pg {

double surface_area_mm2(const TriMesh& mesh) {
  return 0.5 * ordered_sum(mesh.triangles.size(), 0.0, [&](std::size_t face) {
           return mesh.face_cross(static_cast<FaceId>(face)).norm();
         });
}

Measurement describe_surface_area() {
  return {.name = "surface_area",
          .group = "size",
          .needs = "nothing",
          .source = "Area of a triangle: half the length of the cross product of two sides",
          .quantities = {{"surface_area_mm2", "Surface area", "mm2",
                          "Area of all triangles, interior surfaces included."}},
          .run = [](const Subject& subject) -> Measured {
            return {.values = {number("surface_area_mm2", surface_area_mm2(subject.mesh()))},
                    .absent = {},
                    .findings = {}};
          }};
}

}  // namespace pg
