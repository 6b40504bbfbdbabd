#include "geometry/mesh/space_curve.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "geometry/parallel.hpp"

namespace pg {
namespace {

constexpr int kDigit = 11;  // bits sorted at a time

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

}  // namespace

SpaceCurve::SpaceCurve(std::size_t count, BigVector<Place> sample) {
  // Three digits of the sort for up to two million items: about one cell an item of a surface.
  bits_ = count <= (std::size_t{1} << 21) ? 11 : 14;
  float widest = 0.0f;
  for (std::size_t axis = 0; axis < 3 && !sample.empty(); ++axis) {
    std::sort(sample.begin(), sample.end(),
              [&](const Place& a, const Place& b) { return a[axis] < b[axis]; });
    const float low = sample[sample.size() / 100][axis];
    const float high = sample[sample.size() - 1 - sample.size() / 100][axis];
    origin_[axis] = low - (high - low);
    widest = std::max(widest, 3.0f * (high - low));
  }
  if (widest > 0.0f) cells_per_length_ = static_cast<float>(1 << bits_) / widest;
}

std::uint64_t SpaceCurve::key(const Place& place) const {
  const auto last = static_cast<float>((1 << bits_) - 1);
  std::uint64_t key = 0;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const float at = (place[axis] - origin_[axis]) * cells_per_length_;
    key |= spread(static_cast<std::uint64_t>(std::clamp(at, 0.0f, last))) << axis;
  }
  return key;
}

void SpaceCurve::sort(BigVector<Keyed>& list) const {
  constexpr std::size_t kBuckets = std::size_t{1} << kDigit;
  constexpr std::size_t kSortChunk = 1 << 16;
  BigVector<Keyed> other(list.size());
  std::vector<std::array<std::uint32_t, kBuckets>> places(chunk_count(list.size(), kSortChunk));
  for (int shift = 0; shift < 3 * bits_; shift += kDigit) {
    const auto digit = [&](const Keyed& k) { return (k.key >> shift) & (kBuckets - 1); };
    for_each_chunk(
        list.size(),
        [&](std::size_t begin, std::size_t end, std::size_t c) {
          places[c].fill(0);
          for (std::size_t i = begin; i != end; ++i) ++places[c][digit(list[i])];
        },
        kSortChunk);
    std::uint32_t total = 0;
    for (std::size_t b = 0; b < kBuckets; ++b)
      for (auto& counts : places) total += std::exchange(counts[b], total);
    for_each_chunk(
        list.size(),
        [&](std::size_t begin, std::size_t end, std::size_t c) {
          for (std::size_t i = begin; i != end; ++i) other[places[c][digit(list[i])]++] = list[i];
        },
        kSortChunk);
    std::swap(list, other);
  }
}

}  // namespace pg
