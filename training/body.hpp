#pragma once
/// Made-up bodies: balls and tapered rods flowing into each other, bent a little everywhere.

#include <vector>

#include "testdata/implicit.hpp"
#include "testdata/shapes.hpp"

namespace pg::training {

using shapes::Field;
using shapes::Random;

/// Rods (balls where both ends agree) joined with fillets. A soft minimum: -k log sum exp(-d / k).
class Body {
 public:
  explicit Body(double softness) : softness_(softness) {}
  void rod(const Vec3& from, const Vec3& to, double from_radius, double to_radius);
  void ball(const Vec3& centre, double radius) { rod(centre, centre, radius, radius); }
  /// Rods along a line through points, radius from one end to the other; a wave of calibre of
  /// `uneven` of the radius.
  void tube(const std::vector<Vec3>& points, double from_radius, double to_radius,
            double uneven = 0, double phase = 0);
  [[nodiscard]] double distance(const Vec3& at) const;
  [[nodiscard]] Field field() const;
  [[nodiscard]] Box3 box(double margin) const;
  [[nodiscard]] bool empty() const { return rods_.empty(); }

 private:
  struct Rod {
    Vec3 from, along;
    double length2, from_radius, more;
  };
  std::vector<Rod> rods_;
  double softness_;
};

/// A smooth line: `count` points from a walk that turns by up to `bend` radians a step.
[[nodiscard]] std::vector<Vec3> wandering(const Vec3& start, const Vec3& direction, double length,
                                          double bend, int count, Random& random);

/// The field seen through a slow random bending of space, about `share` of `size`.
[[nodiscard]] Field bent(Field field, double size, double share, Random& random);
/// A bumpy surface: bumps of height `height` and width `width`.
[[nodiscard]] Field bumpy(Field field, double height, double width, Random& random);
/// Only the wall: between the surface and `wall` outside of it.
[[nodiscard]] Field hollowed(Field field, double wall);

/// Meshed at about `cells` cells along the longest side, fewer than 400,000 in all.
[[nodiscard]] TriMesh meshed(const Field& field, const Box3& box, double cells);

}  // namespace pg::training
