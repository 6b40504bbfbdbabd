#pragma once
/// Facets seen from above, and how two of them lie to each other.

#include <algorithm>
#include <array>

#include "geometry/support/polygon.hpp"
#include "geometry/support/pose.hpp"

namespace pg {

using ShadowCorners = std::array<Vec2, 3>;  ///< Counter-clockwise.

/// A facet seen from above.
struct Shadow {
  ShadowCorners corner;
  Linear height;               ///< z over x, y.
  double z_low = 0, z_high = 0;
  double slant = 1;  ///< Area of the facet to that of its shadow.
  FaceId face = kNone;
  bool up = false;
};

/// The shadow of a facet that has one.
[[nodiscard]] Shadow shadow_of(const TriMesh& mesh, const PosedMesh& pose, FaceId face);

[[nodiscard]] inline Polygon triangle(const Shadow& s) {
  Polygon polygon;
  for (const Vec2& corner : s.corner) polygon.add(corner);
  return polygon;
}

/// Positive on the inner side of side k.
[[nodiscard]] inline Linear inner_side(const ShadowCorners& corner, std::size_t k) {
  const Vec2& a = corner[k];
  const Vec2 along = corner[(k + 1) % 3] - a;
  const Vec2 inward(-along[1], along[0]);
  return {-inward.dot(a), inward};
}

[[nodiscard]] inline bool covers(const ShadowCorners& corner, const Vec2& p) {
  for (std::size_t k = 0; k < 3; ++k)
    if (inner_side(corner, k)(p) < 0) return false;
  return true;
}

/// The linear function over x, y that a partly hanging facet has as its flatness.
[[nodiscard]] inline Linear flatness_of(const TriMesh& mesh, const PosedMesh& pose,
                                        const PartialOverhang& partial) {
  const Triangle& t = mesh.triangles[partial.face];
  const Vec2 a = pose.at_mm[t[0]].head<2>();
  const Vec2 u = pose.at_mm[t[1]].head<2>() - a, v = pose.at_mm[t[2]].head<2>() - a;
  const double f = partial.flatness[1] - partial.flatness[0];
  const double g = partial.flatness[2] - partial.flatness[0];
  const double twice_area = u[0] * v[1] - u[1] * v[0];
  const Vec2 gradient = Vec2(f * v[1] - g * u[1], g * u[0] - f * v[0]) / twice_area;
  return {partial.flatness[0] - gradient.dot(a), gradient};
}

/// A side of `a` has all of `b` beyond it: no area is shared.
[[nodiscard]] inline bool apart(const ShadowCorners& a, const ShadowCorners& b) {
  for (std::size_t k = 0; k < 3; ++k) {
    const Vec2& from = a[k];
    const Vec2 along = a[(k + 1) % 3] - from, inward(-along[1], along[0]);
    // From a corner on, so that a common corner is on the side exactly.
    const auto beyond = [&](const Vec2& corner) { return inward.dot(corner - from) <= 0; };
    if (std::all_of(b.begin(), b.end(), beyond)) return true;
  }
  return false;
}

/// Height of `a` above `b`, plane to plane.
[[nodiscard]] inline Linear height_above(const Shadow& a, const Shadow& b) {
  return {a.height.offset - b.height.offset, a.height.gradient - b.height.gradient};
}

[[nodiscard]] inline double clamped_height(const Shadow& s, const Vec2& at) {
  return std::clamp(s.height(at), s.z_low, s.z_high);
}

}  // namespace pg
