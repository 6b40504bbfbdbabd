#pragma once
/// What stays in a part when it is filled with water and left to drain.

#include <span>
#include <vector>

#include "geometry/hollow/passage.hpp"

namespace pg::hollow {

struct Basin {
  double level = 0;               ///< Height of the water, in steps from the lowest corner.
  double lowest = 0;              ///< Of its nodes.
  Vec3 at = Vec3::Zero();         ///< Its lowest node.
  std::array<double, 3> owned{};  ///< Volume in cubic steps, by each family of lines.
  double ends = 0;                ///< Of lines in it.
  std::vector<Passage> leaks;     ///< Openings below the level, too small to drain.
};

struct BasinQuestion {
  const Lattice& lattice;
  const BigVector<float>& clearance;
  std::span<const Node> from_roomiest;
  const BigVector<std::uint8_t>& closed;  ///< Nodes that are not to be drained: counted elsewhere.
  const Spatial& spatial;
  Vec3 up;             ///< Unit length.
  double hole_steps;   ///< Radius of the smallest hole that drains.
  double depth_steps;  ///< Basins less deep are none.
};

/// Needs   Room around the surface for the hole, the way that is up.
/// Method  A ball of the hole's size is carried from each place to the outside, so that the highest
///         position of its lowest point is least (minimax flood from the outside, buckets by
///         height): that is how high water stands there, since what the ball passes drains and what
///         it does not pass does not. Nodes too near the surface for the ball go with the roomiest
///         neighbour. Openings below the level are measured (passage.hpp); one that is large enough
///         after all lets the ball through, and the flood is repeated.
/// `through`: openings already known to be wide enough.
[[nodiscard]] std::vector<Basin> find_basins(const BasinQuestion& question,
                                             std::vector<Passage> through);

}  // namespace pg::hollow
