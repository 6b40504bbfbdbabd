#include "geometry/feature/spread_places.hpp"

#include <tbb/parallel_sort.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <tuple>
#include <utility>

#include "geometry/feature/point_grid.hpp"
#include "geometry/parallel.hpp"

namespace pg::feature {
namespace {

/// SplitMix64's finisher: every bit of the input moves every bit of the output.
std::uint64_t mixed(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

double fraction(std::uint64_t bits) {
  return static_cast<double>(bits >> 11) * 0x1p-53;
}

bool before(const Vec3& p, const Vec3& q) {
  return std::tie(p[0], p[1], p[2]) < std::tie(q[0], q[1], q[2]);
}

std::uint64_t hash_of(const std::array<Vec3, 3>& corners) {
  std::uint64_t hash = 0x9E3779B97F4A7C15u;
  for (const Vec3& corner : corners)
    for (int k = 0; k < 3; ++k)
      hash = mixed(hash + std::bit_cast<std::uint64_t>(corner[k] + 0.0));  // -0 is 0
  return hash;
}

void add_points(const Air& air, FaceId face, double per_mm2,
                const std::function<bool(const Vec3&)>& wanted, std::vector<SpreadPlace>& samples) {
  std::array<Vec3, 3> corners = {air.mesh().corner(face, 0), air.mesh().corner(face, 1),
                                 air.mesh().corner(face, 2)};
  std::sort(corners.begin(), corners.end(), before);
  const Vec3 u = corners[1] - corners[0], v = corners[2] - corners[0];
  const double area = 0.5 * u.cross(v).norm();
  const std::uint64_t hash = hash_of(corners);
  const auto count = static_cast<std::size_t>(area * per_mm2 + fraction(hash));
  const double start_a = fraction(mixed(hash + 1)), start_b = fraction(mixed(hash + 2));
  const Vec3 normal = count > 0 ? air.normal(face) : Vec3::Zero();
  for (std::size_t i = 0; i < count; ++i) {
    // The R2 sequence: multiples of 1/g and 1/g^2 for the g with g^3 = g + 1.
    double whole = 0;
    const auto steps = static_cast<double>(i);
    double a = std::modf(start_a + steps * 0.7548776662466927, &whole);
    double b = std::modf(start_b + steps * 0.5698402909980532, &whole);
    if (a + b > 1) {
      a = 1 - a;
      b = 1 - b;
    }
    const Vec3 at = corners[0] + a * u + b * v;
    if (wanted(at)) samples.push_back({at, normal});
  }
}

}  // namespace

std::vector<SpreadPlace> spread_places(const Air& air, double per_mm2,
                                       const std::function<bool(const Vec3&)>& wanted) {
  const std::size_t faces = air.mesh().triangles.size();
  constexpr std::size_t kFaces = 512;
  std::vector<std::vector<SpreadPlace>> slots(chunk_count(faces, kFaces));
  for_each_chunk(
      faces,
      [&](std::size_t begin, std::size_t end, std::size_t chunk) {
        for (std::size_t face = begin; face != end; ++face)
          add_points(air, static_cast<FaceId>(face), per_mm2, wanted, slots[chunk]);
      },
      kFaces);
  std::vector<SpreadPlace> samples;
  for (const auto& slot : slots) samples.insert(samples.end(), slot.begin(), slot.end());
  return samples;
}

void sort_by_place(const Air& air, std::vector<SpreadPlace>& samples) {
  constexpr double kCellMm = 2;
  struct Entry {
    std::uint64_t cell;
    std::uint32_t number;
  };
  std::vector<Entry> entries(samples.size());
  for_each_index(samples.size(), [&](std::size_t i) {
    entries[i] = {cell_of(samples[i].at - air.origin(), kCellMm), static_cast<std::uint32_t>(i)};
  });
  tbb::parallel_sort(entries.begin(), entries.end(), [&](const Entry& a, const Entry& b) {
    if (a.cell != b.cell) return a.cell < b.cell;
    const Vec3 &p = samples[a.number].at, &q = samples[b.number].at;
    return std::tie(p[0], p[1], p[2], a.number) < std::tie(q[0], q[1], q[2], b.number);
  });
  std::vector<SpreadPlace> sorted;
  sorted.reserve(samples.size());
  for (const Entry& entry : entries) sorted.push_back(samples[entry.number]);
  samples = std::move(sorted);
}

}  // namespace pg::feature
