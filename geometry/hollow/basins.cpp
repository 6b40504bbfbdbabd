#include "geometry/hollow/basins.hpp"

#include <algorithm>
#include <cmath>

#include "geometry/hollow/owned.hpp"
#include "geometry/parallel.hpp"

namespace pg::hollow {
namespace {

constexpr double kBinsPerStep = 64;
constexpr std::uint32_t kUnreached = kNone;
constexpr double kSkin = 1.5;           // steps
constexpr double kSteep = 0.5;          // lines that rise so much a step are cut by the level
constexpr int kRounds = 4;              // of finding that a leak drains after all
constexpr std::size_t kLeaksMost = 64;  // measured in a round

/// How high the nodes are, in steps from the lowest corner of the lattice.
class Heights {
 public:
  Heights(const Lattice& lattice, const Vec3& up) : lattice_(lattice), up_(up) {
    for (int k = 0; k < 3; ++k) {
      const double last = lattice.counts()[static_cast<std::size_t>(k)] - 1.0;
      lowest_ += last * std::min(0.0, up[k]);
      highest_ += last * std::max(0.0, up[k]);
    }
  }
  [[nodiscard]] double operator()(Node node) const {
    const auto at = lattice_.index(node);
    return at[0] * up_[0] + at[1] * up_[1] + at[2] * up_[2] - lowest_;
  }
  [[nodiscard]] double highest() const { return highest_ - lowest_; }
  /// Of a cell, from its lowest corner to its highest.
  [[nodiscard]] double of_cell() const { return up_.cwiseAbs().sum(); }

 private:
  const Lattice& lattice_;
  Vec3 up_;
  double lowest_ = 0, highest_ = 0;
};

class Flood {
 public:
  Flood(const BasinQuestion& q, const std::vector<Passage>& through)
      : q_(q), height_(q.lattice, q.up), room_(q.clearance), level_(q.lattice.nodes(), kUnreached) {
    for (const Passage& passage : through)
      for (const Node node : passage.way)
        room_[node] = std::max(room_[node],
                               static_cast<float>(passage.diameter_mm / 2 / q.lattice.step_mm()));
    run();
    extend();
  }

  [[nodiscard]] const Heights& heights() const { return height_; }
  [[nodiscard]] double height(Node node) const { return height_(node); }
  /// The ball at this node cannot leave without being lifted, or the node belongs to such a one.
  [[nodiscard]] bool kept(Node node) const { return kept_[node] != 0; }
  [[nodiscard]] double level(Node node) const { return (level_[node] + 0.5) / kBinsPerStep; }
  /// Some of what belongs to the node is below the level.
  [[nodiscard]] bool wet(Node node) const {
    return kept(node) && height(node) - 0.5 * height_.of_cell() < level(node);
  }

 private:
  /// Lowest point of the ball when it is at the node, or as far below as there is room, up to a
  /// step.
  [[nodiscard]] std::uint32_t bottom(Node node) const {
    const double z = height_(node) - std::min(static_cast<double>(room_[node]), q_.hole_steps + 1);
    return z > 0 ? static_cast<std::uint32_t>(z * kBinsPerStep) : 0;
  }
  [[nodiscard]] bool passable(Node node) const {
    return q_.closed[node] == 0 && static_cast<double>(room_[node]) >= q_.hole_steps;
  }

  void run() {
    const std::size_t nodes = q_.lattice.nodes();
    const std::size_t bins = static_cast<std::size_t>((height_.highest() + 1) * kBinsPerStep) + 1;
    std::vector<Node> head(bins, kNone);
    BigVector<Node> next(nodes, kNone);  // lists of nodes at each level
    const auto put = [&](Node node, std::uint32_t level) {
      level_[node] = level;
      next[node] = head[level];
      head[level] = node;
    };
    for (Node node = 0; node < nodes; ++node)
      if (q_.lattice.on_rim(node)) put(node, bottom(node));
    for (std::uint32_t level = 0; level < bins; ++level)
      while (head[level] != kNone) {
        const Node node = head[level];
        head[level] = next[node];
        q_.lattice.for_each_linked(node, [&](Node other) {
          if (level_[other] == kUnreached && passable(other))
            put(other, std::max(level, bottom(other)));
        });
      }
    kept_.assign(nodes, 0);
    for_each_index(nodes, [&](std::size_t i) {
      const auto node = static_cast<Node>(i);
      const double lifted = level_[i] - static_cast<double>(bottom(node));
      kept_[i] = level_[i] != kUnreached && !q_.lattice.on_rim(node) && lifted > kBinsPerStep;
    });
  }

  /// Nodes too near the surface go with the roomiest neighbour that knows its level.
  void extend() {
    for (const Node node : q_.from_roomiest) {
      if (level_[node] != kUnreached || q_.closed[node] != 0) continue;
      Node best = kNone;
      q_.lattice.for_each_linked(node, [&](Node other) {
        if (level_[other] == kUnreached) return;
        if (best == kNone || room_[other] > room_[best]) best = other;
      });
      if (best == kNone) continue;
      level_[node] = level_[best];
      kept_[node] = kept_[best];
    }
  }

