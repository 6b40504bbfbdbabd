#include "geometry/solid/clean.hpp"

#include <tbb/parallel_sort.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

#include "geometry/parallel.hpp"
#include "geometry/solid/predicates.hpp"

namespace pg {
namespace {

bool less(const Vec3& a, const Vec3& b) {
  return a[0] != b[0] ? a[0] < b[0] : a[1] != b[1] ? a[1] < b[1] : a[2] < b[2];
}

/// Copies of one triangle by winding.
struct Group {
  Triangle corners;
  std::size_t even = 0, odd = 0;
};

Triangle wound(const Triangle& corners, bool even) {
  return even ? corners : Triangle{corners[0], corners[2], corners[1]};
}

/// Keeps or drops patches of double wall; returns the triangles to keep.
std::vector<Triangle> settle_double_walls(const TriMesh& single,
                                          const std::vector<Triangle>& doubled, RepairLog& log) {
  TriMesh all;
  all.positions_mm = single.positions_mm;
  all.triangles = single.triangles;
  const std::size_t first = single.triangles.size();
  all.triangles.insert(all.triangles.end(), doubled.begin(), doubled.end());
  const Topology topology = Topology::of(all);

  std::vector<std::size_t> parent(doubled.size());
  std::iota(parent.begin(), parent.end(), std::size_t{0});
  const auto root = [&](std::size_t i) {
    while (parent[i] != i) i = parent[i] = parent[parent[i]];
    return i;
  };
  const auto for_each_shared = [&](EdgeId edge, auto&& visit) {
    for (const SideId side : topology.sides(edge))
      if (side / 3 >= first) visit(side / 3 - first);
  };
  for (std::size_t i = 0; i < doubled.size(); ++i)
    for (std::uint32_t k = 0; k < 3; ++k)
      for_each_shared(topology.edge_of_side(static_cast<SideId>(3 * (first + i) + k)),
                      [&](std::size_t j) {
                        const std::size_t a = root(i), b = root(j);
                        parent[std::max(a, b)] = std::min(a, b);
                      });

  std::map<std::size_t, std::pair<double, double>> odd_length;  // root -> when kept, when dropped
  for (std::size_t i = 0; i < doubled.size(); ++i) {
    for (std::uint32_t k = 0; k < 3; ++k) {
      const EdgeId edge = topology.edge_of_side(static_cast<SideId>(3 * (first + i) + k));
      std::size_t mine = 0, lowest = doubled.size();
      for_each_shared(edge, [&](std::size_t j) {
        ++mine;
        lowest = std::min(lowest, j);
      });
      if (lowest != i) continue;  // each edge once
      const std::size_t others = topology.sides(edge).size() - mine;
      const auto [a, b] = topology.edge(edge);
      const double length = (all.positions_mm[a] - all.positions_mm[b]).norm();
      auto& [kept, dropped] = odd_length[root(i)];
      if ((others + mine) % 2 == 1) kept += length;
      if (others % 2 == 1) dropped += length;
    }
  }
  std::vector<Triangle> keep;
  std::size_t removed = 0, repeated = 0;
  for (std::size_t i = 0; i < doubled.size(); ++i) {
    const auto& [kept, dropped] = odd_length[root(i)];
    if (kept < dropped) {
      keep.push_back(doubled[i]);
      ++repeated;
    } else {
      ++removed;
    }
  }
  if (repeated > 0) log.note(SolidNote::kDuplicates, repeated);
  if (removed > 0)
    log.note(SolidNote::kDoubleWall, 2 * removed, 0.0, all.face_centre(static_cast<FaceId>(first)));
  return keep;
}

}  // namespace

SortedTriple sorted_triple(Triangle t) {
  bool even = true;
  const auto order = [&](std::size_t i, std::size_t j) {
    if (t[i] <= t[j]) return;
    std::swap(t[i], t[j]);
    even = !even;
  };
  order(0, 1);
  order(1, 2);
  order(0, 1);
  return {t, even};
}

TriMesh sorted_copy(const TriMesh& mesh, RepairLog& log) {
  const Box3 box = bounding_box(mesh);
  log.centre = box.centre();
  log.diagonal_mm = box.diagonal();
  const std::size_t count = mesh.positions_mm.size();
  BigVector<std::uint32_t> order(count);
  for_each_index(count, [&](std::size_t i) { order[i] = static_cast<std::uint32_t>(i); });
  tbb::parallel_sort(order.begin(), order.end(), [&](std::uint32_t i, std::uint32_t j) {
    const Vec3 &a = mesh.positions_mm[i], &b = mesh.positions_mm[j];
    return less(a, b) || (!less(b, a) && i < j);
  });
  TriMesh copy;
  BigVector<VertexId> number(count);
  copy.positions_mm.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const Vec3& p = mesh.positions_mm[order[i]];
    if (i == 0 || less(mesh.positions_mm[order[i - 1]], p))
      copy.positions_mm.push_back(p - log.centre);
    number[order[i]] = static_cast<VertexId>(copy.positions_mm.size() - 1);
  }
  copy.triangles.resize(mesh.triangles.size());
  for_each_index(mesh.triangles.size(), [&](std::size_t f) {
    for (std::size_t k = 0; k < 3; ++k) copy.triangles[f][k] = number[mesh.triangles[f][k]];
  });
  return copy;
}

