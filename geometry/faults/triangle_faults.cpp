#include "geometry/faults/triangle_faults.hpp"

#include <algorithm>
#include <utility>

#include "geometry/parallel.hpp"
#include "geometry/solid/predicates.hpp"

namespace pg {
namespace {

constexpr double kFragmentShare = 0.001;  // of the largest component's area

}  // namespace

std::vector<FaceId> flat_triangles(const TriMesh& mesh) {
  std::vector<std::vector<FaceId>> found(chunk_count(mesh.triangles.size()));
  for_each_chunk(mesh.triangles.size(), [&](std::size_t begin, std::size_t end, std::size_t chunk) {
    for (std::size_t i = begin; i != end; ++i) {
      const auto f = static_cast<FaceId>(i);
      if (collinear(mesh.corner(f, 0), mesh.corner(f, 1), mesh.corner(f, 2)))
        found[chunk].push_back(f);
    }
  });
  std::vector<FaceId> all;
  for (const auto& part : found) all.insert(all.end(), part.begin(), part.end());
  return all;
}

// Looked for at the edge of their two lowest vertices only, so that each is met once.
std::vector<FaceId> duplicate_triangles(const TriMesh& mesh, const Topology& topology) {
  const auto third = [&](SideId side) { return mesh.triangles[side / 3][(side % 3 + 2) % 3]; };
  const std::size_t chunks = chunk_count(topology.edge_count());
  std::vector<std::vector<FaceId>> found(chunks);
  for_each_chunk(topology.edge_count(), [&](std::size_t begin, std::size_t end, std::size_t chunk) {
    std::vector<std::pair<VertexId, FaceId>> tips;
    for (std::size_t e = begin; e != end; ++e) {
      const auto edge = static_cast<EdgeId>(e);
      const auto sides = topology.sides(edge);
      if (sides.size() < 2) continue;
      const VertexId upper = topology.edge(mesh, edge)[1];
      if (sides.size() == 2) {
        if (third(sides[0]) == third(sides[1]) && third(sides[0]) > upper)
          found[chunk].push_back(std::max(sides[0], sides[1]) / 3);
        continue;
      }
      tips.clear();
      for (const SideId side : sides)
        if (third(side) > upper) tips.emplace_back(third(side), side / 3);
      std::sort(tips.begin(), tips.end());
      for (std::size_t i = 1; i < tips.size(); ++i)
        if (tips[i].first == tips[i - 1].first) found[chunk].push_back(tips[i].second);
    }
  });
  std::vector<FaceId> all;
  for (const auto& part : found) all.insert(all.end(), part.begin(), part.end());
  std::sort(all.begin(), all.end());
  return all;
}

std::vector<std::uint32_t> fragment_components(const TriMesh& mesh, const Topology& topology) {
  if (topology.component_count() < 2) return {};
  std::vector<double> areas(topology.component_count(), 0.0);
  BigVector<double> area_of(mesh.triangles.size());
  for_each_index(mesh.triangles.size(), [&](std::size_t f) {
    area_of[f] = 0.5 * mesh.face_cross(static_cast<FaceId>(f)).norm();
  });
  for (std::size_t f = 0; f < mesh.triangles.size(); ++f)
    areas[topology.component(static_cast<FaceId>(f))] += area_of[f];
  const double limit = kFragmentShare * *std::max_element(areas.begin(), areas.end());
  std::vector<std::uint32_t> crumbs;
  for (std::size_t c = 0; c < areas.size(); ++c)
    if (areas[c] < limit) crumbs.push_back(static_cast<std::uint32_t>(c));
  return crumbs;
}

}  // namespace pg
