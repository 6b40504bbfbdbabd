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
  std::vector<Vec3> places;        ///< Their centres.
  std::vector<float> depth;        ///< Of every cell of the grid, in cells; 0 outside.
};

/// Ways through the body from one cell, by steps to neighbours.
struct Reached {
  std::vector<double> cost;  ///< Infinite where the body is not.
  std::size_t farthest = 0;  ///< The lowest of the cells that cost most.
};
/// A step costs its length. Cost: linear in the cells (Dial 1969, buckets as wide as a step).
[[nodiscard]] Reached reach_from(const Body& body, std::size_t start);

/// Between two ends of the body, keeping to the middle.
struct Centreline {
  std::vector<Vec3> points;    ///< Evenly along the way, smoothed; over the radius of the shape.
  std::vector<double> radius;  ///< Of the largest ball there, over the radius of the shape.
  std::vector<std::size_t> cells;
};
[[nodiscard]] Centreline centreline_of(const Body& body, std::size_t start, std::size_t end);

/// Bend, taper and calibre of the dominant centreline; branches; levels of distance from an end.
void add_centreline_numbers(const Body& body, ShapeNumbers& numbers);
/// How the mass lies: moments, distances, spherical harmonics, silhouettes, tunnels.
void add_mass_numbers(const Body& body, ShapeNumbers& numbers);
/// The body's own outside as if it had been sampled: walls, insides and doubled shells are gone.
[[nodiscard]] SurfaceSampling outside_of(const Body& body, std::size_t count);

}  // namespace pg
