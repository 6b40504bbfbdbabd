#include "geometry/hollow/watershed.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "geometry/parallel.hpp"

namespace pg::hollow {
namespace {

constexpr std::uint32_t kRanks = 1u << 16;

class Basins {
 public:
  Basins(const Lattice& lattice, const BigVector<float>& clearance,
         std::span<const Node> from_roomiest, double narrowest, double unseen)
      : clearance_(clearance),
        narrowest_(narrowest),
        unseen_(unseen),
        parent_(lattice.nodes(), kNone) {
    for_each_index(lattice.nodes(), [&](std::size_t i) {
      if (lattice.on_rim(static_cast<Node>(i))) parent_[i] = 0;  // the outside's root is a corner
    });
    for (const Node node : from_roomiest) take_in(lattice, node);
  }

  Node root(Node i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  [[nodiscard]] bool taken(Node node) const { return parent_[node] != kNone; }
  [[nodiscard]] bool roomy(Node peak) const {
    return peak == 0 || static_cast<double>(clearance_[peak]) >= narrowest_;
  }

 private:
  /// Roots are peaks: the outside first, then the roomier one, then the lower number.
  [[nodiscard]] bool before(Node a, Node b) const {
    if (a == 0 || b == 0) return a == 0;
    return clearance_[a] != clearance_[b] ? clearance_[a] > clearance_[b] : a < b;
  }

  void take_in(const Lattice& lattice, Node node) {
    Node met[6];
    int count = 0;
    Node closest = kNone;
    lattice.for_each_linked(node, [&](Node other) {
      if (!taken(other)) return;
      if (closest == kNone || before(other, closest)) closest = other;
      met[count++] = root(other);
    });
    parent_[node] = closest == kNone ? node : root(closest);
    const double wide = kWiderThanOpening * (static_cast<double>(clearance_[node]) + unseen_);
    for (int i = 0; i < count; ++i)
      for (int j = i + 1; j < count; ++j) {
        const Node a = root(met[i]), b = root(met[j]);
        if (a == b) continue;
        const Node elder = before(a, b) ? a : b, younger = elder == a ? b : a;
        const bool chamber = roomy(younger) && static_cast<double>(clearance_[younger]) >= wide;
        if (!chamber) parent_[younger] = elder;
      }
  }

  const BigVector<float>& clearance_;
  double narrowest_, unseen_;
  BigVector<Node> parent_;
};

struct Link {
  std::uint32_t one, other;
  Node from, to;
};

std::vector<Link> links_between(const Lattice& lattice, const BigVector<std::uint32_t>& region) {
  std::vector<std::vector<Link>> found(chunk_count(lattice.nodes()));
  for_each_chunk(lattice.nodes(), [&](std::size_t begin, std::size_t end, std::size_t chunk) {
    for (std::size_t i = begin; i != end; ++i) {
      if (region[i] == kNone) continue;
      for (int axis = 0; axis < 3; ++axis) {
        const auto node = static_cast<Node>(i);
        if (!lattice.linked_up(node, axis)) continue;
        const auto next = static_cast<Node>(i + lattice.stride(axis));
        const std::uint32_t a = region[i], b = region[next];
        if (b == kNone || a == b) continue;
        found[chunk].push_back(a < b ? Link{a, b, node, next} : Link{b, a, next, node});
      }
    }
  });
  std::vector<Link> all;
  for (const auto& list : found) all.insert(all.end(), list.begin(), list.end());
  std::stable_sort(all.begin(), all.end(), [](const Link& p, const Link& q) {
    return p.one != q.one ? p.one < q.one : p.other < q.other;
  });
  return all;
}

/// Cuts the links between two regions into sets whose nodes touch, corners included.
void add_mouths(const Lattice& lattice, const BigVector<float>& clearance,
                std::span<const Link> links, std::vector<Mouth>& mouths) {
  std::unordered_map<Node, std::uint32_t> link_at;  // looked up only, never walked
  std::vector<std::uint32_t> parent(links.size());
  const auto root = [&](std::uint32_t i) {
    while (parent[i] != i) i = parent[i] = parent[parent[i]];
    return i;
  };
  const auto join = [&](std::uint32_t i, std::uint32_t j) {
    const std::uint32_t a = root(i), b = root(j);
    parent[std::max(a, b)] = std::min(a, b);
  };
  for (std::uint32_t i = 0; i < links.size(); ++i) {
    parent[i] = i;
    for (const Node node : {links[i].from, links[i].to}) {
      const auto [it, fresh] = link_at.emplace(node, i);
      if (!fresh) join(it->second, i);
    }
  }
  for (std::uint32_t i = 0; i < links.size(); ++i)
    for (int dx = -1; dx <= 1; ++dx)
      for (int dy = -1; dy <= 1; ++dy)
        for (int dz = -1; dz <= 1; ++dz) {
          const std::size_t near = links[i].from +
                                   lattice.stride(0) * static_cast<std::size_t>(dx) +
                                   lattice.stride(1) * static_cast<std::size_t>(dy) +
                                   lattice.stride(2) * static_cast<std::size_t>(dz);
          if (const auto it = link_at.find(static_cast<Node>(near)); it != link_at.end())
            join(it->second, i);
        }
  const auto room = [&](const Link& link) {
    return std::min(clearance[link.from], clearance[link.to]);
  };
  std::unordered_map<std::uint32_t, std::size_t> mouth_of_root;
  for (std::uint32_t i = 0; i < links.size(); ++i) {
    const auto [it, fresh] = mouth_of_root.emplace(root(i), mouths.size());
    if (fresh) mouths.push_back({links[i].one, links[i].other, links[i].from, links[i].to, {}});
    Mouth& mouth = mouths[it->second];
    if (room(links[i]) > std::min(clearance[mouth.from], clearance[mouth.to]))
      mouth.from = links[i].from, mouth.to = links[i].to;
    mouth.nodes.push_back(links[i].from);
    mouth.nodes.push_back(links[i].to);
  }
}

}  // namespace

BigVector<Node> by_clearance(const Lattice& lattice, const BigVector<float>& clearance) {
  const auto inside = [&](Node node) { return lattice.empty(node) && !lattice.on_rim(node); };
  const std::size_t nodes = lattice.nodes();
  const float most = ordered_reduce(
      nodes, 0.0f,
      [&](float& m, std::size_t i) {
        if (inside(static_cast<Node>(i)) && std::isfinite(clearance[i]))
          m = std::max(m, clearance[i]);
      },
      [](float& m, float other) { m = std::max(m, other); });
  const float scale = most > 0 ? static_cast<float>(kRanks - 1) / most : 0.0f;
  const auto rank = [&](std::size_t i) {
    const float ranked = std::min(clearance[i] * scale, static_cast<float>(kRanks - 1));
    return kRanks - 1 - static_cast<std::uint32_t>(ranked);
  };
  std::vector<std::uint32_t> next(kRanks + 1, 0);
  for (std::size_t i = 0; i < nodes; ++i)
    if (inside(static_cast<Node>(i))) ++next[rank(i) + 1];
  for (std::uint32_t r = 0; r < kRanks; ++r) next[r + 1] += next[r];
  BigVector<Node> order(next[kRanks]);
  for (std::size_t i = 0; i < nodes; ++i)
    if (inside(static_cast<Node>(i))) order[next[rank(i)]++] = static_cast<Node>(i);
  return order;
}

std::vector<Mouth> mouths_between(const Lattice& lattice, const BigVector<float>& clearance,
                                  const BigVector<std::uint32_t>& region_of_node) {
  const std::vector<Link> links = links_between(lattice, region_of_node);
  std::vector<Mouth> mouths;
  for (std::size_t begin = 0; begin < links.size();) {
    std::size_t end = begin;
    while (end < links.size() && links[end].one == links[begin].one &&
           links[end].other == links[begin].other)
      ++end;
    add_mouths(lattice, clearance, {links.data() + begin, end - begin}, mouths);
    begin = end;
  }
  for (Mouth& mouth : mouths) {
    std::sort(mouth.nodes.begin(), mouth.nodes.end());
    mouth.nodes.erase(std::unique(mouth.nodes.begin(), mouth.nodes.end()), mouth.nodes.end());
  }
  return mouths;
}

Regions watershed(const Lattice& lattice, const BigVector<float>& clearance,
                  std::span<const Node> from_roomiest, double narrowest_steps,
                  double unseen_steps) {
  Basins basins(lattice, clearance, from_roomiest, narrowest_steps, unseen_steps);
  Regions regions;
  regions.of_node.resize(lattice.nodes());
  regions.peak = {0};
  // Numbers in order of the peaks' own numbers; roots first, then all that hang on them.
  for (Node node = 1; node < lattice.nodes(); ++node) {
    regions.of_node[node] = kNone;
    if (!basins.taken(node) || basins.root(node) != node || !basins.roomy(node)) continue;
    regions.of_node[node] = static_cast<std::uint32_t>(regions.peak.size());
    regions.peak.push_back(node);
  }
  regions.of_node[0] = kOutside;
  for (Node node = 1; node < lattice.nodes(); ++node)
    if (basins.taken(node)) {
      const Node root = basins.root(node);
      if (root != node) regions.of_node[node] = regions.of_node[root];
    }
  regions.mouths = mouths_between(lattice, clearance, regions.of_node);
  return regions;
}

}  // namespace pg::hollow
