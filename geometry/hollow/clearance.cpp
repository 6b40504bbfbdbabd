#include "geometry/hollow/clearance.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "geometry/parallel.hpp"

namespace pg::hollow {
namespace {

constexpr float kNowhere = std::numeric_limits<float>::infinity();
constexpr std::size_t kLinesTogether = 32;  // gathered side by side, so that far strides are shared

/// Squared distance along the line to the nearest crossing on it.
BigVector<float> along_lines(const Lattice& lattice, int axis) {
  BigVector<float> squared(lattice.nodes());
  const std::uint32_t count = lattice.counts()[static_cast<std::size_t>(axis)];
  for_each_index(
      lattice.lines(axis),
      [&](std::size_t line) {
        const Node first = lattice.first_node(axis, line);
        const auto list = lattice.crossings(axis, line);
        std::size_t next = 0;
        for (std::uint32_t i = 0; i < count; ++i) {
          while (next < list.size() && list[next].at <= i) ++next;
          double near = std::numeric_limits<double>::infinity();
          if (next > 0) near = i - list[next - 1].at;
          if (next < list.size()) near = std::min(near, list[next].at - i);
          squared[first + i * lattice.stride(axis)] = static_cast<float>(near * near);
        }
      },
      512);
  return squared;
}

/// Room for one line's envelope.
struct Envelope {
  std::vector<std::uint32_t> parabola;
  std::vector<float> from;

  /// value[i] becomes the least of (i - j)^2 + value[j].
  void lower(std::vector<float>& value) {
    const auto count = static_cast<std::uint32_t>(value.size());
    parabola.clear();
    from.clear();
    const auto meet = [&](std::uint32_t p, std::uint32_t q) {
      const auto a = static_cast<float>(p), b = static_cast<float>(q);
      return (value[q] - value[p] + (b * b - a * a)) / (2 * (b - a));
    };
    for (std::uint32_t j = 0; j < count; ++j) {
      if (value[j] == kNowhere) continue;
      float start = -kNowhere;
      while (!parabola.empty()) {
        start = meet(parabola.back(), j);
        if (start > from.back()) break;
        parabola.pop_back();
        from.pop_back();
        start = -kNowhere;
      }
      parabola.push_back(j);
      from.push_back(start);
    }
    if (parabola.empty()) return;
    const std::vector<float>& old = copy_ = value;
    std::size_t k = 0;
    for (std::uint32_t i = 0; i < count; ++i) {
      while (k + 1 < from.size() && from[k + 1] < static_cast<float>(i)) ++k;
      const float apart = static_cast<float>(i) - static_cast<float>(parabola[k]);
      value[i] = apart * apart + old[parabola[k]];
    }
  }

 private:
  std::vector<float> copy_;
};

void across_lines(const Lattice& lattice, int axis, BigVector<float>& squared) {
  const std::uint32_t count = lattice.counts()[static_cast<std::size_t>(axis)];
  const std::size_t far = lattice.stride(axis);
  // Lines numbered by their first node: neighbours in memory are neighbours in a block.
  const std::size_t lines = lattice.nodes() / count;
  for_each_chunk(
      lines,
      [&](std::size_t begin, std::size_t end, std::size_t) {
        Envelope envelope;
        std::vector<std::vector<float>> block(end - begin, std::vector<float>(count));
        const auto start = [&](std::size_t line) { return line / far * far * count + line % far; };
        for (std::uint32_t i = 0; i < count; ++i)
          for (std::size_t line = begin; line < end; ++line)
            block[line - begin][i] = squared[start(line) + i * far];
        for (auto& values : block) envelope.lower(values);
        for (std::uint32_t i = 0; i < count; ++i)
          for (std::size_t line = begin; line < end; ++line)
            squared[start(line) + i * far] = block[line - begin][i];
      },
      kLinesTogether);
}

void keep_less(BigVector<float>& kept, const BigVector<float>& other) {
  for_each_index(kept.size(), [&](std::size_t i) { kept[i] = std::min(kept[i], other[i]); });
}

}  // namespace

BigVector<float> clearance(const Lattice& lattice) {
  // A pass along a family's own axis would be wrong for it: its distances there are exact already.
  // x needs y and z, z needs x and y, y needs z and x; x and z share their pass over y.
  BigVector<float> result = along_lines(lattice, 0);
  across_lines(lattice, 2, result);
  {
    BigVector<float> z = along_lines(lattice, 2);
    across_lines(lattice, 0, z);
    keep_less(result, z);
  }
  across_lines(lattice, 1, result);
  {
    BigVector<float> y = along_lines(lattice, 1);
    across_lines(lattice, 0, y);
    across_lines(lattice, 2, y);
    keep_less(result, y);
  }
  for_each_index(result.size(), [&](std::size_t i) { result[i] = std::sqrt(result[i]); });
  return result;
}

}  // namespace pg::hollow
