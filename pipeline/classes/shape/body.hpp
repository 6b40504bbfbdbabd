#pragma once
/// A filled body and what is asked of it. Internal to shape_numbers.

#include <vector>

#include "pipeline/classes/sampling.hpp"
#include "pipeline/classes/shape/grid.hpp"
#include "pipeline/classes/shape/numbers.hpp"

namespace pg {

struct Body {
  Grid grid;
  std::vector<std::size_t> cells;  ///< Of the body, ascending.
  std::vector<float> depth;        ///< Of every cell of the grid, in cells; 0 outside.
};

/// Bend, taper and calibre of the dominant centreline; branches; levels of distance from an end.
void add_centreline_numbers(const Body& body, ShapeNumbers& numbers);
/// How the mass lies: moments, distances, spherical harmonics, silhouettes, tunnels.
void add_mass_numbers(const Body& body, ShapeNumbers& numbers);
/// The body's own outside as if it had been sampled: walls, insides and doubled shells are gone.
[[nodiscard]] SurfaceSampling outside_of(const Body& body, std::size_t count);

}  // namespace pg
