#pragma once
/// How large a ball passes an opening: from a path on the lattice to a tenth of a percent.

#include "geometry/hollow/watershed.hpp"
#include "geometry/spatial/spatial.hpp"

namespace pg::hollow {

struct Passage {
  Vec3 at_mm = Vec3::Zero();  ///< Its narrowest place.
  double diameter_mm = 0;     ///< Of the largest ball that passes.
  std::vector<Node> way;      ///< From one side to the other, to where there is more room.
};

/// Method  A path through the mouth, up the clearance on both sides, is pulled to where there is
///         most room across it (pattern search; a step is shorter than the clearance, so no point
///         changes the side of a wall), then halved around its narrowest point until neighbours are
///         1/64 of a step apart. Clearance is the exact distance to the nearest triangle.
/// Limits  A lower bound: a wider way that the lattice did not show is not looked for.
/// Cost    Some hundred nearest points.
[[nodiscard]] Passage widest_passage(const Lattice& lattice, const BigVector<float>& clearance,
                                     const BigVector<std::uint32_t>& region_of_node,
                                     const Mouth& mouth, const Spatial& spatial);

}  // namespace pg::hollow
