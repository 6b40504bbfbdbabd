#pragma once
/// Bodies given by a distance-like function (negative inside), meshed: for test models that look
/// like what a lab prints.

#include <functional>

#include "geometry/mesh/tri_mesh.hpp"

namespace pg::shapes {

using Field = std::function<double(const Vec3&)>;

/// The surface field = 0 inside `box`, by marching tetrahedra (six to a cube) on a grid of `step`.
/// Closed and outward where the body does not touch the box; vertices shared.
[[nodiscard]] TriMesh mesh_of(const Field& field, const Box3& box, double step);

// Signed distances, exact or close to it near the surface.
[[nodiscard]] Field ball(const Vec3& centre, double radius);
[[nodiscard]] Field ellipsoid(const Vec3& centre, const Vec3& radii);
[[nodiscard]] Field capsule(const Vec3& from, const Vec3& to, double from_radius, double to_radius);
[[nodiscard]] Field block(const Vec3& centre, const Vec3& size);
[[nodiscard]] Field half_space(const Vec3& point, const Vec3& outward);
[[nodiscard]] Field cylinder(const Vec3& centre, const Vec3& axis, double radius, double length);

[[nodiscard]] Field join(Field a, Field b);
[[nodiscard]] Field blend(Field a, Field b,
                          double radius);  ///< Union with a fillet of about `radius`.
[[nodiscard]] Field common(Field a, Field b);
[[nodiscard]] Field without(Field a, Field b);
[[nodiscard]] Field grown(Field a, double by);

}  // namespace pg::shapes
