#include "geometry/solid/lids.hpp"

#include <tbb/parallel_sort.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "geometry/parallel.hpp"
#include "geometry/solid/clean.hpp"

namespace pg {
namespace {

constexpr std::size_t kOptimalEdges = 60;  // the programme is cubic in the edges
constexpr double kEqualAreas = 1e-9;       // relative: far above rounding, far below any choice
constexpr double kFlatRim = 1e-3;          // deviation over the square root of the area
constexpr double kSteepWall = 0.5;         // mean |cosine| between walls' normals and the rim's

/// A directed edge that the lid has to contain, and the triangle it comes from.
struct Arc {
  VertexId from, to;
  FaceId face;
  bool operator<(const Arc& other) const {
    return std::pair(from, to) < std::pair(other.from, other.to);
  }
};

using Loop = std::vector<Arc>;

std::vector<Arc> open_arcs(const TriMesh& mesh, const Topology& topology) {
  std::vector<Arc> arcs;
  for (std::size_t e = 0; e < topology.edge_count(); ++e) {
    const auto edge = static_cast<EdgeId>(e);
    const auto sides = topology.sides(edge);
    int balance = 0;
    for (const SideId side : sides) balance += topology.runs_up(mesh, side) ? 1 : -1;
    const auto [low, high] = topology.edge(mesh, edge);
    for (int k = 0; k < std::abs(balance); ++k)
      arcs.push_back(balance > 0 ? Arc{high, low, sides[0] / 3} : Arc{low, high, sides[0] / 3});
  }
  std::sort(arcs.begin(), arcs.end());
  return arcs;
}

/// As many arcs enter a vertex as leave it, so every walk closes; a loop is cut off as soon as a
/// vertex repeats.
std::vector<Loop> simple_loops(const std::vector<Arc>& arcs) {
  std::vector<Loop> loops;
  std::vector<bool> used(arcs.size(), false);
  std::map<VertexId, std::size_t> seen;       // vertex -> arcs on the path before it
  std::map<VertexId, std::size_t> next_from;  // vertex -> its first arc that may be unused
  for (std::size_t i = arcs.size(); i-- > 0;) next_from[arcs[i].from] = i;
  for (std::size_t start = 0; start < arcs.size(); ++start) {
    if (used[start]) continue;
    Loop path;
    seen.clear();
    seen[arcs[start].from] = 0;
    std::size_t next = start;
    while (next < arcs.size()) {
      used[next] = true;
      path.push_back(arcs[next]);
      const VertexId at = arcs[next].to;
      if (const auto it = seen.find(at); it != seen.end()) {
        const std::size_t first = it->second;
        loops.emplace_back(path.begin() + static_cast<std::ptrdiff_t>(first), path.end());
        for (std::size_t k = first + 1; k < path.size(); ++k) seen.erase(path[k].from);
        path.resize(first);
      } else {
        seen[at] = path.size();
      }
      const auto from_here = next_from.find(at);
      if (from_here == next_from.end()) break;
      next = from_here->second;
      while (next < arcs.size() && arcs[next].from == at && used[next]) ++next;
      from_here->second = next;
      if (next < arcs.size() && arcs[next].from != at) break;
    }
  }
  return loops;
}

double area_of(const Vec3& a, const Vec3& b, const Vec3& c) {
  return 0.5 * (b - a).cross(c - a).norm();
}

/// True when the mesh has a triangle with these corners. clean() left its triangles sorted.
bool is_present(const BigVector<Triangle>& triangles, const Triangle& lid) {
  const Triangle wanted = sorted_triple(lid).corners;
  const auto it = std::lower_bound(
      triangles.begin(), triangles.end(), wanted,
      [](const Triangle& t, const Triangle& key) { return sorted_triple(t).corners < key; });
  return it != triangles.end() && sorted_triple(*it).corners == wanted;
}

/// Triangulation of least area of a closed polygon; of several equal ones, that with most triangles
/// that are there already: the rim of a fin in a plane can be filled by the fin itself.
void fill_optimally(const TriMesh& mesh, const Loop& loop, std::vector<Triangle>& lids) {
  const std::size_t n = loop.size();
  std::vector<double> cost(n * n, 0.0);
  std::vector<std::size_t> present(n * n, 0);
  std::vector<std::size_t> split(n * n, 0);
  const auto at = [&](std::size_t i) -> const Vec3& { return mesh.positions_mm[loop[i].from]; };
  for (std::size_t width = 2; width < n; ++width) {
    for (std::size_t i = 0; i + width < n; ++i) {
      const std::size_t j = i + width;
      const auto present_with = [&](std::size_t k) {
        const Triangle lid = {loop[i].from, loop[k].from, loop[j].from};
        return present[i * n + k] + present[k * n + j] +
               (is_present(mesh.triangles, lid) ? 1u : 0u);
      };
      double best = std::numeric_limits<double>::infinity();
      std::size_t& middle = split[i * n + j];
      for (std::size_t k = i + 1; k < j; ++k) {
        const double total = cost[i * n + k] + cost[k * n + j] + area_of(at(i), at(k), at(j));
        const double tie = kEqualAreas * total;
        if (total < best - tie || (total <= best + tie && present_with(k) > present_with(middle))) {
          best = total;
          middle = k;
        }
      }
      cost[i * n + j] = best;
      present[i * n + j] = present_with(middle);
    }
  }
  std::vector<std::pair<std::size_t, std::size_t>> open = {{0, n - 1}};
  while (!open.empty()) {
    const auto [i, j] = open.back();
    open.pop_back();
    if (j - i < 2) continue;
    const std::size_t k = split[i * n + j];
    lids.push_back({loop[i].from, loop[k].from, loop[j].from});
    open.emplace_back(i, k);
    open.emplace_back(k, j);
  }
}

Vec3 rim_centre(const TriMesh& mesh, const Loop& loop) {
  Vec3 sum = Vec3::Zero();
  double length = 0.0;
  for (const Arc& arc : loop) {
    const Vec3 &p = mesh.positions_mm[arc.from], &q = mesh.positions_mm[arc.to];
    const double l = (q - p).norm();
    sum += 0.5 * l * (p + q);
    length += l;
  }
  return length > 0.0 ? Vec3(sum / length) : mesh.positions_mm[loop[0].from];
}

/// By how much the volume may be off because a lid of this area stands for a missing surface.
double doubt_of(const TriMesh& mesh, const Loop& loop, double area) {
  if (area <= 0.0) return 0.0;
  const Vec3 centre = rim_centre(mesh, loop);
  Vec3 normal = Vec3::Zero();
  for (const Arc& arc : loop)
    normal += (mesh.positions_mm[arc.from] - centre).cross(mesh.positions_mm[arc.to] - centre);
  const double root = std::sqrt(area);
  if (normal.norm() == 0.0) return area * root;
  normal.normalize();
  double deviation = 0.0, steepness = 0.0, height = 0.0, length = 0.0;
  for (const Arc& arc : loop) {
    const Vec3& p = mesh.positions_mm[arc.from];
    deviation = std::max(deviation, std::abs(normal.dot(p - centre)));
    Vec3 wall = mesh.face_cross(arc.face);
    if (wall.norm() == 0.0) continue;
    wall.normalize();
    const double l = (mesh.positions_mm[arc.to] - p).norm();
    const double cosine = std::abs(wall.dot(normal));
    const double rise = std::abs(wall.dot(p - centre));
    // No cap is assumed to be higher than its rim is wide.
    height += l * (rise < root * cosine ? rise / cosine : root);
    steepness += l * cosine;
    length += l;
  }
  if (length == 0.0) return area * root;
  if (deviation < kFlatRim * root && steepness < kSteepWall * length)
    return area * (deviation + 1e-4 * root);
  return area * (height / length / 4.0 + deviation / 2.0);
}

/// The same triangles with equal ones added up and those that cancel left out.
Chain add_up(TriMesh mesh, const std::vector<Triangle>& lids) {
  struct Term {
    Triangle corners;
    std::int32_t weight;
  };
  const std::size_t faces = mesh.triangles.size();
  BigVector<Term> terms(faces + lids.size());
  for_each_index(terms.size(), [&](std::size_t i) {
    const SortedTriple sorted = sorted_triple(i < faces ? mesh.triangles[i] : lids[i - faces]);
    terms[i] = {sorted.corners, sorted.even ? 1 : -1};
  });
  tbb::parallel_sort(terms.begin(), terms.end(),
                     [](const Term& a, const Term& b) { return a.corners < b.corners; });
  Chain chain;
  chain.mesh.positions_mm = std::move(mesh.positions_mm);
  for (std::size_t i = 0; i < terms.size();) {
    const Triangle& t = terms[i].corners;
    std::int32_t sum = 0;
    std::size_t j = i;
    for (; j < terms.size() && terms[j].corners == t; ++j) sum += terms[j].weight;
    if (sum != 0) {
      chain.mesh.triangles.push_back(sum > 0 ? t : Triangle{t[0], t[2], t[1]});
      chain.weight.push_back(std::abs(sum));
    }
    i = j;
  }
  return chain;
}

}  // namespace

Chain close_chain(TriMesh mesh, const Topology& topology, RepairLog& log) {
  const std::vector<Arc> arcs = open_arcs(mesh, topology);
  if (arcs.empty()) return Chain{std::move(mesh), {}};
  std::vector<Triangle> all;
  std::size_t holes = 0;
  double hole_area = 0.0;
  std::optional<Vec3> at;
  for (const Loop& loop : simple_loops(arcs)) {
    std::vector<Triangle> lids;
    if (loop.size() <= kOptimalEdges) {
      fill_optimally(mesh, loop, lids);
    } else {
      const auto middle = static_cast<VertexId>(mesh.positions_mm.size());
      mesh.positions_mm.push_back(rim_centre(mesh, loop));
      for (const Arc& arc : loop) lids.push_back({arc.from, arc.to, middle});
    }
    double area = 0.0;
    for (const Triangle& t : lids)
      if (!is_present(mesh.triangles, t))
        area += area_of(mesh.positions_mm[t[0]], mesh.positions_mm[t[1]], mesh.positions_mm[t[2]]);
    if (area > 0.0) {
      ++holes;
      hole_area += area;
      log.plus_minus_mm3 += doubt_of(mesh, loop, area);
      if (!at) at = rim_centre(mesh, loop);
    }
    all.insert(all.end(), lids.begin(), lids.end());
  }
  log.lid_area_mm2 += hole_area;
  if (holes > 0) log.note(SolidNote::kHolesClosed, holes, hole_area, at);
  return add_up(std::move(mesh), all);
}

}  // namespace pg
