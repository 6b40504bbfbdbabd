#include "geometry/wall/turned_faces.hpp"

#include <algorithm>

#include "geometry/parallel.hpp"
#include "geometry/spatial/spatial.hpp"
#include "geometry/subject.hpp"

namespace pg::wall {
namespace {

TurnedFaces find_turned_faces(const Subject& subject) {
  const TriMesh& mesh = subject.mesh();
  const Spatial& spatial = spatial_of(subject);
  const Topology& topology = subject.topology();
  const std::size_t count = topology.component_count();
  const Vec3 origin = spatial.bvh().origin;
  std::vector<double> volume(count, 0.0);
  std::vector<VertexId> farthest(count, kNone);
  for (FaceId f = 0; f != mesh.triangles.size(); ++f) {
    const std::uint32_t component = topology.component(f);
    const auto& [a, b, c] = mesh.triangles[f];
    const Vec3 pa = mesh.positions_mm[a] - origin, pb = mesh.positions_mm[b] - origin,
               pc = mesh.positions_mm[c] - origin;
    volume[component] += pa.dot(pb.cross(pc));
    for (const VertexId v : {a, b, c}) {
      VertexId& best = farthest[component];
      if (best == kNone || mesh.positions_mm[v][0] > mesh.positions_mm[best][0]) best = v;
    }
  }
  if (std::none_of(volume.begin(), volume.end(), [](double v) { return v < 0; })) return {};
  std::vector<char> turned(count, 0);
  for_each_index(
      count,
      [&](std::size_t component) {
        // Not along an axis: facets parallel to axes are common.
        const Vec3 direction = Vec3(1, 0.0123, 0.0077);
        std::vector<SurfaceHit> hits;
        spatial.all_hits(mesh.positions_mm[farthest[component]], direction, hits);
        int winding = 0;
        for (const SurfaceHit& hit : hits)
          if (topology.component(hit.face) != component) winding += hit.back_side ? 1 : -1;
        turned[component] = winding < 0 || (winding == 0 && volume[component] < 0) ? 1 : 0;
      },
      64);
  if (std::find(turned.begin(), turned.end(), 1) == turned.end()) return {};
  FaceMarks faces(mesh.triangles.size());
  for (FaceId f = 0; f != mesh.triangles.size(); ++f)
    if (turned[topology.component(f)] != 0) faces.mark(f);
  return {std::move(faces)};
}

}  // namespace

const TurnedFaces& turned_faces_of(const Subject& subject) {
  return subject.shared<TurnedFaces>(find_turned_faces);
}

}  // namespace pg::wall
