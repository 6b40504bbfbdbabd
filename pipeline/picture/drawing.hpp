#pragma once
/// What the pictures of this folder share.

#include "geometry/render/shading.hpp"
#include "pipeline/picture/views.hpp"

namespace pg {

/// Each pixel is the mean of this many squared.
inline constexpr int kSupersampling = 2;

/// From the right, the front and above: three faces of a box show.
[[nodiscard]] inline Vec3 oblique_direction() {
  return Vec3(0.62, -1.0, 0.55).normalized();
}

/// `view` is in pixels of the picture; it is drawn finer and averaged.
[[nodiscard]] Picture draw(const TriMesh& mesh, View view, const Paint& paint);

}  // namespace pg
