#include "geometry/support/shadow_grid.hpp"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>
#include <limits>
#include <vector>

#include "geometry/parallel.hpp"

namespace pg {
namespace {

// Posed coordinates are not negative, so a factor rounds them outward.
float rounded_down(double x) {
  return static_cast<float>(x * (1 - 0x1p-23));
}
float rounded_up(double x) {
  return static_cast<float>(x * (1 + 0x1p-23));
}

/// As many as cells are wanted for: fewer, and large cells hold much that is not near; more, and
/// facets lie in many cells.
constexpr double kFacetsPerCell = 3;
constexpr float kFar = std::numeric_limits<float>::max();
constexpr FacetBox kNowhere = {{kFar, kFar}, {0, 0}, kFar, 0};

void extend(FacetBox& box, const FacetBox& other) {
  for (int k = 0; k < 2; ++k) {
    box.low[k] = std::min(box.low[k], other.low[k]);
    box.high[k] = std::max(box.high[k], other.high[k]);
  }
  box.z_low = std::min(box.z_low, other.z_low);
  box.z_high = std::max(box.z_high, other.z_high);
}

/// Over one place, and not above.
bool meet(const FacetBox& box, const FacetBox& region) {
  return box.low[0] <= region.high[0] && box.high[0] >= region.low[0] &&
         box.low[1] <= region.high[1] && box.high[1] >= region.low[1] && box.z_low <= region.z_high;
}

/// Heights that are not negative are ordered like their bits.
std::uint32_t bits_of(float height) {
  return std::bit_cast<std::uint32_t>(height);
}

void raise(std::uint32_t& slot, std::uint32_t bits) {
  std::atomic_ref<std::uint32_t> held(slot);
  std::uint32_t old = held.load(std::memory_order_relaxed);
  while (old < bits && !held.compare_exchange_weak(old, bits, std::memory_order_relaxed)) {
  }
}

}  // namespace

FacetBox box_of(const TriMesh& mesh, const PosedMesh& pose, FaceId face) {
  const auto& [i, j, k] = mesh.triangles[face];
  const Vec3 &a = pose.at_mm[i], &b = pose.at_mm[j], &c = pose.at_mm[k];
  const Vec3 low = a.cwiseMin(b).cwiseMin(c), high = a.cwiseMax(b).cwiseMax(c);
  return {{rounded_down(low[0]), rounded_down(low[1])},
          {rounded_up(high[0]), rounded_up(high[1])},
          rounded_down(low[2]),
          rounded_up(high[2])};
}

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
  s.z_low = std::min({p[0][2], p[1][2], p[2][2]});
  s.z_high = std::max({p[0][2], p[1][2], p[2][2]});
  s.height.gradient = -normal.head<2>() / normal[2];
  s.height.offset = p[0][2] - s.height.gradient.dot(s.corner[0]);
  s.slant = normal.norm() / normal[2];
  return s;
}

ShadowGrid::ShadowGrid(const TriMesh& mesh, const PosedMesh& pose) {
  find_facets(mesh, pose);
  choose_cells();
  raise_ceilings(mesh, pose);
  fill();
  relevant_ = BigVector<Facet>();
}

void ShadowGrid::find_facets(const TriMesh& mesh, const PosedMesh& pose) {
  const std::size_t faces = mesh.triangles.size();
  const float slack = rounded_up(2 * pose.same_height_mm);
  std::vector<std::vector<FaceId>> hanging(chunk_count(faces));
  std::vector<FacetBox> regions(chunk_count(faces), kNowhere);
  for_each_chunk(faces, [&](std::size_t begin, std::size_t end, std::size_t chunk) {
    for (std::size_t f = begin; f != end; ++f) {
      if (pose.lie[f] != Lie::kOverhang) continue;
      hanging[chunk].push_back(static_cast<FaceId>(f));
      extend(regions[chunk], box_of(mesh, pose, static_cast<FaceId>(f)));
    }
  });
  for (const auto& some : hanging) overhangs_.insert(overhangs_.end(), some.begin(), some.end());
  region_ = kNowhere;
  for (const FacetBox& region : regions) extend(region_, region);
  region_.z_high += slack;
  std::vector<std::vector<Facet>> found(chunk_count(faces));
  for_each_chunk(faces, [&](std::size_t begin, std::size_t end, std::size_t chunk) {
    for (std::size_t f = begin; f != end; ++f) {
      if (pose.lie[f] == Lie::kVertical) continue;
      const auto face = static_cast<FaceId>(f);
      const FacetBox box = box_of(mesh, pose, face);
      if (meet(box, region_)) found[chunk].push_back({box, face, pose.lie[f] == Lie::kUp});
    }
  });
  std::size_t count = 0;
  for (const auto& some : found) count += some.size();
  relevant_.reserve(count);
  for (auto& some : found) {
    relevant_.insert(relevant_.end(), some.begin(), some.end());
    some = std::vector<Facet>();  // "= {}" would keep the memory
  }
}

