#include "geometry/mesh/topology.hpp"

#include <algorithm>
#include <atomic>
#include <utility>

#include "geometry/parallel.hpp"

namespace pg {
namespace {

struct SideEntry {
  VertexId upper;
  SideId side;
  bool operator<(const SideEntry& other) const {
    return upper != other.upper ? upper < other.upper : side < other.side;
  }
};

std::pair<VertexId, VertexId> ends(const TriMesh& mesh, SideId side) {
  const Triangle& corners = mesh.triangles[side / 3];
  return std::minmax(corners[side % 3], corners[(side % 3 + 1) % 3]);
}

void sort_bucket(SideEntry* begin, SideEntry* end) {
  if (end - begin > 24) {
    std::sort(begin, end);
    return;
  }
  for (SideEntry* i = begin + 1; i < end; ++i) {  // buckets hold about six entries
    const SideEntry entry = *i;
    SideEntry* j = i;
    for (; j > begin && entry < j[-1]; --j) *j = j[-1];
    *j = entry;
  }
}

/// Exclusive prefix sum in place of count + 1 numbers, the last one being the total.
void to_offsets(BigVector<std::uint32_t>& counts) {
  std::uint32_t total = 0;
  for (std::uint32_t& c : counts) total += std::exchange(c, total);
}

/// Union-find whose roots are the smallest member, so that numbering needs no further order.
std::uint32_t find_root(BigVector<std::uint32_t>& parent, std::uint32_t i) {
  while (parent[i] != i) {
    parent[i] = parent[parent[i]];
    i = parent[i];
  }
  return i;
}

}  // namespace

Topology Topology::of(const TriMesh& mesh) {
  Topology topology;
  const std::size_t vertices = mesh.positions_mm.size();
  const std::size_t sides = 3 * mesh.triangles.size();

  // 1. Sides into buckets of their lower vertex. The order inside a bucket depends on the threads
  //    until the bucket is sorted.
  BigVector<std::uint32_t> first(vertices + 1, 0);
  for_each_index(sides, [&](std::size_t s) {
    const VertexId lower = ends(mesh, static_cast<SideId>(s)).first;
    std::atomic_ref<std::uint32_t>(first[lower]).fetch_add(1, std::memory_order_relaxed);
  });
  to_offsets(first);
  BigVector<std::uint32_t> next(first.begin(), first.end());
  BigVector<SideEntry> entries(sides);
  for_each_index(sides, [&](std::size_t s) {
    const auto [lower, upper] = ends(mesh, static_cast<SideId>(s));
    const std::uint32_t at =
        std::atomic_ref<std::uint32_t>(next[lower]).fetch_add(1, std::memory_order_relaxed);
    entries[at] = {upper, static_cast<SideId>(s)};
  });

  // 2. Sort buckets and count their edges.
  BigVector<std::uint32_t>& edges_before = next;
  for_each_index(vertices, [&](std::size_t v) {
    SideEntry* const begin = entries.data() + first[v];
    SideEntry* const end = entries.data() + first[v + 1];
    sort_bucket(begin, end);
    std::uint32_t distinct = 0;
    for (const SideEntry* e = begin; e != end; ++e)
      distinct += (e == begin || e->upper != e[-1].upper) ? 1 : 0;
    edges_before[v] = distinct;
  });
  edges_before[vertices] = 0;
  to_offsets(edges_before);
  const std::size_t edge_count = edges_before[vertices];

  // 3. Write edges, their sides, and the way back.
  topology.edge_count_ = edge_count;
  topology.first_side_.resize(edge_count + 1);
  topology.first_side_[edge_count] = static_cast<std::uint32_t>(sides);
  topology.sides_.resize(sides);
  topology.edge_of_side_.resize(sides);
  for_each_index(vertices, [&](std::size_t v) {
    std::uint32_t edge = edges_before[v];
    for (std::uint32_t i = first[v]; i != first[v + 1]; ++i) {
      const SideEntry& entry = entries[i];
      if (i == first[v] || entry.upper != entries[i - 1].upper) {
        topology.first_side_[edge] = i;
        ++edge;
      }
      topology.sides_[i] = entry.side;
      topology.edge_of_side_[entry.side] = edge - 1;
    }
  });

  first = BigVector<std::uint32_t>();  // "= {}" would keep the memory
  next = BigVector<std::uint32_t>();
  entries = BigVector<SideEntry>();

  // 4. Count what kinds of edges there are.
  struct Counts {
    std::size_t boundary = 0, nonmanifold = 0, inconsistent = 0, odd = 0;
  };
  const Counts counts = ordered_reduce(
      edge_count, Counts{},
      [&](Counts& c, std::size_t e) {
        const auto on_edge = topology.sides(static_cast<EdgeId>(e));
        c.odd += on_edge.size() % 2;
        if (on_edge.size() == 1) {
          ++c.boundary;
          return;
        }
        if (on_edge.size() > 2) ++c.nonmanifold;
        std::ptrdiff_t balance = 0;
        for (const SideId side : on_edge) balance += topology.runs_up(mesh, side) ? 1 : -1;
        if (std::abs(balance) > static_cast<std::ptrdiff_t>(on_edge.size() % 2)) ++c.inconsistent;
      },
      [](Counts& total, const Counts& c) {
        total.boundary += c.boundary;
        total.nonmanifold += c.nonmanifold;
        total.inconsistent += c.inconsistent;
        total.odd += c.odd;
      });
  topology.boundary_edges_ = counts.boundary;
  topology.nonmanifold_edges_ = counts.nonmanifold;
  topology.inconsistent_edges_ = counts.inconsistent;
  topology.odd_edges_ = counts.odd;
  if (counts.boundary == 0 && counts.nonmanifold == 0)
    topology.first_side_ = BigVector<std::uint32_t>();

  // 5. Components: faces joined over shared edges, numbered by their first face.
  const std::size_t faces = mesh.triangles.size();
  BigVector<std::uint32_t>& parent = topology.component_of_face_;
  parent.resize(faces);
  for_each_index(faces, [&](std::size_t f) { parent[f] = static_cast<std::uint32_t>(f); });
  for (std::size_t e = 0; e < edge_count; ++e) {
    const auto on_edge = topology.sides(static_cast<EdgeId>(e));
    for (std::size_t k = 1; k < on_edge.size(); ++k) {
      const std::uint32_t a = find_root(parent, on_edge[0] / 3);
      const std::uint32_t b = find_root(parent, on_edge[k] / 3);
      if (a != b) parent[std::max(a, b)] = std::min(a, b);
    }
  }
  // A parent is smaller than its child, so its number is known when the child is reached.
  std::uint32_t components = 0;
  for (std::size_t f = 0; f < faces; ++f)
    parent[f] = parent[f] == f ? components++ : parent[parent[f]];
  topology.component_count_ = components;
  if (components <= 1) parent = BigVector<std::uint32_t>();
  return topology;
}

}  // namespace pg
