#include "geometry/solid/clean.hpp"

#include <tbb/parallel_sort.h>

#include <algorithm>
#include <numeric>
#include <span>
#include <utility>

#include "geometry/parallel.hpp"
#include "geometry/solid/predicates.hpp"

namespace pg {
namespace {

// Where keeping and dropping a patch are equal (a closed surface of its own): dropped only when
// nearly all of it cancels. With facets flipped at random half of it does.
constexpr double kCancelling = 0.9;

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

/// Keeps or drops patches of triangles that are there an even number of times; returns those to
/// keep, one of each.
std::vector<Triangle> settle_double_walls(const TriMesh& single, const std::vector<Group>& doubled,
                                          RepairLog& log) {
  TriMesh all;
  all.positions_mm = single.positions_mm;
  all.triangles = single.triangles;
  const std::size_t first = single.triangles.size();
  for (const Group& group : doubled)
    all.triangles.push_back(wound(group.corners, group.even >= group.odd));
  const Topology topology = Topology::of(all);

  std::vector<std::size_t> parent(doubled.size());
  std::iota(parent.begin(), parent.end(), std::size_t{0});
  const auto root = [&](std::size_t i) {
    while (parent[i] != i) i = parent[i] = parent[parent[i]];
    return i;
  };
  // At each edge: the first doubled triangle there, and how many of all are doubled.
  const auto doubled_at = [&](std::span<const SideId> sides) {
    std::pair<std::size_t, std::size_t> lowest_and_count = {doubled.size(), 0};
    for (const SideId side : sides) {
      if (side / 3 < first) continue;
      lowest_and_count.first = std::min<std::size_t>(lowest_and_count.first, side / 3 - first);
      ++lowest_and_count.second;
    }
    return lowest_and_count;
  };
  for (std::size_t e = 0; e < topology.edge_count(); ++e) {
    const auto sides = topology.sides(static_cast<EdgeId>(e));
    const std::size_t lowest = doubled_at(sides).first;
    for (const SideId side : sides) {
      if (side / 3 < first) continue;
      const std::size_t a = root(lowest), b = root(side / 3 - first);
      parent[std::max(a, b)] = std::min(a, b);
    }
  }
  // Of a patch, at its root: the odd lengths if kept and if dropped, and how many groups cancel.
  struct Patch {
    double kept = 0.0, dropped = 0.0;
    std::size_t groups = 0, cancelling = 0;
    [[nodiscard]] bool keep() const {
      if (kept != dropped) return kept < dropped;
      return static_cast<double>(cancelling) < kCancelling * static_cast<double>(groups);
    }
  };
  std::vector<Patch> patches(doubled.size());
  for (std::size_t i = 0; i < doubled.size(); ++i) {
    Patch& patch = patches[root(i)];
    ++patch.groups;
    if (doubled[i].even == doubled[i].odd) ++patch.cancelling;
  }
  for (std::size_t e = 0; e < topology.edge_count(); ++e) {
    const auto sides = topology.sides(static_cast<EdgeId>(e));
    const auto [lowest, mine] = doubled_at(sides);
    if (mine == 0) continue;
    const auto [a, b] = topology.edge(all, static_cast<EdgeId>(e));
    const double length = (all.positions_mm[a] - all.positions_mm[b]).norm();
    Patch& patch = patches[root(lowest)];
    // A border of the patch alone is a hole, and no sign of a wall.
    if (sides.size() % 2 == 1 && sides.size() > mine) patch.kept += length;
    if ((sides.size() - mine) % 2 == 1) patch.dropped += length;
  }
  std::vector<Triangle> keep;
  std::size_t removed = 0, repeated = 0;
  for (std::size_t i = 0; i < doubled.size(); ++i) {
    const std::size_t copies = doubled[i].even + doubled[i].odd;
    if (patches[root(i)].keep()) {
      keep.push_back(all.triangles[first + i]);
      repeated += copies - 1;
    } else {
      removed += copies;
    }
  }
  const Vec3 at = all.face_centre(static_cast<FaceId>(first));
  if (repeated > 0) log.note(SolidNote::kDuplicates, repeated, 0.0, at);
  if (removed > 0) log.note(SolidNote::kDoubleWall, removed, 0.0, at);
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
  std::vector<Group> doubled;
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
    // With facets flipped at random the windings of a pair tell nothing: what lies around does.
    if ((group.even + group.odd) % 2 == 0) {
      doubled.push_back(group);
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
