#pragma once
/// What one cut triangle contributes to the volume.

#include <span>

#include "geometry/solid/arrangement.hpp"

namespace pg {

/// The four readings of "inside" for a winding number: each is known for free once W is.
struct FourReadings {
  double nonzero = 0.0;   ///< |W| >= 1: the definition.
  double even_odd = 0.0;  ///< W odd.
  double positive = 0.0;  ///< W >= 1.
  double plain = 0.0;     ///< W itself: what a sum over the triangles gives.

  FourReadings& operator+=(const FourReadings& other);
  void add(int front, int back, double term);  ///< term * (f(back) - f(front)) for each reading f.
};

struct Contribution {
  FourReadings volume_mm3;
  double outer_area_mm2 = 0.0;  ///< Of the pieces that bound material.
  double cut_area_mm2 = 0.0;    ///< Of the triangle, where it was cut.

  Contribution& operator+=(const Contribution& other);
};

/// Method  Slabs between all ends and crossings of the segments; in a slab the segments that span
/// it cut
///         trapezoids, whose area is exact. One ray a slab, at its widest cell, gives W there;
///         walking over a segment changes W by the weight of the triangle on it. A new ray in each
///         slab keeps an error local.
/// Cost    Slabs times the segments in a slab, taken from the arrangement's meter: nothing once
/// that is
///         empty.
[[nodiscard]] Contribution cut_face(const Chain& chain, const Arrangement& arrangement, FaceId face,
                                    std::span<const Cut> cuts);

}  // namespace pg
