#include "geometry/support/shadow_grid.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>

#include "geometry/parallel.hpp"

namespace pg {
namespace {

Shadow shadow_of(const TriMesh& mesh, const PosedMesh& pose, FaceId face) {
  std::array<Vec3, 3> p;
  for (std::size_t k = 0; k < 3; ++k) p[k] = pose.at_mm[mesh.triangles[face][k]];
  Vec3 normal = (p[1] - p[0]).cross(p[2] - p[0]);
  Shadow s;
  s.face = face;
  s.up = pose.lie[face] == Lie::kUp;
  if (normal[2] < 0) {
    std::swap(p[1], p[2]);
    normal = -normal;
  }
  for (std::size_t k = 0; k < 3; ++k) s.corner[k] = p[k].head<2>();
  s.low = s.corner[0].cwiseMin(s.corner[1]).cwiseMin(s.corner[2]);
  s.high = s.corner[0].cwiseMax(s.corner[1]).cwiseMax(s.corner[2]);
  s.z_low = std::min({p[0][2], p[1][2], p[2][2]});
  s.z_high = std::max({p[0][2], p[1][2], p[2][2]});
  s.height.gradient = -normal.head<2>() / normal[2];
  s.height.offset = p[0][2] - s.height.gradient.dot(s.corner[0]);
  s.slant = normal.norm() / normal[2];
  return s;
}

}  // namespace

ShadowGrid::ShadowGrid(const TriMesh& mesh, const PosedMesh& pose) {
  const std::size_t faces = mesh.triangles.size();
  std::vector<std::uint32_t> before(chunk_count(faces) + 1, 0);
  for_each_chunk(faces, [&](std::size_t begin, std::size_t end, std::size_t chunk) {
    for (std::size_t f = begin; f != end; ++f)
      before[chunk + 1] += pose.lie[f] != Lie::kVertical ? 1 : 0;
  });
  for (std::size_t c = 1; c < before.size(); ++c) before[c] += before[c - 1];
  shadows_.resize(before.back());
  for_each_chunk(faces, [&](std::size_t begin, std::size_t end, std::size_t chunk) {
    std::size_t at = before[chunk];
    for (std::size_t f = begin; f != end; ++f)
      if (pose.lie[f] != Lie::kVertical)
        shadows_[at++] = shadow_of(mesh, pose, static_cast<FaceId>(f));
  });

  const double width = pose.size_mm[0], depth = pose.size_mm[1];
  const double wanted = std::max<double>(1, static_cast<double>(shadows_.size()) / 2);
  size_ = std::max({std::sqrt(width * depth / wanted), std::max(width, depth) / 30'000,
                    std::numeric_limits<double>::min()});
  for (;;) {
    columns_ = 1 + static_cast<int>(width / size_);
    rows_ = 1 + static_cast<int>(depth / size_);
    const std::size_t entries = ordered_sum<std::size_t>(shadows_.size(), 0, [&](std::size_t i) {
      const Shadow& s = shadows_[i];
      return static_cast<std::size_t>(column(s.high[0]) - column(s.low[0]) + 1) *
             static_cast<std::size_t>(row(s.high[1]) - row(s.low[1]) + 1);
    });
    if (entries <= 8 * shadows_.size() + 64) break;
    size_ *= 1.5;
  }
  fill();
}

void ShadowGrid::fill() {
  const std::size_t cells = static_cast<std::size_t>(columns_) * static_cast<std::size_t>(rows_);
  const auto for_each_cell = [&](const Shadow& s, auto&& visit) {
    for (int r = row(s.low[1]); r <= row(s.high[1]); ++r)
      for (int c = column(s.low[0]); c <= column(s.high[0]); ++c)
        visit(static_cast<std::size_t>(r) * static_cast<std::size_t>(columns_) +
              static_cast<std::size_t>(c));
  };
  first_.assign(cells + 1, 0);
  for_each_index(shadows_.size(), [&](std::size_t i) {
    for_each_cell(shadows_[i], [&](std::size_t cell) {
      std::atomic_ref<std::uint32_t>(first_[cell + 1]).fetch_add(1, std::memory_order_relaxed);
    });
  });
  for (std::size_t cell = 0; cell < cells; ++cell) first_[cell + 1] += first_[cell];
  entries_.resize(first_[cells]);
  BigVector<std::uint32_t> next(first_.begin(), first_.end() - 1);
  for_each_index(shadows_.size(), [&](std::size_t i) {
    for_each_cell(shadows_[i], [&](std::size_t cell) {
      entries_[std::atomic_ref<std::uint32_t>(next[cell]).fetch_add(1, std::memory_order_relaxed)] =
          static_cast<std::uint32_t>(i);
    });
  });
  lowest_.resize(cells);
  for_each_index(cells, [&](std::size_t cell) {
    // Threads have filled the list in any order.
    std::sort(entries_.begin() + first_[cell], entries_.begin() + first_[cell + 1]);
    double lowest = std::numeric_limits<double>::infinity();
    for (std::uint32_t e = first_[cell]; e != first_[cell + 1]; ++e)
      lowest = std::min(lowest, shadows_[entries_[e]].z_low);
    lowest_[cell] = lowest;
  });
}

}  // namespace pg
