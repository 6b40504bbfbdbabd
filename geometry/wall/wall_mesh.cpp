#include "geometry/wall/wall_mesh.hpp"

#include <algorithm>

#include "geometry/parallel.hpp"

namespace pg::wall {
namespace {

/// Which components are inside out; empty when none is.
std::vector<bool> turned_components(const Subject& subject, const Spatial& spatial) {
  const TriMesh& mesh = subject.mesh();
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
  return {turned.begin(), turned.end()};
}

void number_by_tree(const Subject& subject, WallMesh& wall) {
  const TriMesh& mesh = subject.mesh();
  const auto& blocks = wall.spatial->bvh().blocks;
  wall.facets.resize(4 * blocks.size());
  for_each_index(blocks.size(), [&](std::size_t b) {
    for (std::size_t lane = 0; lane < 4; ++lane) {
      const FaceId face = blocks[b].face[lane];
      Triangle& facet = wall.facets[4 * b + lane];
      facet = face == kNone ? Triangle{kNone, kNone, kNone} : mesh.triangles[face];
      if (face != kNone && !wall.component_turned.empty() &&
          wall.component_turned[subject.topology().component(face)])
        std::swap(facet[1], facet[2]);
    }
  });
  BigVector<VertexId> local(mesh.positions_mm.size());
  std::fill(local.begin(), local.end(), kNone);
  wall.mesh_vertex.reserve(mesh.positions_mm.size());
  for (Triangle& facet : wall.facets) {
    if (facet[0] == kNone) continue;
    for (VertexId& v : facet) {
      if (local[v] == kNone) {
        local[v] = static_cast<VertexId>(wall.mesh_vertex.size());
        wall.mesh_vertex.push_back(v);
      }
      v = local[v];
    }
  }
  wall.positions_mm.resize(wall.mesh_vertex.size());
  const Vec3 origin = wall.spatial->bvh().origin;
  for_each_index(wall.mesh_vertex.size(), [&](std::size_t v) {
    wall.positions_mm[v] = mesh.positions_mm[wall.mesh_vertex[v]] - origin;
  });
}

void list_facets_at_vertices(WallMesh& wall) {
  wall.first_at_vertex.resize(wall.vertex_count() + 1);
  std::fill(wall.first_at_vertex.begin(), wall.first_at_vertex.end(), 0);
  for (const Triangle& facet : wall.facets)
    if (facet[0] != kNone)
      for (const VertexId v : facet) ++wall.first_at_vertex[v + 1];
  for (std::size_t v = 0; v != wall.vertex_count(); ++v)
    wall.first_at_vertex[v + 1] += wall.first_at_vertex[v];
  wall.at_vertex.resize(wall.first_at_vertex.back());
  // Filled from the back, so that the offsets end up as they began.
  BigVector<std::uint32_t> next(wall.first_at_vertex.begin(), wall.first_at_vertex.end() - 1);
  for (std::size_t f = 0; f != wall.facets.size(); ++f)
    if (wall.facets[f][0] != kNone)
      for (const VertexId v : wall.facets[f])
        wall.at_vertex[next[v]++] = static_cast<std::uint32_t>(f);
}

void compute_planes(WallMesh& wall) {
  wall.planes.resize(wall.facets.size() / 4);
  for_each_index(wall.planes.size(), [&](std::size_t b) {
    for (std::size_t lane = 0; lane < 4; ++lane) {
      const Triangle& facet = wall.facets[4 * b + lane];
      Vec3 normal = Vec3::Zero();
      double offset = 0;
      if (facet[0] != kNone) {
        const Vec3& a = wall.positions_mm[facet[0]];
        normal = (wall.positions_mm[facet[1]] - a).cross(wall.positions_mm[facet[2]] - a);
        const double length = normal.norm();
        if (length > 0) normal /= length;
        offset = normal.dot(a);
      }
      for (std::size_t k = 0; k < 3; ++k)
        wall.planes[b].normal[k][lane] = static_cast<float>(normal[static_cast<Eigen::Index>(k)]);
      wall.planes[b].offset[lane] = static_cast<float>(offset);
    }
  });
}

}  // namespace

WallMesh make_wall_mesh(const Subject& subject) {
  WallMesh wall;
  wall.spatial = &spatial_of(subject);
  wall.component_turned = turned_components(subject, *wall.spatial);
  number_by_tree(subject, wall);
  list_facets_at_vertices(wall);
  compute_planes(wall);
  return wall;
}

}  // namespace pg::wall