void clean(TriMesh& mesh, RepairLog& log) {
  struct Entry {
    Triangle corners;
    std::uint32_t kind;  // 0 odd, 1 even, 2 without area
    bool operator<(const Entry& other) const {
      return corners != other.corners ? corners < other.corners : kind < other.kind;
    }
  };
  const std::size_t faces = mesh.triangles.size();
  BigVector<Entry> entries(faces);
  for_each_index(faces, [&](std::size_t f) {
    const SortedTriple sorted = sorted_triple(mesh.triangles[f]);
    const auto& [a, b, c] = sorted.corners;
    const bool flat = a == b || b == c ||
                      collinear(mesh.positions_mm[a], mesh.positions_mm[b], mesh.positions_mm[c]);
    entries[f] = {sorted.corners, flat ? 2u : sorted.even ? 1u : 0u};
  });
  tbb::parallel_sort(entries.begin(), entries.end());

  std::size_t flat = 0, repeated = 0;
  std::optional<Vec3> repeated_at;
  std::vector<Triangle> doubled;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < faces;) {
    Group group{entries[i].corners};
    const std::size_t begin = i;
    std::size_t without_area = 0;
    for (; i < faces && entries[i].corners == group.corners; ++i) {
      if (entries[i].kind == 2) ++without_area;
      if (entries[i].kind == 1) ++group.even;
      if (entries[i].kind == 0) ++group.odd;
    }
    flat += without_area;
    if (without_area == i - begin) continue;
    if (group.even == group.odd) {
      doubled.push_back(group.corners);
      continue;
    }
    if (i - begin > 1) {
      repeated += i - begin - 1;
      if (!repeated_at) repeated_at = mesh.positions_mm[group.corners[0]];
    }
    mesh.triangles[kept++] = wound(group.corners, group.even > group.odd);
  }
  mesh.triangles.resize(kept);
  if (flat > 0) log.note(SolidNote::kDegenerate, flat);
  if (repeated > 0) log.note(SolidNote::kDuplicates, repeated, 0.0, repeated_at);
  if (doubled.empty()) return;
  for (const Triangle& triangle : settle_double_walls(mesh, doubled, log))
    mesh.triangles.push_back(triangle);
  tbb::parallel_sort(mesh.triangles.begin(), mesh.triangles.end(),
                     [](const Triangle& a, const Triangle& b) {
                       return sorted_triple(a).corners < sorted_triple(b).corners;
                     });
}

}  // namespace pg
