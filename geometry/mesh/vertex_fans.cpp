#include "geometry/mesh/vertex_fans.hpp"

#include <algorithm>
#include <atomic>
#include <numeric>

#include "geometry/parallel.hpp"

namespace pg {
namespace {

std::uint32_t corner_of(const Triangle& triangle, VertexId vertex) {
  return triangle[0] == vertex ? 0u : triangle[1] == vertex ? 1u : 2u;
}

/// Triangles met when turning around `vertex`, starting at `face` and leaving it over `side`; stops
/// at a rim, at an edge of three or more triangles, or back at the start.
std::uint32_t walk(const TriMesh& mesh, const Topology& topology, VertexId vertex, FaceId face,
                   SideId side, std::uint32_t most, bool& came_round) {
  const FaceId start = face;
  for (std::uint32_t met = 0; met < most; ++met) {
    const auto both = topology.sides(topology.edge_of_side(side));
    if (both.size() != 2) return met;
    const SideId across = both[0] == side ? both[1] : both[0];
    face = across / 3;
    if (face == start) {
      came_round = true;
      return met;
    }
    // The two sides of a triangle at corner k are k and k + 2 (mod 3).
    const std::uint32_t k = corner_of(mesh.triangles[face], vertex);
    side = across == 3 * face + k ? 3 * face + (k + 2) % 3 : 3 * face + k;
  }
  return most;
}

/// Fans at one vertex, given all triangles there.
std::uint32_t fans_at(const TriMesh& mesh, const Topology& topology, VertexId vertex,
                      const std::vector<FaceId>& faces) {
  std::vector<std::size_t> parent(faces.size());
  std::iota(parent.begin(), parent.end(), std::size_t{0});
  const auto root = [&](std::size_t i) {
    while (parent[i] != i) i = parent[i] = parent[parent[i]];
    return i;
  };
  std::vector<std::pair<EdgeId, std::size_t>>
      ends;  // edges at the vertex, with the triangle's place
  for (std::size_t i = 0; i < faces.size(); ++i) {
    const std::uint32_t k = corner_of(mesh.triangles[faces[i]], vertex);
    ends.emplace_back(topology.edge_of_side(3 * faces[i] + k), i);
    ends.emplace_back(topology.edge_of_side(3 * faces[i] + (k + 2) % 3), i);
  }
  std::sort(ends.begin(), ends.end());
  auto fans = static_cast<std::uint32_t>(faces.size());
  for (std::size_t i = 1; i < ends.size(); ++i) {
    if (ends[i].first != ends[i - 1].first) continue;
    const std::size_t a = root(ends[i].second), b = root(ends[i - 1].second);
    if (a == b) continue;
    parent[std::max(a, b)] = std::min(a, b);
    --fans;
  }
  return fans;
}

}  // namespace

VertexFans VertexFans::of(const TriMesh& mesh, const Topology& topology) {
  const std::size_t vertices = mesh.positions_mm.size();
  const std::size_t faces = mesh.triangles.size();
  BigVector<std::uint32_t> valence(vertices, 0);
  BigVector<FaceId> first(vertices, kNone);
  for_each_index(faces, [&](std::size_t f) {
    for (const VertexId v : mesh.triangles[f]) {
      std::atomic_ref<std::uint32_t>(valence[v]).fetch_add(1, std::memory_order_relaxed);
      // Any triangle does as a start: the answer does not depend on which.
      std::atomic_ref<FaceId>(first[v]).store(static_cast<FaceId>(f), std::memory_order_relaxed);
    }
  });

  BigVector<std::uint8_t> unsettled(vertices, 0);
  for_each_index(vertices, [&](std::size_t i) {
    if (valence[i] == 0) return;
    const auto v = static_cast<VertexId>(i);
    const FaceId face = first[i];
    const std::uint32_t k = corner_of(mesh.triangles[face], v);
    bool came_round = false;
    std::uint32_t met = 1 + walk(mesh, topology, v, face, 3 * face + k, valence[i], came_round);
    if (!came_round)
      met += walk(mesh, topology, v, face, 3 * face + (k + 2) % 3, valence[i], came_round);
    unsettled[i] = met == valence[i] ? 0 : 1;
  });

  std::vector<VertexId> suspects;
  for (std::size_t i = 0; i < vertices; ++i)
    if (unsettled[i] != 0) suspects.push_back(static_cast<VertexId>(i));
  VertexFans result;
  if (suspects.empty()) return result;

  BigVector<std::uint32_t>& place = valence;  // where a suspect stands in the list
  for (std::size_t i = 0; i < suspects.size(); ++i)
    place[suspects[i]] = static_cast<std::uint32_t>(i);
  std::vector<std::vector<FaceId>> around(suspects.size());
  for (std::size_t f = 0; f < faces; ++f)
    for (const VertexId v : mesh.triangles[f])
      if (unsettled[v] != 0) around[place[v]].push_back(static_cast<FaceId>(f));
  std::vector<std::uint32_t> fans(suspects.size());
  for_each_index(
      suspects.size(),
      [&](std::size_t i) { fans[i] = fans_at(mesh, topology, suspects[i], around[i]); }, 64);
  for (std::size_t i = 0; i < suspects.size(); ++i) {
    if (fans[i] < 2) continue;
    result.pinches.push_back({suspects[i], fans[i]});
    result.extra_fans += fans[i] - 1;
  }
  return result;
}

}  // namespace pg
