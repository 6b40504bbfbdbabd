#pragma once
/// A tree of boxes over many small items, for finding which of them meet.

#include <array>
#include <cstdint>

#include "geometry/big_vector.hpp"
#include "geometry/parallel.hpp"
#include "geometry/solid/work.hpp"
#include "geometry/vec3.hpp"

namespace pg {

/// A box in single precision, rounded outward: it may hold a little more than its item, never less.
struct RoundBox {
  std::array<float, 3> min, max;

  [[nodiscard]] static RoundBox around(const Vec3& a, const Vec3& b, const Vec3& c);
  void extend(const RoundBox& other);
  [[nodiscard]] bool meets(const RoundBox& other) const {
    return min[0] <= other.max[0] && other.min[0] <= max[0] && min[1] <= other.max[1] &&
           other.min[1] <= max[1] && min[2] <= other.max[2] && other.min[2] <= max[2];
  }
};

/// Method  Items sorted along a Morton curve, four to a leaf, four boxes to a parent: no pointers,
/// and
///         items that are close in space are close in memory. The curve is laid over the box that
///         holds all but the outermost hundredth of the items, so a speck far away does not blunt
///         it.
/// Cost    Linear but for sorting. The same tree for any number of threads.
class BoxTree {
 public:
  /// `boxes[i]` is the box of item i.
  [[nodiscard]] static BoxTree of(BigVector<RoundBox> boxes);

  [[nodiscard]] std::size_t size() const { return order_.size(); }
  [[nodiscard]] std::uint32_t item(std::size_t place) const { return order_[place]; }

  /// Calls visit(chunk, a, b), once for each unordered pair of items whose boxes meet; in parallel
  /// over chunks of places, `chunk` < pair_chunks(). The order inside a chunk is fixed. Every pair
  /// looked at is spent from the meter; once that is empty the rest is not visited.
  template <class Visit>
  void for_each_pair(WorkMeter& meter, Visit&& visit) const {
    const std::size_t leaves = leaf_count();
    for_each_chunk(
        leaves,
        [&](std::size_t begin, std::size_t end, std::size_t chunk) {
          for (std::size_t leaf = begin; leaf != end; ++leaf)
            if (!meter.spend(pairs_of_leaf(leaf, chunk, visit))) return;
        },
        kLeavesPerChunk);
  }
  [[nodiscard]] std::size_t pair_chunks() const {
    return chunk_count(leaf_count(), kLeavesPerChunk);
  }

  /// Calls visit(item) for every item whose box meets `box`; returns how many boxes were tried.
  template <class Visit>
  std::uint64_t for_each_in(const RoundBox& box, Visit&& visit) const {
    if (levels_.empty()) return 0;
    std::uint64_t tried = 0;
    Stack stack;
    stack.push(static_cast<std::uint32_t>(levels_.size() - 1), 0);
    while (!stack.empty()) {
      const auto [level, node] = stack.pop();
      ++tried;
      if (!levels_[level][node].meets(box)) continue;
      if (level == 0) {
        const std::size_t end = std::min(order_.size(), (std::size_t{node} + 1) * kFan);
        tried += kFan;
        for (std::size_t i = std::size_t{node} * kFan; i < end; ++i)
          if (boxes_[i].meets(box)) visit(order_[i]);
      } else {
        const std::size_t end =
            std::min<std::size_t>(levels_[level - 1].size(), (std::size_t{node} + 1) * kFan);
        for (std::size_t child = end; child-- > std::size_t{node} * kFan;)
          stack.push(level - 1, static_cast<std::uint32_t>(child));
      }
    }
    return tried;
  }

 private:
  static constexpr std::size_t kFan = 4;
  static constexpr std::size_t kLeavesPerChunk = 512;

  struct Entry {
    std::uint32_t level, node;
  };
  /// Depth is at most 16 levels of four children each.
  struct Stack {
    std::array<Entry, 80> entries;
    std::size_t used = 0;
    void push(std::uint32_t level, std::uint32_t node) { entries[used++] = {level, node}; }
    Entry pop() { return entries[--used]; }
    [[nodiscard]] bool empty() const { return used == 0; }
  };

  [[nodiscard]] std::size_t leaf_count() const { return levels_.empty() ? 0 : levels_[0].size(); }

  /// Returns how much work it was.
  template <class Visit>
  std::uint64_t pairs_of_leaf(std::size_t leaf, std::size_t chunk, Visit& visit) const {
    std::uint64_t work = 1;
    const RoundBox& box = levels_[0][leaf];
    const std::size_t begin = leaf * kFan, end = std::min(order_.size(), begin + kFan);
    for (std::size_t i = begin; i < end; ++i)
      for (std::size_t j = i + 1; j < end; ++j)
        if (boxes_[i].meets(boxes_[j])) visit(chunk, order_[i], order_[j]);
    Stack stack;
    stack.push(static_cast<std::uint32_t>(levels_.size() - 1), 0);
    while (!stack.empty()) {
      const auto [level, node] = stack.pop();
      ++work;
      // Only later leaves: each pair once.
      const std::size_t last_leaf = ((std::size_t{node} + 1) << (2 * level)) - 1;
      if (last_leaf <= leaf || !levels_[level][node].meets(box)) continue;
      if (level == 0) {
        const std::size_t other_end = std::min(order_.size(), (std::size_t{node} + 1) * kFan);
        for (std::size_t i = begin; i < end; ++i) {
          if (!boxes_[i].meets(levels_[0][node])) continue;
          for (std::size_t j = std::size_t{node} * kFan; j < other_end; ++j) {
            if (!boxes_[i].meets(boxes_[j])) continue;
            visit(chunk, order_[i], order_[j]);
            work += kStepsOfPair;
          }
        }
      } else {
        const std::size_t child_end =
            std::min<std::size_t>(levels_[level - 1].size(), (std::size_t{node} + 1) * kFan);
        for (std::size_t child = child_end; child-- > std::size_t{node} * kFan;)
          stack.push(level - 1, static_cast<std::uint32_t>(child));
      }
    }
    return work;
  }

  BigVector<std::uint32_t> order_;           // items along the curve
  BigVector<RoundBox> boxes_;                // in that order
  std::vector<BigVector<RoundBox>> levels_;  // leaves first, root last
};

}  // namespace pg
