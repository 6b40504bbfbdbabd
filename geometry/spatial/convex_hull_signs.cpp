#include "geometry/spatial/convex_hull_signs.hpp"

#include <CGAL/Exact_predicates_inexact_constructions_kernel.h>

namespace pg {
namespace {

using Kernel = CGAL::Exact_predicates_inexact_constructions_kernel;

Kernel::Point_3 point(const Vec3& p) {
  return {p[0], p[1], p[2]};
}
Kernel::Point_2 point(const Eigen::Vector2d& p) {
  return {p[0], p[1]};
}

}  // namespace

int orientation_sign(const Vec3& a, const Vec3& b, const Vec3& c, const Vec3& d) {
  return static_cast<int>(CGAL::orientation(point(a), point(b), point(c), point(d)));
}

int orientation_sign(const Eigen::Vector2d& a, const Eigen::Vector2d& b, const Eigen::Vector2d& c) {
  return static_cast<int>(CGAL::orientation(point(a), point(b), point(c)));
}

bool exactly_collinear(const Vec3& a, const Vec3& b, const Vec3& c) {
  return CGAL::collinear(point(a), point(b), point(c));
}

}  // namespace pg
