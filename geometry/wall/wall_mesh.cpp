#include "geometry/wall/wall_mesh.hpp"

#include <algorithm>

#include "geometry/parallel.hpp"
#include "geometry/wall/turned_faces.hpp"

namespace pg::wall {
namespace {

void number_by_tree(const Subject& subject, WallMesh& wall) {
  const TriMesh& mesh = subject.mesh();
  const auto& blocks = wall.spatial->bvh().blocks;
  wall.facets.resize(4 * blocks.size());
  for_each_index(blocks.size(), [&](std::size_t b) {
    for (std::size_t lane = 0; lane < 4; ++lane) {
      const FaceId face = blocks[b].face[lane];
      Triangle& facet = wall.facets[4 * b + lane];
      facet = face == kNone ? Triangle{kNone, kNone, kNone} : mesh.triangles[face];
      if (face != kNone && wall.turned(face)) std::swap(facet[1], facet[2]);
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
  wall.turned_faces = &turned_faces_of(subject);
  number_by_tree(subject, wall);
  list_facets_at_vertices(wall);
  compute_planes(wall);
  return wall;
}

}  // namespace pg::wall
