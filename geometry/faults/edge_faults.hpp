#pragma once
/// Edges whose triangles disagree.

#include <cstdlib>

#include "geometry/mesh/topology.hpp"

namespace pg {

/// The sides on an edge do not cancel in direction: its triangles disagree about what is outside. A
/// boundary edge has nobody to disagree with.
[[nodiscard]] inline bool disagrees(const TriMesh& mesh, const Topology& topology, EdgeId edge) {
  const auto sides = topology.sides(edge);
  if (sides.size() < 2) return false;
  std::ptrdiff_t balance = 0;
  for (const SideId side : sides) balance += topology.runs_up(mesh, side) ? 1 : -1;
  return std::abs(balance) > static_cast<std::ptrdiff_t>(sides.size() % 2);
}

}  // namespace pg