void ShadowGrid::choose_cells() {
  low_ = Vec2(region_.low[0], region_.low[1]);
  const double width = region_.high[0] - low_[0], depth = region_.high[1] - low_[1];
  const double wanted = std::max<double>(1, static_cast<double>(relevant_.size()) / kFacetsPerCell);
  size_ = std::max({std::sqrt(width * depth / wanted), std::max(width, depth) / 30'000,
                    static_cast<double>(std::numeric_limits<float>::min())});
  for (;; size_ *= 1.5) {
    per_mm_ = 1 / size_;
    columns_ = 1 + static_cast<int>(width / size_);
    rows_ = 1 + static_cast<int>(depth / size_);
    const std::size_t entries = ordered_sum<std::size_t>(relevant_.size(), 0, [&](std::size_t i) {
      const Range r = range(relevant_[i].box);
      return static_cast<std::size_t>(r.last_column - r.first_column + 1) *
             static_cast<std::size_t>(r.last_row - r.first_row + 1);
    });
    if (entries <= 8 * relevant_.size() + 64) return;
  }
}

/// Highest overhang over each cell.
void ShadowGrid::raise_ceilings(const TriMesh& mesh, const PosedMesh& pose) {
  const std::size_t cells = static_cast<std::size_t>(columns_) * static_cast<std::size_t>(rows_);
  ceiling_.assign(cells, 0);
  for_each_index(overhangs_.size(), [&](std::size_t i) {
    const FacetBox b = box_of(mesh, pose, overhangs_[i]);
    // Above zero, so that a cell with an overhang differs from one without.
    const std::uint32_t top =
        bits_of(std::max(b.z_high + rounded_up(2 * pose.same_height_mm), 1e-30F));
    const Range r = range(b);
    for (int y = r.first_row; y <= r.last_row; ++y)
      for (int x = r.first_column; x <= r.last_column; ++x) raise(ceiling_[index(x, y)], top);
  });
}

template <class Visit>
void ShadowGrid::for_each_entry(Visit&& visit) {
  for_each_index(relevant_.size(), [&](std::size_t i) {
    const Facet& facet = relevant_[i];
    const std::uint32_t bottom = bits_of(facet.box.z_low);
    const Range r = range(facet.box);
    for (int y = r.first_row; y <= r.last_row; ++y)
      for (int x = r.first_column; x <= r.last_column; ++x)
        if (const std::size_t c = index(x, y); bottom < ceiling_[c]) visit(c, facet);
  });
}

void ShadowGrid::fill() {
  first_.assign(ceiling_.size() + 1, 0);
  for_each_entry([&](std::size_t cell, const Facet&) {
    std::atomic_ref<std::uint32_t>(first_[cell + 1]).fetch_add(1, std::memory_order_relaxed);
  });
  for (std::size_t cell = 1; cell < first_.size(); ++cell) first_[cell] += first_[cell - 1];
  entries_.resize(first_.back());
  BigVector<std::uint32_t> next(first_.begin(), first_.end() - 1);
  for_each_entry([&](std::size_t cell, const Facet& facet) {
    const FacetBox& b = facet.box;
    entries_[std::atomic_ref<std::uint32_t>(next[cell]).fetch_add(1, std::memory_order_relaxed)] = {
        {b.low[0], b.low[1], -b.high[0], -b.high[1]},
        b.z_low,
        b.z_high,
        facet.face,
        facet.up ? 1U : 0U};
  });
}

}  // namespace pg
