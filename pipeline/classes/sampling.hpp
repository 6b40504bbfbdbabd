#pragma once
/// Points spread evenly over a surface, and the frame they are seen in.

#include <optional>
#include <vector>

#include "geometry/subject.hpp"
#include "geometry/vec3.hpp"

namespace pg {

struct SamplePoint {
  Vec3 at;       ///< In mm, relative to SurfaceSampling::centre.
  Vec3 outward;  ///< Unit normal, turned so that the whole has positive volume.
  FaceId face;
};

/// Method  Moments of the surface are exact sums over the triangles (Eberly, "Polyhedral mass
///         properties", for triangles). Points: one in each of `count` strips of equal area along
///         the faces, the place in the strip and in the triangle from a fixed sequence; then put in
///         one fixed mixed order, so that every prefix is a sample of its own.
/// Needs   A positive, finite area.
/// Limits  Strips follow the order of the faces, so another order gives another sample of the same
///         surface: shares differ by about 1 / (2 sqrt(count)) at most, not systematically.
/// Cost    Two parallel passes over the faces; same bits for any number of threads.
struct SurfaceSampling {
  std::vector<SamplePoint> points;
  double area_mm2 = 0;
  double volume_mm3 = 0;       ///< Absolute value of the raw sum about the centre; rough when open.
  Vec3 centre = Vec3::Zero();  ///< Of the surface's area.
  Mat3 axes = Mat3::Identity();  ///< Columns: principal axes, the longest first.
  double radius_mm = 0;  ///< Root mean square distance of the surface from its centre ("Rg").
};

/// None when the surface has no area.
[[nodiscard]] std::optional<SurfaceSampling> sample_surface(const Subject& subject,
                                                            std::size_t count);

/// A number in [0, 1) for an index: the same on every machine (SplitMix64).
[[nodiscard]] double mixed_fraction(std::uint64_t index);

}  // namespace pg
