#pragma once
/// The gap of a slot as a grid of places on the plane between its walls.

#include <array>
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

/// By chords that run across it; at least one.
[[nodiscard]] Between plane_between(const std::vector<Chord>& chords);

struct Cell {
  double a = 0, b = 0;      ///< Place on the plane.
  double up = 0, down = 0;  ///< To the walls.
};

/// Of the cells about `chords` that see both walls at the slot's width, the largest set connected
/// by their sides; `cell` is set to the size of a cell.
[[nodiscard]] std::vector<Cell> largest_part(const Air& air, const Between& between,
                                             const std::vector<Chord>& chords, double& cell);

}  // namespace pg::feature
