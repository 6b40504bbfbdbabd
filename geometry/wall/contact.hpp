#pragma once
/// The largest ball tangent at p that a flat triangle allows, in closed form.

#include "geometry/vec3.hpp"

namespace pg::wall {

struct FacetContact {
  double curvature = 0;        ///< 2 n.d / |d|^2 of the contact; 0: the triangle is no limit.
  double barycentric[3] = {};  ///< Where it touches.
  bool inside = false;         ///< Not on the triangle's edges.
};

/// Corners relative to p; n: unit normal at p into the solid. Balls tangent at p are nested, and a
/// ball's section with a plane or a line is convex, so the clamped optimum is the optimum.
[[nodiscard]] FacetContact contact_on_facet(const Vec3& a, const Vec3& b, const Vec3& c,
                                            const Vec3& n);

}  // namespace pg::wall
