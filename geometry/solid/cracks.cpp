#include "geometry/solid/cracks.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <tuple>
#include <utility>

#include "geometry/parallel.hpp"
#include "geometry/solid/box_tree.hpp"
#include "geometry/solid/clean.hpp"

namespace pg {
namespace {

constexpr std::array kWeldLadder = {1e-7, 1e-6, 1e-5, 3e-5, 1e-4};  // of the diagonal
constexpr std::array kJunctionLadder = {2e-7, 2e-6, 3e-5};
constexpr double kWeldOfEdge = 0.25;      // of the shortest edge at either vertex
constexpr double kJunctionOfEdge = 0.05;  // of the edge that is split
constexpr int kJunctionPasses = 4;

struct Rim {
  std::vector<EdgeId> edges;
  std::vector<VertexId> vertices;  ///< Sorted.
};

Rim rim_of(const TriMesh& mesh, const Topology& topology) {
  Rim rim;
  for (std::size_t e = 0; e < topology.edge_count(); ++e) {
    const auto edge = static_cast<EdgeId>(e);
    if (topology.sides(edge).size() != 1) continue;
    rim.edges.push_back(edge);
    for (const VertexId v : topology.edge(mesh, edge)) rim.vertices.push_back(v);
  }
  std::sort(rim.vertices.begin(), rim.vertices.end());
  rim.vertices.erase(std::unique(rim.vertices.begin(), rim.vertices.end()), rim.vertices.end());
  return rim;
}

BoxTree tree_around(const TriMesh& mesh, const std::vector<VertexId>& vertices, double reach) {
  BigVector<RoundBox> boxes(vertices.size());
  for_each_index(vertices.size(), [&](std::size_t i) {
    const Vec3& p = mesh.positions_mm[vertices[i]];
    const Vec3 r = Vec3::Constant(reach);
    boxes[i] = RoundBox::around(p - r, p + r, p);
  });
  return BoxTree::of(std::move(boxes));
}

/// Joins rim vertices closer than the tolerance; returns how many went, and the largest move.
std::pair<std::size_t, double> weld_rim(TriMesh& mesh, const Topology& topology, const Rim& rim,
                                        double tolerance, WorkMeter& meter) {
  std::vector<double> shortest(mesh.positions_mm.size(), std::numeric_limits<double>::infinity());
  for (std::size_t e = 0; e < topology.edge_count(); ++e) {
    const auto [a, b] = topology.edge(mesh, static_cast<EdgeId>(e));
    const double length = (mesh.positions_mm[a] - mesh.positions_mm[b]).norm();
    shortest[a] = std::min(shortest[a], length);
    shortest[b] = std::min(shortest[b], length);
  }
  const BoxTree tree = tree_around(mesh, rim.vertices, 0.5 * tolerance);
  std::vector<std::vector<std::array<std::uint32_t, 2>>> found(tree.pair_chunks());
  tree.for_each_pair(meter, [&](std::size_t chunk, std::uint32_t i, std::uint32_t j) {
    const VertexId a = rim.vertices[i], b = rim.vertices[j];
    const double distance = (mesh.positions_mm[a] - mesh.positions_mm[b]).norm();
    if (distance < tolerance && distance < kWeldOfEdge * std::min(shortest[a], shortest[b]) &&
        meter.spend(kStepsOfPairKept))
      found[chunk].push_back({std::min(i, j), std::max(i, j)});
  });
  if (meter.passed()) return {0, 0.0};
  std::vector<std::uint32_t> parent(rim.vertices.size());
  for (std::size_t i = 0; i < parent.size(); ++i) parent[i] = static_cast<std::uint32_t>(i);
  const auto root = [&](std::uint32_t i) {
    while (parent[i] != i) i = parent[i] = parent[parent[i]];
    return i;
  };
  std::size_t joined = 0;
  for (const auto& part : found) {
    for (const auto& [i, j] : part) {
      const std::uint32_t a = root(i), b = root(j);
      if (a == b) continue;
      parent[std::max(a, b)] = std::min(a, b);
      ++joined;
    }
  }
  if (joined == 0) return {0, 0.0};

  std::vector<Vec3> sum(rim.vertices.size(), Vec3::Zero());
  std::vector<std::uint32_t> members(rim.vertices.size(), 0);
  for (std::uint32_t i = 0; i < rim.vertices.size(); ++i) {
    sum[root(i)] += mesh.positions_mm[rim.vertices[i]];
    ++members[root(i)];
  }
  BigVector<VertexId> number(mesh.positions_mm.size());
  for (std::size_t v = 0; v < number.size(); ++v) number[v] = static_cast<VertexId>(v);
  double farthest = 0.0;
  for (std::uint32_t i = 0; i < rim.vertices.size(); ++i) {
    const std::uint32_t r = root(i);
    if (members[r] < 2) continue;
    const Vec3 mean = sum[r] / members[r];
    farthest = std::max(farthest, (mesh.positions_mm[rim.vertices[i]] - mean).norm());
    number[rim.vertices[i]] = rim.vertices[r];
  }
  for (std::uint32_t i = 0; i < rim.vertices.size(); ++i)
    if (root(i) == i && members[i] > 1) mesh.positions_mm[rim.vertices[i]] = sum[i] / members[i];
  for_each_index(mesh.triangles.size(), [&](std::size_t f) {
    for (VertexId& v : mesh.triangles[f]) v = number[v];
  });
  return {joined, farthest};
}

/// A rim vertex inside a rim edge.
struct Junction {
  FaceId face;
  SideId side;
  double along;
  VertexId vertex;
  bool operator<(const Junction& other) const {
    return std::tie(face, side, along, vertex) <
           std::tie(other.face, other.side, other.along, other.vertex);
  }
};

std::vector<Junction> find_junctions(const TriMesh& mesh, const Topology& topology, const Rim& rim,
                                     double tolerance, WorkMeter& meter) {
  BigVector<RoundBox> boxes(rim.edges.size());
  for_each_index(rim.edges.size(), [&](std::size_t i) {
    const auto [a, b] = topology.edge(mesh, rim.edges[i]);
    const Vec3 r = Vec3::Constant(tolerance);
    const Vec3 &p = mesh.positions_mm[a], &q = mesh.positions_mm[b];
    boxes[i] = RoundBox::around(p.cwiseMin(q) - r, p.cwiseMax(q) + r, p);
  });
  const BoxTree tree = BoxTree::of(std::move(boxes));
  std::vector<std::vector<Junction>> found(chunk_count(rim.vertices.size()));
  for_each_chunk(rim.vertices.size(), [&](std::size_t begin, std::size_t end, std::size_t chunk) {
    for (std::size_t i = begin; i != end; ++i) {
      const VertexId v = rim.vertices[i];
      const Vec3& p = mesh.positions_mm[v];
      std::uint64_t work = 0;
      const std::uint64_t tried = tree.for_each_in(RoundBox::around(p, p, p), [&](std::uint32_t e) {
        work += kStepsOfPair;
        const auto [a, b] = topology.edge(mesh, rim.edges[e]);
        if (a == v || b == v) return;
        const SideId side = topology.sides(rim.edges[e])[0];
        const Triangle& t = mesh.triangles[side / 3];
        if (t[0] == v || t[1] == v || t[2] == v) return;
        const Vec3& from = mesh.positions_mm[t[side % 3]];
        const Vec3 edge = mesh.positions_mm[t[(side % 3 + 1) % 3]] - from;
        const double length2 = edge.squaredNorm();
        const double along = (p - from).dot(edge) / length2;
        if (!(along > 0.0 && along < 1.0)) return;
        const double distance = (p - from - along * edge).norm();
        const double length = std::sqrt(length2);
        // Nearer to an end than to the line is a matter for welding.
        if (distance > std::min(tolerance, kJunctionOfEdge * length)) return;
        if (std::min(along, 1.0 - along) * length < distance) return;
        found[chunk].push_back({side / 3, side, along, v});
        work += kStepsOfPairKept;
      });
      if (!meter.spend(work + tried)) return;
    }
  });
  std::vector<Junction> all;
  if (meter.passed()) return all;
  for (const auto& part : found) all.insert(all.end(), part.begin(), part.end());
  std::sort(all.begin(), all.end());
  return all;
}

/// Splits one side of each triangle concerned; returns the number of junctions resolved.
std::size_t split_at(TriMesh& mesh, const std::vector<Junction>& junctions) {
  std::size_t resolved = 0;
  for (std::size_t i = 0; i < junctions.size();) {
    const FaceId face = junctions[i].face;
    const SideId side = junctions[i].side;
    const Triangle t = mesh.triangles[face];
    const VertexId first = t[side % 3], last = t[(side % 3 + 1) % 3], tip = t[(side % 3 + 2) % 3];
    VertexId from = first;
    bool begun = false;
    const auto piece = [&](VertexId to) {
      const Triangle next = {from, to, tip};
      if (!begun) {
        mesh.triangles[face] = next;
        begun = true;
      } else {
        mesh.triangles.push_back(next);
      }
      from = to;
    };
    for (; i < junctions.size() && junctions[i].side == side && junctions[i].face == face; ++i) {
      if (junctions[i].vertex == from) continue;
      piece(junctions[i].vertex);
      ++resolved;
    }
    piece(last);
    while (i < junctions.size() && junctions[i].face == face) ++i;  // other sides: in the next pass
  }
  return resolved;
}

}  // namespace

bool close_cracks(TriMesh& mesh, RepairLog& log) {
  WorkMeter meter(crack_step_limit(mesh.triangles.size()));
  double farthest = 0.0;
  std::size_t welded = 0;
  for (const double step : kWeldLadder) {
    const Topology topology = Topology::of(mesh);
    if (topology.boundary_edge_count() == 0) break;
    const auto [joined, move] =
        weld_rim(mesh, topology, rim_of(mesh, topology), step * log.diagonal_mm, meter);
    if (meter.passed()) return false;
    if (joined == 0) continue;
    welded += joined;
    farthest = std::max(farthest, move);
    clean(mesh, log);
  }
  for (const double step : kJunctionLadder) {
    std::size_t rim_before = std::numeric_limits<std::size_t>::max();
    for (int pass = 0; pass < kJunctionPasses; ++pass) {
      const Topology topology = Topology::of(mesh);
      const std::size_t rim_now = topology.boundary_edge_count();
      if (rim_now == 0 || rim_now >= rim_before) break;
      rim_before = rim_now;
      const auto junctions =
          find_junctions(mesh, topology, rim_of(mesh, topology), step * log.diagonal_mm, meter);
      if (meter.passed()) return false;
      if (junctions.empty()) break;
      const Vec3 at = mesh.positions_mm[junctions.front().vertex];
      for (const Junction& junction : junctions)
        log.t_junctions_at_mm.push_back(mesh.positions_mm[junction.vertex] + log.centre);
      const std::size_t resolved = split_at(mesh, junctions);
      log.note(SolidNote::kTJunctions, resolved, 0.0, at);
      log.t_junctions += resolved;
      clean(mesh, log);
    }
  }
  if (welded == 0) return true;
  log.welded_distance_mm = farthest;
  log.note(SolidNote::kCracksWelded, welded, farthest);
  log.plus_minus_mm3 += 0.5 * farthest * total_area(mesh);
  return true;
}

}  // namespace pg
