#include "geometry/measure/counts.hpp"

#include <algorithm>

namespace pg {

Measurement describe_counts() {
  return {
      .name = "counts",
      .group = "mesh",
      .needs = "any mesh",
      .source = "counting",
      .quantities =
          {{"triangles", "Triangles", "1", "As in the file, collapsed triangles included."},
           {"vertices", "Vertices", "1",
            "Distinct places that a triangle uses, after exact welding."},
           {"edges", "Edges", "1", "Distinct pairs of vertices joined by a side of a triangle."},
           {"parts", "Parts", "1", "Objects, groups or solids that the file keeps apart."},
           {"components", "Components", "1",
            "Pieces of surface, connected over shared edges after exact welding."}},
      .run = [](const Subject& subject) -> Measured {
        const TriMesh& mesh = subject.mesh();
        const Topology& topology = subject.topology();
        const std::size_t in_file =
            std::max(subject.origin().file_triangles, mesh.triangles.size());
        return {.values = {count("triangles", in_file), count("vertices", mesh.positions_mm.size()),
                           count("edges", topology.edge_count()), count("parts", mesh.part_count),
                           count("components", topology.component_count())},
                .absent = {},
                .findings = {}};
      }};
}

}  // namespace pg
