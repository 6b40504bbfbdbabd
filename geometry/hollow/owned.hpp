#pragma once
/// How much empty space belongs to each node, exact along the lines of the lattice.

#include <algorithm>
#include <cmath>

#include "geometry/hollow/lattice.hpp"

namespace pg::hollow {

/// Calls visit(node, low, high, above) for every empty node of every line along an axis, by line:
/// the node owns [low, high] around itself, in steps from itself, up to half way to its neighbour
/// or to the surface; `above` is the crossing that bounds it upward, or null. Summed over nodes and
/// times the step cubed, this is the volume by one family of lines; the spread of the three
/// families says how good it is.
template <class Visit>
void for_each_owned(const Lattice& lattice, int axis, Visit&& visit) {
  const std::uint32_t count = lattice.counts()[static_cast<std::size_t>(axis)];
  for (std::size_t line = 0; line < lattice.lines(axis); ++line) {
    const auto list = lattice.crossings(axis, line);
    if (list.empty()) continue;  // outside all along
    const Node first = lattice.first_node(axis, line);
    std::size_t next = 0;
    for (std::uint32_t i = 0; i < count; ++i) {
      while (next < list.size() && list[next].at <= i) ++next;
      const auto node = static_cast<Node>(first + i * lattice.stride(axis));
      if (!lattice.empty(node)) continue;
      double low = -0.5, high = 0.5;
      if (next > 0 && list[next - 1].at > i - 1.0) low = list[next - 1].at - i;
      const Crossing* above = nullptr;
      if (next < list.size() && list[next].at <= i + 1.0) {
        above = &list[next];
        high = above->at - i;
      }
      visit(node, low, high, above);
    }
  }
}

}  // namespace pg::hollow
