#pragma once
/// The blocks that shape_numbers is put together from. Internal to it.

#include "pipeline/classes/sampling.hpp"
#include "pipeline/classes/shape/numbers.hpp"

namespace pg {

/// Proportions, mass, hull, distances of pairs, mirror planes.
void add_whole_numbers(const SurfaceSampling& sampling, ShapeNumbers& numbers);
/// Thickness, gaps and openness by rays.
void add_ray_numbers(const Subject& subject, const SurfaceSampling& sampling,
                     ShapeNumbers& numbers);
/// Curvature at three scales.
void add_curvature_numbers(const SurfaceSampling& sampling, ShapeNumbers& numbers);
/// The same of the filled body's outside, at the two larger scales.
void add_outside_curvature_numbers(const SurfaceSampling& outside, ShapeNumbers& numbers);
/// Largest balls that touch the surface, inside and outside.
void add_ball_numbers(const Subject& subject, const SurfaceSampling& sampling,
                      ShapeNumbers& numbers);
/// The filled body on a grid: chambers, thickness, the dominant centreline and its branches, mass,
/// outside. False: the grid holds nothing (coordinates at the end of their range).
[[nodiscard]] bool add_body_numbers(const Subject& subject, const SurfaceSampling& sampling,
                                    ShapeNumbers& numbers);

/// Logarithm that stays finite for 0.
[[nodiscard]] inline double log_of(double value) {
  return std::log(std::max(value, 1e-4));
}

}  // namespace pg
