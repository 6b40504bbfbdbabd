#pragma once
/// Signs of determinants, exact for every finite input.
///
/// Method  A floating-point filter with a proven error bound; where it cannot tell, expansions
/// (exact
///         when the coordinate differences are, which holds for most coordinates that come from
///         files); where these do not apply, CGAL's exact kernel.
/// Source  Shewchuk, Adaptive precision floating-point arithmetic and fast robust geometric
///         predicates, Discrete and Computational Geometry 18, 1997.
/// Needs   Rounding to nearest.

#include "geometry/vec3.hpp"

namespace pg {

/// Sign of (d - a) . ((b - a) x (c - a)): positive when d lies on the side to which the triangle
/// faces.
[[nodiscard]] int orientation(const Vec3& a, const Vec3& b, const Vec3& c, const Vec3& d);

/// Sign of the area of a, b, c projected along `axis`, seen from its positive end.
[[nodiscard]] int orientation_along(int axis, const Vec3& a, const Vec3& b, const Vec3& c);

/// The three points lie on a line (or in a point).
[[nodiscard]] bool collinear(const Vec3& a, const Vec3& b, const Vec3& c);

/// A triangle's plane for many sides of points: the filter of `orientation`, its first half done
/// once.
class PlaneSide {
 public:
  PlaneSide(const Vec3& a, const Vec3& b, const Vec3& c);
  /// The sign of orientation(a, b, c, point), or 0 when the filter cannot tell.
  [[nodiscard]] int sure(const Vec3& point) const;
  /// Exact.
  [[nodiscard]] int operator()(const Vec3& point) const {
    const int sign = sure(point);
    return sign != 0 ? sign : orientation(a_, b_, c_, point);
  }

 private:
  Vec3 a_, b_, c_;
  Vec3 normal_, bound_;
};

namespace exact {
/// By CGAL; slow. For the cases above only.
[[nodiscard]] int orientation(const Vec3& a, const Vec3& b, const Vec3& c, const Vec3& d);
[[nodiscard]] int orientation_along(int axis, const Vec3& a, const Vec3& b, const Vec3& c);
}  // namespace exact

}  // namespace pg
