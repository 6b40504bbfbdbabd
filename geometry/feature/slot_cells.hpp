#pragma once
/// The gap of a slot as a grid of places on the plane between its walls.

#include <limits>
#include <vector>

#include "geometry/feature/chords.hpp"

namespace pg::feature {

/// The plane between the walls.
struct Between {
  Vec3 at = Vec3::Zero();
  Vec3 normal = Vec3::UnitZ();
  double width = 0;

  [[nodiscard]] std::array<Vec3, 2> basis() const { return across(normal); }
};

struct Cell {
  double a = 0, b = 0;      ///< Place on the plane.
  double up = 0, down = 0;  ///< To the walls.
};

/// Where cells are looked for on the plane.
struct Window {
  Eigen::Vector2d low = Eigen::Vector2d::Constant(std::numeric_limits<double>::infinity());
  Eigen::Vector2d high = -low;

  /// About the chords that were seen.
  [[nodiscard]] static Window about(const Between& between, const std::vector<Chord>& chords);
  [[nodiscard]] double cell() const;  ///< Size of a cell.
  [[nodiscard]] bool holds(double a, double b) const {
    return a >= low[0] && a <= high[0] && b >= low[1] && b <= high[1];
  }
};

/// Of all sets of cells connected by their sides, that with most cells in the window.
[[nodiscard]] std::vector<Cell> cells_in(const Air& air, const Between& between,
                                         const Window& window);

/// All of the gap, however far it reaches beyond the window: it is widened where the gap goes on.
/// Returns the size of a cell in `cell`.
[[nodiscard]] std::vector<Cell> cells_of_gap(const Air& air, const Between& between,
                                             const Window& window, double& cell);

}  // namespace pg::feature
