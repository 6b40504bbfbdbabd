#pragma once
/// Which chambers of the empty space drain through their openings.

#include <vector>

#include "geometry/hollow/passage.hpp"

namespace pg::hollow {

/// Chambers that hang together: one space with its openings.
struct Chamber {
  std::vector<std::uint32_t> regions;
  std::vector<std::size_t> mouths;  ///< To anything else.
  Vec3 at_mm = Vec3::Zero();        ///< Its roomiest place ...
  double ball_mm = 0;               ///< ... and the diameter of the ball that fits there.
  bool drains = false;              ///< A ball of the hole's size gets out.
  bool reached = false;             ///< Some way out was seen, however narrow.
};

struct Chambers {
  std::vector<Chamber> list;
  std::vector<Passage> passages;  ///< One for each mouth of the regions.
};

/// Method  Every mouth is measured (passage.hpp). A region not kWiderThanOpening times as wide as
/// its
///         widest way on belongs to what it opens into. Widest ways to the outside are then found
///         over the graph of regions and mouths (maximum spanning tree from the outside, Prim);
///         what a ball of the hole's size cannot leave does not drain, and such regions that meet
///         are one.
[[nodiscard]] Chambers find_chambers(const Lattice& lattice, const BigVector<float>& clearance,
                                     const Regions& regions, const Spatial& spatial,
                                     double hole_mm);

}  // namespace pg::hollow
