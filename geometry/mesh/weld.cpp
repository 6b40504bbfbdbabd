#include "geometry/mesh/weld.hpp"

#include <atomic>
#include <bit>
#include <cstring>
#include <span>

#include "geometry/check.hpp"
#include "geometry/mesh/scattered.hpp"
#include "geometry/parallel.hpp"

namespace pg {
namespace {

constexpr std::size_t kWeldChunk = 16384;
constexpr std::size_t kProbesMax = 512;  // longer chains: the table is rebuilt with another seed

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  const __uint128_t product = static_cast<__uint128_t>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

// Adding +0 turns -0 into +0 and changes nothing else.
std::uint64_t hash_of(const Vec3f& p, std::uint64_t seed) {
  const auto bits = [](float x) { return std::uint64_t{std::bit_cast<std::uint32_t>(x + 0.0f)}; };
  return mix((bits(p[0]) | bits(p[1]) << 32) ^ seed, bits(p[2]) ^ 0x9E3779B97F4A7C15u);
}
std::uint64_t hash_of(const Vec3& p, std::uint64_t seed) {
  const auto bits = [](double x) { return std::bit_cast<std::uint64_t>(x + 0.0); };
  return mix(mix(bits(p[0]) ^ seed, bits(p[1]) ^ 0x9E3779B97F4A7C15u), bits(p[2]) ^ seed);
}
bool same(const Vec3f& a, const Vec3f& b) {
  return a[0] == b[0] && a[1] == b[1] && a[2] == b[2];
}
bool same(const Vec3& a, const Vec3& b) {
  return a[0] == b[0] && a[1] == b[1] && a[2] == b[2];
}

/// Slot of every corner in an open-addressing table whose slots end up holding the *first* corner
/// of their place. Which slot a place gets may depend on the threads; the corner it holds does not.
struct CornerTable {
  BigVector<std::uint32_t> slots;
  BigVector<std::uint32_t> slot_of;
};

template <class Point>
bool fill(const BigVector<Point>& corners, std::uint64_t seed, CornerTable& table) {
  const std::size_t mask = table.slots.size() - 1;
  const std::size_t room = table.slots.size() / 4 * 3;
  std::atomic<std::size_t> used{0};
  std::atomic<bool> full{false};
  std::uint32_t* const slots = table.slots.data();

  for_each_chunk(
      corners.size(),
      [&](std::size_t begin, std::size_t end, std::size_t) {
        constexpr std::size_t kBatch = 32;  // hash a batch, fetch its slots, then probe
        std::size_t home[kBatch];
        std::size_t added = 0;
        for (std::size_t first = begin; first < end && !full.load(std::memory_order_relaxed);
             first += kBatch) {
          const std::size_t batch = std::min(kBatch, end - first);
          for (std::size_t k = 0; k < batch; ++k) {
            home[k] = hash_of(corners[first + k], seed) & mask;
            __builtin_prefetch(slots + home[k], 1);
          }
          for (std::size_t k = 0; k < batch; ++k) {
            const auto corner = static_cast<std::uint32_t>(first + k);
            std::size_t slot = home[k];
            std::size_t probes = 0;
            for (;; slot = (slot + 1) & mask) {
              std::atomic_ref<std::uint32_t> cell(slots[slot]);
              std::uint32_t held = cell.load(std::memory_order_relaxed);
              if (held == kNone) {
                if (cell.compare_exchange_strong(held, corner, std::memory_order_relaxed)) {
                  ++added;
                  break;
                }
              }
              if (same(corners[held], corners[corner])) {
                while (corner < held &&
                       !cell.compare_exchange_weak(held, corner, std::memory_order_relaxed)) {
                }
                break;
              }
              if (++probes > kProbesMax) {
                full.store(true, std::memory_order_relaxed);
                break;
              }
            }
            table.slot_of[corner] = static_cast<std::uint32_t>(slot);
          }
        }
        if (used.fetch_add(added, std::memory_order_relaxed) + added > room)
          full.store(true, std::memory_order_relaxed);
      },
      kWeldChunk);
  return !full.load();
}

template <class Point>
CornerTable build_table(const BigVector<Point>& corners, bool unshared) {
  CornerTable table;
  table.slot_of.resize(corners.size());
  // A closed surface uses each vertex about six times.
  std::size_t size =
      std::bit_ceil(std::max<std::size_t>(16, unshared ? corners.size() / 3 : 2 * corners.size()));
  for (std::uint64_t seed = 0x2545F4914F6CDD1Du;; seed = mix(seed, 0xD1342543DE82EF95u)) {
    table.slots.resize(size);
    std::memset(table.slots.data(), 0xFF, size * sizeof(std::uint32_t));
    if (fill(corners, seed, table)) return table;
    if (size < 8 * std::bit_ceil(corners.size())) size *= 2;
  }
}

Vec3 in_mm(const Vec3f& p, double mm_per_unit) {
  return Vec3(double{p[0]} + 0.0, double{p[1]} + 0.0, double{p[2]} + 0.0) * mm_per_unit;
}
Vec3 in_mm(const Vec3& p, double mm_per_unit) {
  return Vec3(p[0] + 0.0, p[1] + 0.0, p[2] + 0.0) * mm_per_unit;
}

/// Replaces the slots by vertex numbers (order of first corner) and appends the vertices.
template <class Point>
void number_vertices(const BigVector<Point>& corners, double mm_per_unit, CornerTable& table,
                     TriMesh& mesh) {
  const auto is_first = [&](std::size_t corner) {
    std::atomic_ref<std::uint32_t> cell(table.slots[table.slot_of[corner]]);
    return cell.load(std::memory_order_relaxed) == corner;
  };
  std::vector<std::size_t> first_vertex(chunk_count(corners.size(), kWeldChunk) + 1, 0);
  for_each_chunk(
      corners.size(),
      [&](std::size_t begin, std::size_t end, std::size_t chunk) {
        std::size_t found = 0;
        for (std::size_t corner = begin; corner != end; ++corner) found += is_first(corner) ? 1 : 0;
        first_vertex[chunk + 1] = found;
      },
      kWeldChunk);
  const std::size_t base = mesh.positions_mm.size();
  first_vertex[0] = base;
  for (std::size_t c = 1; c < first_vertex.size(); ++c) first_vertex[c] += first_vertex[c - 1];
  mesh.positions_mm.resize(first_vertex.back());
  // A slot's vertex number is at most its first corner's, and only that corner compares equal to
  // what the slot holds: overwriting slots while other chunks still test theirs is safe.
  for_each_chunk(
      corners.size(),
      [&](std::size_t begin, std::size_t end, std::size_t chunk) {
        std::size_t vertex = first_vertex[chunk];
        for (std::size_t corner = begin; corner != end; ++corner) {
          if (!is_first(corner)) continue;
          mesh.positions_mm[vertex] = in_mm(corners[corner], mm_per_unit);
          std::atomic_ref<std::uint32_t>(table.slots[table.slot_of[corner]])
              .store(static_cast<std::uint32_t>(vertex - base), std::memory_order_relaxed);
          ++vertex;
        }
      },
      kWeldChunk);
}

template <class Point>
void append_welded(BigVector<Point> corners, const BigVector<Triangle>& indexed, double mm_per_unit,
                   TriMesh& mesh) {
  PG_CHECK(corners.size() < kNone);
  const std::size_t base = mesh.positions_mm.size();
  CornerTable table = build_table(corners, indexed.empty());
  number_vertices(corners, mm_per_unit, table, mesh);
  corners = BigVector<Point>();  // "= {}" would keep the memory
  const std::size_t first = mesh.triangles.size();
  const std::size_t count = indexed.empty() ? table.slot_of.size() / 3 : indexed.size();
  mesh.triangles.resize(first + count);
  for_each_index(count, [&](std::size_t i) {
    for (std::size_t k = 0; k < 3; ++k) {
      const std::size_t corner = indexed.empty() ? 3 * i + k : indexed[i][k];
      mesh.triangles[first + i][k] =
          static_cast<VertexId>(base + table.slots[table.slot_of[corner]]);
    }
  });
}

/// All soups of one weld group as one list of corners of one precision.
template <class Point>
BigVector<Point> gather(std::vector<Soup>& group) {
  if (group.size() == 1) return std::move(std::get<BigVector<Point>>(group[0].corners));
  std::size_t total = 0;
  for (const Soup& soup : group) total += coordinate_count(soup.corners);
  BigVector<Point> all;
  all.reserve(total);
  for (Soup& soup : group) {
    std::visit(
        [&](auto& list) {
          for (const auto& p : list) {
            if constexpr (std::is_same_v<std::decay_t<decltype(p)>, Point>) {
              all.push_back(p);
            } else if constexpr (std::is_same_v<Point, Vec3>) {
              all.push_back(Vec3(p[0], p[1], p[2]));  // float to double: exact
            } else {
              PG_CHECK(!"double corners in a group of floats");
            }
          }
          list = std::decay_t<decltype(list)>();
        },
        soup.corners);
  }
  return all;
}

/// One triangle list over the gathered corners; empty when all are unshared.
BigVector<Triangle> gather_triangles(std::vector<Soup>& group) {
  const bool any_indexed =
      std::any_of(group.begin(), group.end(), [](const Soup& s) { return !s.triangles.empty(); });
  if (!any_indexed) return {};
  if (group.size() == 1) return std::move(group[0].triangles);
  BigVector<Triangle> all;
  std::size_t base = 0;
  for (const Soup& soup : group) {
    for (std::size_t i = 0; i < soup.triangle_count(); ++i) {
      for (const std::size_t k : {0, 1, 2}) {
        if (k == 0) all.push_back({});
        all.back()[k] = static_cast<VertexId>(
            base + (soup.triangles.empty() ? 3 * i + k : soup.triangles[i][k]));
      }
    }
    base += coordinate_count(soup.corners);
  }
  return all;
}

template <class Point>
void weld_points(std::vector<Soup>& group, double mm_per_unit,
                 std::span<std::uint32_t> part_of_face, TriMesh& mesh) {
  BigVector<Triangle> triangles = gather_triangles(group);
  BigVector<Point> corners = gather<Point>(group);
  gather_scattered(corners, triangles, part_of_face);
  append_welded(std::move(corners), triangles, mm_per_unit, mesh);
}

void weld_group(std::vector<Soup> group, double mm_per_unit, std::span<std::uint32_t> part_of_face,
                TriMesh& mesh) {
  const bool all_float = std::all_of(group.begin(), group.end(), [](const Soup& soup) {
    return std::holds_alternative<BigVector<Vec3f>>(soup.corners);
  });
  if (all_float) {
    weld_points<Vec3f>(group, mm_per_unit, part_of_face, mesh);
  } else {
    weld_points<Vec3>(group, mm_per_unit, part_of_face, mesh);
  }
}

bool collapsed(const Triangle& t) {
  return t[0] == t[1] || t[1] == t[2] || t[2] == t[0];
}

/// Takes out triangles with two corners in one place; returns how many.
std::size_t remove_collapsed(TriMesh& mesh) {
  const std::size_t count =
      count_if(mesh.triangles.size(), [&](std::size_t f) { return collapsed(mesh.triangles[f]); });
  if (count == 0) return 0;
  std::size_t kept = 0;
  for (std::size_t f = 0; f < mesh.triangles.size(); ++f) {
    if (collapsed(mesh.triangles[f])) continue;
    mesh.triangles[kept] = mesh.triangles[f];
    if (!mesh.part_of_face.empty()) mesh.part_of_face[kept] = mesh.part_of_face[f];
    ++kept;
  }
  mesh.triangles.resize(kept);
  if (!mesh.part_of_face.empty()) mesh.part_of_face.resize(kept);
  return count;
}

/// Takes out vertices that no triangle uses, keeping the order of the others.
void remove_unused_vertices(TriMesh& mesh) {
  BigVector<std::uint32_t> number(mesh.positions_mm.size(), 0);
  for (const Triangle& triangle : mesh.triangles)
    for (const VertexId v : triangle) number[v] = 1;
  std::uint32_t kept = 0;
  for (std::size_t v = 0; v < number.size(); ++v) {
    if (number[v] == 0) continue;
    mesh.positions_mm[kept] = mesh.positions_mm[v];
    number[v] = kept++;
  }
  if (kept == mesh.positions_mm.size()) return;
  mesh.positions_mm.resize(kept);
  for_each_index(mesh.triangles.size(), [&](std::size_t f) {
    for (VertexId& v : mesh.triangles[f]) v = number[v];
  });
}

}  // namespace

Welded weld_exactly(std::vector<Soup> soups, double mm_per_unit) {
  Welded result;
  TriMesh& mesh = result.mesh;
  mesh.part_count = static_cast<std::uint32_t>(soups.size());
  const bool indexed =
      std::any_of(soups.begin(), soups.end(), [](const Soup& s) { return !s.triangles.empty(); });

  if (soups.size() > 1) {
    std::size_t total = 0;
    for (const Soup& soup : soups) total += soup.triangle_count();
    mesh.part_of_face.reserve(total);
  }
  // Groups in the order of their first soup; the triangles of a group keep the order of its soups,
  // unless they are scattered.
  std::vector<bool> done(soups.size(), false);
  for (std::size_t i = 0; i < soups.size(); ++i) {
    if (done[i]) continue;
    std::vector<Soup> group;
    const std::size_t first = mesh.part_of_face.size();
    const std::uint32_t id = soups[i].weld_group;
    for (std::size_t j = i; j < soups.size(); ++j) {
      if (done[j] || soups[j].weld_group != id) continue;
      done[j] = true;
      if (soups.size() > 1)
        mesh.part_of_face.insert(mesh.part_of_face.end(), soups[j].triangle_count(),
                                 static_cast<std::uint32_t>(j));
      group.push_back(std::move(soups[j]));
    }
    const std::span<std::uint32_t> parts(mesh.part_of_face);
    weld_group(std::move(group), mm_per_unit, parts.subspan(first), mesh);
  }
  result.collapsed_triangles = remove_collapsed(mesh);
  if (indexed || result.collapsed_triangles > 0) remove_unused_vertices(mesh);
  return result;
}

}  // namespace pg
