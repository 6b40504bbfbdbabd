#pragma once
/// Signs that decide the topology of a convex hull: exact, whatever the rounding.

#include "geometry/vec3.hpp"

namespace pg {

/// Sign of det(b - a, c - a, d - a): +1 when d lies on the side of plane abc that its normal
/// (b - a) x (c - a) points to, 0 when the four points are exactly coplanar.
[[nodiscard]] int orientation_sign(const Vec3& a, const Vec3& b, const Vec3& c, const Vec3& d);

/// Sign of det(b - a, c - a) in the plane: +1 for a left turn, 0 when exactly collinear.
[[nodiscard]] int orientation_sign(const Eigen::Vector2d& a, const Eigen::Vector2d& b,
                                   const Eigen::Vector2d& c);

/// True when the three points lie exactly on one line.
[[nodiscard]] bool exactly_collinear(const Vec3& a, const Vec3& b, const Vec3& c);

}  // namespace pg
