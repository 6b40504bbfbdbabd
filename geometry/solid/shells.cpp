#include "geometry/solid/shells.hpp"

#include <algorithm>
#include <utility>

#include "geometry/parallel.hpp"

namespace pg {
namespace {

/// Union-find whose roots are the lowest member.
class Groups {
 public:
  explicit Groups(std::size_t count) : parent_(count) {
    for_each_index(count, [&](std::size_t i) { parent_[i] = static_cast<std::uint32_t>(i); });
  }
  std::uint32_t root(std::uint32_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  bool join(std::uint32_t i, std::uint32_t j) {
    const std::uint32_t a = root(i), b = root(j);
    if (a == b) return false;
    parent_[std::max(a, b)] = std::min(a, b);
    return true;
  }

 private:
  BigVector<std::uint32_t> parent_;
};

/// Joins the groups at an edge that do not cancel by themselves.
bool join_at(EdgeId edge, const Chain& chain, const Topology& topology, Groups& groups) {
  std::vector<std::pair<std::uint32_t, int>> sums;  // root, weight
  for (const SideId side : topology.sides(edge))
    sums.emplace_back(groups.root(side / 3),
                      chain.weight_of(side / 3) * (topology.runs_up(chain.mesh, side) ? 1 : -1));
  std::sort(sums.begin(), sums.end());
  std::size_t kept = 0;
  for (const auto& [root, weight] : sums) {
    if (kept > 0 && sums[kept - 1].first == root) {
      sums[kept - 1].second += weight;
    } else {
      sums[kept++] = {root, weight};
    }
  }
  sums.resize(kept);
  bool joined = false;
  std::uint32_t first = kNone;
  for (const auto& [root, sum] : sums) {
    if (sum == 0) continue;
    if (first == kNone) {
      first = root;
    } else {
      joined = groups.join(first, root) || joined;
    }
  }
  return joined;
}

}  // namespace

Shells Shells::of(const Chain& chain, const Topology& topology) {
  const std::size_t faces = chain.mesh.triangles.size();
  Groups groups(faces);
  std::vector<EdgeId> crowded;
  for (std::size_t e = 0; e < topology.edge_count(); ++e) {
    const auto sides = topology.sides(static_cast<EdgeId>(e));
    if (sides.size() == 2) {
      groups.join(sides[0] / 3, sides[1] / 3);
    } else {
      crowded.push_back(static_cast<EdgeId>(e));
    }
  }
  for (bool changed = true; changed;) {
    changed = false;
    for (const EdgeId edge : crowded) changed = join_at(edge, chain, topology, groups) || changed;
  }

  Shells shells;
  shells.of_face.resize(faces);
  for (std::size_t f = 0; f < faces; ++f) {
    const std::uint32_t root = groups.root(static_cast<std::uint32_t>(f));
    if (root == f) {
      shells.of_face[f] = static_cast<std::uint32_t>(shells.volume_mm3.size());
      shells.volume_mm3.push_back(0.0);
    } else {
      shells.of_face[f] = shells.of_face[root];  // a root is the lowest: already numbered
    }
    const auto& [a, b, c] = chain.mesh.triangles[f];
    const auto& p = chain.mesh.positions_mm;
    shells.volume_mm3[shells.of_face[f]] +=
        chain.weight_of(static_cast<FaceId>(f)) * p[a].dot(p[b].cross(p[c])) / 6.0;
  }
  return shells;
}

}  // namespace pg
