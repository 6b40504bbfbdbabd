#include "geometry/feature/point_grid.hpp"

#include <tbb/parallel_sort.h>

#include <algorithm>
#include <cmath>
#include <tuple>

namespace pg::feature {

std::uint64_t cell_of(const Vec3& offset, double cell_mm) {
  constexpr double kHalf = 1 << 20;
  std::uint64_t key = 0;
  for (int k = 2; k >= 0; --k) {
    const double cell = std::floor(offset[k] / cell_mm) + kHalf;
    // A margin, so that neighbours of a cell do not wrap into another row.
    key = key << 21 | static_cast<std::uint64_t>(std::clamp(cell, 8.0, 2 * kHalf - 9));
  }
  return key;
}

PointGrid::PointGrid(const std::vector<Vec3>& points, const Vec3& origin, double cell_mm)
    : origin_(origin), cell_mm_(cell_mm) {
  struct Entry {
    std::uint64_t key;
    std::uint32_t number;
  };
  std::vector<Entry> entries(points.size());
  for (std::uint32_t i = 0; i < points.size(); ++i)
    entries[i] = {cell_of(points[i] - origin, cell_mm), i};
  tbb::parallel_sort(entries.begin(), entries.end(), [&](const Entry& a, const Entry& b) {
    if (a.key != b.key) return a.key < b.key;
    const Vec3 &p = points[a.number], &q = points[b.number];
    return std::tie(p[0], p[1], p[2], a.number) < std::tie(q[0], q[1], q[2], b.number);
  });
  for (const Entry& entry : entries) {
    order_.push_back(entry.number);
    key_.push_back(entry.key);
  }
}

std::uint32_t PointGrid::first_from(std::uint64_t key) const {
  return static_cast<std::uint32_t>(std::lower_bound(key_.begin(), key_.end(), key) - key_.begin());
}

}  // namespace pg::feature
