#include "geometry/wall/contact.hpp"

#include <algorithm>
#include <cmath>

namespace pg::wall {
namespace {

/// Where the first ball touches the segment from `start` along unit `e`: parameter in [0, length].
double touch_on_segment(const Vec3& start, const Vec3& e, double length, const Vec3& n) {
  const double x = n.dot(e);
  const double along = start.dot(e);
  const Vec3 s = start - along * e;
  const double a = s.dot(n - x * e);
  const double b = s.squaredNorm();
  const double root = std::sqrt(a * a + x * x * b);
  double at = -along;  // radius times x, from the foot of p on the line
  if (a > 0) {
    at += b / (a + root) * x;
  } else if (x != 0) {
    at += (root - a) / x;
  }
  return std::clamp(at, 0.0, length);
}

}  // namespace

FacetContact contact_on_facet(const Vec3& a, const Vec3& b, const Vec3& c, const Vec3& n) {
  FacetContact contact;
  const Vec3 cross = (b - a).cross(c - a);
  const double twice_area = cross.norm();
  if (twice_area > 0) {
    Vec3 normal = cross / twice_area;
    double offset = normal.dot(a);
    if (offset < 0) {
      normal = -normal;
      offset = -offset;
    }
    const double lean = 1 + normal.dot(n);
    if (offset > 0 && lean > 1e-12) {
      const double radius = offset / lean;
      const Vec3 q = radius * (n + normal);
      const double wa = (b - q).cross(c - q).dot(cross);
      const double wb = (c - q).cross(a - q).dot(cross);
      const double wc = (a - q).cross(b - q).dot(cross);
      if (wa >= 0 && wb >= 0 && wc >= 0) {
        const double sum = wa + wb + wc;
        contact = {1 / radius, {wa / sum, wb / sum, wc / sum}, true};
        return contact;
      }
    }
  }
  const Vec3* const corner[3] = {&a, &b, &c};
  for (int i = 0; i < 3; ++i) {
    const Vec3& from = *corner[i];
    const Vec3 edge = *corner[(i + 1) % 3] - from;
    const double length = edge.norm();
    if (!(length > 0)) continue;
    const double at = touch_on_segment(from, edge / length, length, n);
    const Vec3 q = from + at / length * edge;
    const double squared = q.squaredNorm();
    if (!(squared > 0)) continue;
    const double curvature = 2 * n.dot(q) / squared;
    if (curvature <= contact.curvature) continue;
    contact.curvature = curvature;
    contact.barycentric[i] = 1 - at / length;
    contact.barycentric[(i + 1) % 3] = at / length;
    contact.barycentric[(i + 2) % 3] = 0;
  }
  return contact;
}

}  // namespace pg::wall
