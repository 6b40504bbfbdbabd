#include "geometry/solid/box_tree.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace pg {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr int kMortonBits = 21;  // an axis; three make 63

float below(double x) {
  const auto f = static_cast<float>(x);
  return double{f} <= x ? f : std::nextafter(f, -kInfinity);
}
float above(double x) {
  const auto f = static_cast<float>(x);
  return double{f} >= x ? f : std::nextafter(f, kInfinity);
}

/// Spreads the lower 21 bits of x so that two zero bits follow each.
std::uint64_t spread(std::uint64_t x) {
  x &= 0x1FFFFF;
  x = (x | x << 32) & 0x1F00000000FFFF;
  x = (x | x << 16) & 0x1F0000FF0000FF;
  x = (x | x << 8) & 0x100F00F00F00F00F;
  x = (x | x << 4) & 0x10C30C30C30C30C3;
  x = (x | x << 2) & 0x1249249249249249;
  return x;
}

struct Grid {
  std::array<float, 3> origin{};
  float cells_per_length = 0.0f;
};

/// From a sample of the centres: the range between the first and the last hundredth, and as much
/// again to both sides.
Grid lay_grid(const BigVector<RoundBox>& boxes) {
  constexpr std::size_t kSample = 4000;
  const std::size_t step = std::max<std::size_t>(1, boxes.size() / kSample);
  Grid grid;
  float widest = 0.0f;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    std::vector<float> centres;
    for (std::size_t i = 0; i < boxes.size(); i += step)
      centres.push_back(0.5f * (boxes[i].min[axis] + boxes[i].max[axis]));
    std::sort(centres.begin(), centres.end());
    const float low = centres[centres.size() / 100];
    const float high = centres[centres.size() - 1 - centres.size() / 100];
    grid.origin[axis] = low - (high - low);
    widest = std::max(widest, 3.0f * (high - low));
  }
  grid.cells_per_length = widest > 0.0f ? static_cast<float>(1 << kMortonBits) / widest : 0.0f;
  return grid;
}

std::uint64_t morton(const RoundBox& box, const Grid& grid) {
  std::uint64_t key = 0;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const float at =
        (0.5f * (box.min[axis] + box.max[axis]) - grid.origin[axis]) * grid.cells_per_length;
    const auto cell = static_cast<std::uint64_t>(std::clamp(at, 0.0f, 2097151.0f));
    key |= spread(cell) << axis;
  }
  return key;
}

struct Keyed {
  std::uint64_t key;
  std::uint32_t item;
};

/// Stable, least digit first; digits in which all keys agree are passed over.
void radix_sort(BigVector<Keyed>& list) {
  constexpr int kDigit = 11;
  constexpr std::size_t kBuckets = std::size_t{1} << kDigit;
  constexpr std::size_t kSortChunk = 1 << 16;
  const std::size_t chunks = chunk_count(list.size(), kSortChunk);
  BigVector<Keyed> other(list.size());
  std::vector<std::array<std::uint32_t, kBuckets>> places(chunks);
  for (int shift = 0; shift < 3 * kMortonBits; shift += kDigit) {
    const auto digit = [&](const Keyed& k) { return (k.key >> shift) & (kBuckets - 1); };
    for_each_chunk(
        list.size(),
        [&](std::size_t begin, std::size_t end, std::size_t c) {
          places[c].fill(0);
          for (std::size_t i = begin; i != end; ++i) ++places[c][digit(list[i])];
        },
        kSortChunk);
    std::uint32_t total = 0;
    bool one_bucket = false;
    for (std::size_t b = 0; b < kBuckets; ++b) {
      const std::uint32_t before = total;
      for (auto& counts : places) total += std::exchange(counts[b], total);
      one_bucket = one_bucket || total - before == list.size();
    }
    if (one_bucket) continue;
    for_each_chunk(
        list.size(),
        [&](std::size_t begin, std::size_t end, std::size_t c) {
          for (std::size_t i = begin; i != end; ++i) other[places[c][digit(list[i])]++] = list[i];
        },
        kSortChunk);
    std::swap(list, other);
  }
}

}  // namespace

RoundBox RoundBox::around(const Vec3& a, const Vec3& b, const Vec3& c) {
  RoundBox box;
  for (int axis = 0; axis < 3; ++axis) {
    const auto k = static_cast<std::size_t>(axis);
    box.min[k] = below(std::min({a[axis], b[axis], c[axis]}));
    box.max[k] = above(std::max({a[axis], b[axis], c[axis]}));
  }
  return box;
}

void RoundBox::extend(const RoundBox& other) {
  for (std::size_t k = 0; k < 3; ++k) {
    min[k] = std::min(min[k], other.min[k]);
    max[k] = std::max(max[k], other.max[k]);
  }
}

BoxTree BoxTree::of(BigVector<RoundBox> boxes) {
  BoxTree tree;
  const std::size_t count = boxes.size();
  if (count == 0) return tree;
  const Grid grid = lay_grid(boxes);
  BigVector<Keyed> keyed(count);
  for_each_index(count, [&](std::size_t i) {
    keyed[i] = {morton(boxes[i], grid), static_cast<std::uint32_t>(i)};
  });
  radix_sort(keyed);
  tree.order_.resize(count);
  tree.boxes_.resize(count);
  for_each_index(count, [&](std::size_t i) {
    tree.order_[i] = keyed[i].item;
    tree.boxes_[i] = boxes[keyed[i].item];
  });
  const BigVector<RoundBox>* lower = &tree.boxes_;
  tree.levels_.reserve(20);
  do {
    BigVector<RoundBox> level((lower->size() + kFan - 1) / kFan);
    for_each_index(level.size(), [&](std::size_t n) {
      RoundBox box = (*lower)[n * kFan];
      for (std::size_t i = n * kFan + 1; i < std::min(lower->size(), (n + 1) * kFan); ++i)
        box.extend((*lower)[i]);
      level[n] = box;
    });
    tree.levels_.push_back(std::move(level));
    lower = &tree.levels_.back();
  } while (lower->size() > 1);
  return tree;
}

}  // namespace pg
