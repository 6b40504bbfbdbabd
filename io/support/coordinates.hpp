#pragma once
/// Which coordinates a reader lets through.

#include <cmath>

#include "geometry/vec3.hpp"

namespace pg {

/// What is larger counts as infinite: then lengths, volumes and moments of what was read stay
/// within doubles. No unit of length makes anything real so large, and no float32 reaches it, so
/// binary STL needs no check.
inline constexpr double kCoordinateMax = 1e60;

[[nodiscard]] inline bool is_sound(const Vec3& point) {
  return std::abs(point[0]) <= kCoordinateMax && std::abs(point[1]) <= kCoordinateMax &&
         std::abs(point[2]) <= kCoordinateMax;  // false for what is no number
}

}  // namespace pg