  const BasinQuestion& q_;
  Heights height_;
  BigVector<float> room_;
  BigVector<std::uint32_t> level_;
  BigVector<std::uint8_t> kept_;
};

/// Wet nodes that hang together; numbered from 1, 0 is all else.
struct Pools {
  BigVector<std::uint32_t> of_node;
  std::vector<Basin> basins;  ///< Of pool i + 1.
};

Pools find_pools(const BasinQuestion& q, const Flood& flood) {
  Pools pools;
  pools.of_node.assign(q.lattice.nodes(), 0);
  std::vector<Node> stack;
  for (Node seed = 0; seed < q.lattice.nodes(); ++seed) {
    if (pools.of_node[seed] != 0 || !flood.wet(seed)) continue;
    const auto id = static_cast<std::uint32_t>(pools.basins.size() + 1);
    Basin basin{.level = flood.level(seed),
                .lowest = flood.height(seed),
                .at = q.lattice.place(seed),
                .owned = {},
                .ends = 0,
                .leaks = {}};
    pools.of_node[seed] = id;
    for (stack = {seed}; !stack.empty();) {
      const Node node = stack.back();
      stack.pop_back();
      basin.level = std::max(basin.level, flood.level(node));
      if (const double height = flood.height(node); height < basin.lowest) {
        basin.lowest = height;
        basin.at = q.lattice.place(node);
      }
      q.lattice.for_each_linked(node, [&](Node other) {
        if (pools.of_node[other] != 0 || !flood.wet(other)) return;
        pools.of_node[other] = id;
        stack.push_back(other);
      });
    }
    pools.basins.push_back(basin);
  }
  return pools;
}

/// Openings of the pools below their level, and none at their surface.
std::vector<Mouth> leak_mouths(const BasinQuestion& q, const Flood& flood, const Pools& pools) {
  BigVector<std::uint32_t> label = pools.of_node;
  bool any = false;
  for (Node node = 0; node < q.lattice.nodes(); ++node) {
    if (!q.lattice.empty(node) || q.closed[node] != 0) label[node] = kNone;
    if (pools.of_node[node] == 0) continue;
    any = true;
    q.lattice.for_each_linked(node, [&](Node other) {
      // Near the surface, nodes go with the air above it or with the water by a hair.
      if (pools.of_node[other] == 0 && flood.height(other) + kSkin >= flood.level(node))
        label[other] = kNone;
    });
  }
  return any ? mouths_between(q.lattice, q.clearance, label) : std::vector<Mouth>{};
}

void measure_pools(const BasinQuestion& q, const Flood& flood, Pools& pools) {
  for (int axis = 0; axis < 3; ++axis)
    for_each_owned(q.lattice, axis, [&](Node node, double low, double high, const Crossing* above) {
      const std::uint32_t pool = pools.of_node[node];
      if (pool == 0) return;
      const double depth = flood.level(node) - flood.height(node);  // of the node under water
      const double slope = q.up[axis];
      const double wet = std::clamp(0.5 + depth / flood.heights().of_cell(), 0.0, 1.0);
      const double share = slope >= kSteep    ? std::max(0.0, std::min(high, depth / slope) - low)
                           : slope <= -kSteep ? std::max(0.0, high - std::max(low, depth / slope))
                                              : (high - low) * wet;
      pools.basins[pool - 1].owned[static_cast<std::size_t>(axis)] += share;
      if (above != nullptr) pools.basins[pool - 1].ends += 1;
    });
}

}  // namespace

std::vector<Basin> find_basins(const BasinQuestion& q, std::vector<Passage> through) {
  for (int round = 0;; ++round) {
    const Flood flood(q, through);
    Pools pools = find_pools(q, flood);
    const auto deep = [&](const Basin& basin) {
      return basin.level - basin.lowest + 0.5 >= q.depth_steps;
    };
    for (Node node = 0; node < q.lattice.nodes(); ++node)
      if (const std::uint32_t pool = pools.of_node[node];
          pool != 0 && !deep(pools.basins[pool - 1]))
        pools.of_node[node] = 0;
    std::vector<Mouth> mouths = leak_mouths(q, flood, pools);
    if (mouths.size() > kLeaksMost) mouths.resize(kLeaksMost);
    std::vector<Passage> passages(mouths.size());
    for_each_index(
        mouths.size(),
        [&](std::size_t i) {
          passages[i] = widest_passage(q.lattice, q.clearance, pools.of_node, mouths[i], q.spatial);
        },
        1);
    bool drains = false;
    for (std::size_t i = 0; i < mouths.size(); ++i) {
      if (passages[i].diameter_mm / 2 >= q.hole_steps * q.lattice.step_mm()) {
        through.push_back(std::move(passages[i]));
        drains = true;
      } else if (mouths[i].one == kOutside) {
        pools.basins[mouths[i].other - 1].leaks.push_back(std::move(passages[i]));
      }
    }
    if (drains && round + 1 < kRounds) continue;
    measure_pools(q, flood, pools);
    std::erase_if(pools.basins, [&](const Basin& basin) {
      return !deep(basin) || *std::max_element(basin.owned.begin(), basin.owned.end()) <= 0;
    });
    return pools.basins;
  }
}

}  // namespace pg::hollow
