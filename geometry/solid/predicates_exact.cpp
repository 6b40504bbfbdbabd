#include <CGAL/Exact_predicates_inexact_constructions_kernel.h>

#include "geometry/solid/predicates.hpp"

namespace pg::exact {
namespace {

using Kernel = CGAL::Exact_predicates_inexact_constructions_kernel;

Kernel::Point_3 in_space(const Vec3& p) {
  return {p[0], p[1], p[2]};
}
Kernel::Point_2 in_plane(const Vec3& p, int axis) {
  return {p[(axis + 1) % 3], p[(axis + 2) % 3]};
}

}  // namespace

int orientation(const Vec3& a, const Vec3& b, const Vec3& c, const Vec3& d) {
  return static_cast<int>(CGAL::orientation(in_space(a), in_space(b), in_space(c), in_space(d)));
}

int orientation_along(int axis, const Vec3& a, const Vec3& b, const Vec3& c) {
  return static_cast<int>(
      CGAL::orientation(in_plane(a, axis), in_plane(b, axis), in_plane(c, axis)));
}

}  // namespace pg::exact
