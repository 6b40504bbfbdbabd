#include "testdata/alter.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numbers>
#include <unordered_map>

namespace pg::shapes {
namespace {

/// Without vertices that no triangle uses and triangles with two equal corners.
TriMesh tidied(const TriMesh& mesh) {
  TriMesh tidy;
  std::vector<VertexId> renamed(mesh.positions_mm.size(), kNone);
  for (const Triangle& triangle : mesh.triangles) {
    if (triangle[0] == triangle[1] || triangle[1] == triangle[2] || triangle[2] == triangle[0])
      continue;
    Triangle corners{};
    for (std::size_t k = 0; k < 3; ++k) {
      VertexId& name = renamed[triangle[k]];
      if (name == kNone) {
        name = static_cast<VertexId>(tidy.positions_mm.size());
        tidy.positions_mm.push_back(mesh.positions_mm[triangle[k]]);
      }
      corners[k] = name;
    }
    tidy.triangles.push_back(corners);
  }
  return tidy;
}

/// Closes the rims that lie in the cut: a fan from the middle of all of them together would cross
/// the model, so one fan a loop.
void close_rims(TriMesh& mesh, std::size_t first_cut_vertex) {
  std::map<VertexId, VertexId> next;  // along the open side of the edge
  std::map<std::pair<VertexId, VertexId>, int> uses;
  for (const auto& t : mesh.triangles)
    for (std::size_t k = 0; k < 3; ++k)
      if (t[k] >= first_cut_vertex && t[(k + 1) % 3] >= first_cut_vertex)
        ++uses[{t[k], t[(k + 1) % 3]}];
  for (const auto& [edge, count] : uses)
    if (!uses.contains({edge.second, edge.first})) next[edge.second] = edge.first;
  while (!next.empty()) {
    std::vector<VertexId> loop;
    VertexId at = next.begin()->first;
    while (next.contains(at)) {
      loop.push_back(at);
      const VertexId to = next[at];
      next.erase(at);
      at = to;
    }
    if (loop.size() < 3 || at != loop[0]) continue;
    Vec3 middle = Vec3::Zero();
    for (const VertexId v : loop) middle += mesh.positions_mm[v] / static_cast<double>(loop.size());
    const auto centre = static_cast<VertexId>(mesh.positions_mm.size());
    mesh.positions_mm.push_back(middle);
    for (std::size_t i = 0; i < loop.size(); ++i)
      mesh.triangles.push_back({centre, loop[i], loop[(i + 1) % loop.size()]});
  }
}

std::vector<std::vector<VertexId>> neighbours_of(const TriMesh& mesh) {
  std::vector<std::vector<VertexId>> neighbours(mesh.positions_mm.size());
  for (const auto& [a, b, c] : mesh.triangles) {
    neighbours[a].push_back(b);
    neighbours[b].push_back(c);
    neighbours[c].push_back(a);
  }
  return neighbours;
}

}  // namespace

TriMesh cropped(const TriMesh& mesh, double share, Random& random) {
  const Vec3 outward = random.direction();
  std::vector<double> heights;
  for (const auto& p : mesh.positions_mm) heights.push_back(outward.dot(p));
  std::vector<double> sorted = heights;
  std::sort(sorted.begin(), sorted.end());
  const double level =
      sorted[static_cast<std::size_t>((1 - share) * static_cast<double>(sorted.size() - 1))] +
      1e-9 * (sorted.back() - sorted.front());
  TriMesh cut = mesh;
  cut.part_of_face.clear();
  cut.triangles.clear();
  const std::size_t first_cut_vertex = cut.positions_mm.size();
  std::map<std::pair<VertexId, VertexId>, VertexId> on_edge;
  const auto crossing = [&](VertexId a, VertexId b) {
    if (a > b) std::swap(a, b);
    const auto [it, fresh] =
        on_edge.try_emplace({a, b}, static_cast<VertexId>(cut.positions_mm.size()));
    if (fresh) {
      const double t = (level - heights[a]) / (heights[b] - heights[a]);
      cut.positions_mm.push_back(mesh.positions_mm[a] +
                                 t * (mesh.positions_mm[b] - mesh.positions_mm[a]));
    }
    return it->second;
  };
  for (const Triangle& t : mesh.triangles) {
    std::vector<VertexId> polygon;
    for (std::size_t k = 0; k < 3; ++k) {
      const VertexId a = t[k];
      const VertexId b = t[(k + 1) % 3];
      if (heights[a] <= level) polygon.push_back(a);
      if ((heights[a] <= level) != (heights[b] <= level)) polygon.push_back(crossing(a, b));
    }
    for (std::size_t k = 2; k < polygon.size(); ++k)
      cut.triangles.push_back({polygon[0], polygon[k - 1], polygon[k]});
  }
  if (cut.triangles.empty()) return mesh;
  if (random.uniform() < 0.5) close_rims(cut, first_cut_vertex);
  return tidied(cut);
}

TriMesh warped(TriMesh mesh, Random& random) {
  const Box3 box = bounding_box(mesh);
  const Vec3 centre = box.centre();
  const double size = box.diagonal();
  const Mat3 turn = rotation(random.uniform(0, 360), random.direction());
  Vec3 stretch;
  for (int k = 0; k < 3; ++k) stretch[k] = random.uniform(0.85, 1.18);
  const Mat3 linear = turn.transpose() * stretch.asDiagonal() * turn;
  struct Wave {
    Vec3 along, move;
    double phase;
  };
  std::array<Wave, 3> waves;
  for (Wave& wave : waves)
    wave = {random.direction() * random.uniform(1.5, 5.0) * std::numbers::pi / size,
            random.direction() * size * random.uniform(0.005, 0.03), random.uniform(0, 6.28)};
  for (Vec3& p : mesh.positions_mm) {
    p = linear * (p - centre);
    Vec3 moved = p;
    for (const Wave& wave : waves) moved += std::sin(wave.along.dot(p) + wave.phase) * wave.move;
    p = moved + centre;
  }
  return mesh;
}

TriMesh decimated(const TriMesh& mesh, double share) {
  const Box3 box = bounding_box(mesh);
  double area = 0;
  for (std::size_t i = 0; i < mesh.triangles.size(); ++i)
    area += 0.5 * mesh.face_cross(static_cast<FaceId>(i)).norm();
  // A smooth surface of area A in cells of side h keeps about 2 A / h^2 triangles.
  const double wanted = std::max(300.0, share * static_cast<double>(mesh.triangles.size()));
  const double side = std::sqrt(2 * area / wanted);
  if (!(side > 0)) return mesh;
  std::map<std::array<std::int64_t, 3>, VertexId> cell;
  TriMesh coarse;
  std::vector<double> count;
  std::vector<VertexId> renamed;
  for (const Vec3& p : mesh.positions_mm) {
    std::array<std::int64_t, 3> key{};
    for (int k = 0; k < 3; ++k)
      key[static_cast<std::size_t>(k)] =
          static_cast<std::int64_t>(std::floor((p[k] - box.min[k]) / side));
    const auto [it, fresh] =
        cell.try_emplace(key, static_cast<VertexId>(coarse.positions_mm.size()));
    if (fresh) {
      coarse.positions_mm.push_back(Vec3::Zero());
      count.push_back(0);
    }
    coarse.positions_mm[it->second] += p;
    count[it->second] += 1;
    renamed.push_back(it->second);
  }
  for (std::size_t i = 0; i < count.size(); ++i) coarse.positions_mm[i] /= count[i];
  for (const auto& [a, b, c] : mesh.triangles)
    coarse.triangles.push_back({renamed[a], renamed[b], renamed[c]});
  coarse = tidied(coarse);
  return coarse.triangles.size() < 60 ? mesh : coarse;
}

TriMesh noisy(TriMesh mesh, double share, Random& random) {
  const double amplitude = share * bounding_box(mesh).diagonal();
  return with_noise(std::move(mesh), amplitude, random.next());
}

TriMesh smoothed(TriMesh mesh, int rounds) {
  const std::vector<std::vector<VertexId>> neighbours = neighbours_of(mesh);
  for (int round = 0; round < rounds; ++round) {
    const BigVector<Vec3> before = mesh.positions_mm;
    for (std::size_t v = 0; v < before.size(); ++v) {
      if (neighbours[v].empty()) continue;
      Vec3 mean = Vec3::Zero();
      for (const VertexId other : neighbours[v]) mean += before[other];
      mesh.positions_mm[v] = 0.5 * (before[v] + mean / static_cast<double>(neighbours[v].size()));
    }
  }
  return mesh;
}

TriMesh altered(const TriMesh& mesh, Random& random) {
  TriMesh copy = mesh;
  copy.part_of_face.clear();
  copy.part_count = 1;
  if (random.uniform() < 0.8) copy = warped(std::move(copy), random);
  if (random.uniform() < 0.4) copy = cropped(copy, random.uniform(0.05, 0.3), random);
  if (random.uniform() < 0.3)
    copy = smoothed(std::move(copy), 1 + static_cast<int>(random.below(3)));
  if (random.uniform() < 0.4) copy = decimated(copy, random.uniform(0.1, 0.7));
  if (random.uniform() < 0.4) copy = noisy(std::move(copy), random.uniform(0.0003, 0.003), random);
  return copy;
}

}  // namespace pg::shapes
