#pragma once
/// Points spread evenly over a surface, and the frame they are seen in.

#include <array>
#include <cmath>
#include <numbers>
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

/// The 4,096 points that all of the recogniser looks at, made once for a subject.
[[nodiscard]] const std::optional<SurfaceSampling>& surface_sampling(const Subject& subject);

/// Half of a sphere evenly covered by `N` directions (Fibonacci lattice); opposites complete it.
template <std::size_t N>
[[nodiscard]] std::array<Vec3, N> half_sphere() {
  std::array<Vec3, N> directions;
  for (std::size_t i = 0; i < N; ++i) {
    const double z = (static_cast<double>(i) + 0.5) / static_cast<double>(N);
    const double around = 2 * std::numbers::pi * static_cast<double>(i) / std::numbers::phi;
    const double r = std::sqrt(1 - z * z);
    directions[i] = {r * std::cos(around), r * std::sin(around), z};
  }
  return directions;
}

/// Columns: two tangents and the normal; the first tangent from the principal axis that the normal
/// is least along, so that the frame turns with the model.
[[nodiscard]] Mat3 frame_at(const Vec3& normal, const Mat3& axes);

/// For each principal plane, the mean distance from `mirrored` samples, mirrored, to the nearest of
/// `targets` others; over the radius.
[[nodiscard]] std::array<double, 3> mirror_distances(const SurfaceSampling& sampling,
                                                     std::size_t mirrored, std::size_t targets);

/// A number in [0, 1) for an index: the same on every machine (SplitMix64).
[[nodiscard]] double mixed_fraction(std::uint64_t index);

}  // namespace pg
