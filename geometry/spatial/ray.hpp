#pragma once
/// A ray against a triangle in double precision, without gaps and without double hits.
///
/// Method  Watertight test (Woop, Benthin, Wald 2013): the triangle is sheared so that the ray runs
///         along z, then three edge functions are compared in sign. The edge function of two
///         corners is exactly the negative of that of the same corners swapped, so neighbours agree
///         about their common edge. Where it is exactly 0 the ray is moved by (e, e^2) across its
///         direction (simulation of simplicity, Edelsbrunner and Muecke 1990): through an edge or a
///         vertex a ray hits exactly as many triangles as one just beside it.
/// Limits  A triangle seen exactly edge-on is not hit; its neighbours are.

#include <cmath>
#include <utility>

#include "geometry/vec3.hpp"

namespace pg {

struct RayHit {
  double distance = 0;         ///< In lengths of the direction.
  double barycentric[3] = {};  ///< Weights of the three corners, sum 1, none negative.
  bool back_side = false;      ///< The ray leaves through the face (runs along its outer normal).
};

class ShearedRay {
 public:
  ShearedRay(const Vec3& origin, const Vec3& direction) : origin_(origin) {
    direction.cwiseAbs().maxCoeff(&kz_);
    kx_ = (kz_ + 1) % 3;
    ky_ = (kx_ + 1) % 3;
    if (direction[kz_] < 0) std::swap(kx_, ky_);  // keeps the turning sense
    sx_ = direction[kx_] / direction[kz_];
    sy_ = direction[ky_] / direction[kz_];
    sz_ = 1.0 / direction[kz_];
  }

  [[nodiscard]] int axis(int k) const { return k == 0 ? kx_ : k == 1 ? ky_ : kz_; }
  [[nodiscard]] double shear_x() const { return sx_; }
  [[nodiscard]] double shear_y() const { return sy_; }

  /// True when the line of the ray passes through the triangle, before or behind the origin.
  [[nodiscard]] bool meets(const Vec3& a, const Vec3& b, const Vec3& c, RayHit& hit) const {
    const Vec3 ra = a - origin_, rb = b - origin_, rc = c - origin_;
    const double ax = ra[kx_] - sx_ * ra[kz_], ay = ra[ky_] - sy_ * ra[kz_];
    const double bx = rb[kx_] - sx_ * rb[kz_], by = rb[ky_] - sy_ * rb[kz_];
    const double cx = rc[kx_] - sx_ * rc[kz_], cy = rc[ky_] - sy_ * rc[kz_];
    const double u = cx * by - cy * bx;
    const double v = ax * cy - ay * cx;
    const double w = bx * ay - by * ax;
    const bool u_up = u != 0 ? u > 0 : side_of_moved(cx, cy, bx, by);
    const bool v_up = v != 0 ? v > 0 : side_of_moved(ax, ay, cx, cy);
    if (u_up != v_up) return false;
    const bool w_up = w != 0 ? w > 0 : side_of_moved(bx, by, ax, ay);
    if (v_up != w_up) return false;
    const double sum = u + v + w;
    if (sum == 0) return false;
    const double scale = 1.0 / sum;
    hit.barycentric[0] = u * scale;
    hit.barycentric[1] = v * scale;
    hit.barycentric[2] = w * scale;
    hit.distance = (u * ra[kz_] + v * rb[kz_] + w * rc[kz_]) * scale * sz_;
    hit.back_side = sum < 0;
    return true;
  }

 private:
  /// Sign of the edge function p x q after moving the ray by (e, e^2), when it is 0 before.
  static bool side_of_moved(double px, double py, double qx, double qy) {
    const double dy = py - qy;
    return dy != 0 ? dy > 0 : qx - px > 0;
  }

  Vec3 origin_;
  Eigen::Index kx_ = 0, ky_ = 1, kz_ = 2;
  double sx_ = 0, sy_ = 0, sz_ = 1;
};

}  // namespace pg
