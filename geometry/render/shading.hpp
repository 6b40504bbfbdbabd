#pragma once
/// From what each pixel shows to a picture: light, shadow in hollows, outlines.

#include <functional>

#include "geometry/render/image.hpp"
#include "geometry/render/rasterizer.hpp"

namespace pg {

/// A pixel of a surface: where it is in the picture and on the mesh.
struct SurfacePixel {
  int x = 0;
  int y = 0;
  FaceId face = kNone;
  std::array<float, 3> weight = {};  ///< Of the facet's corners.
  bool back_side = false;            ///< The inner side of the facet is seen.
};

/// The colour a surface has of itself, before light falls on it.
using Paint = std::function<Colour(const SurfacePixel&)>;

/// Neutral grey-beige of a printed part; the inner sides of facets darker and warmer, so that open
/// or inverted surfaces show.
[[nodiscard]] Colour neutral_paint(const SurfacePixel& pixel);

/// Method  Normals smoothed over edges flatter than 40 degrees; a key light from the upper left, a
///         fill from the right and the sky; hollows darkened by what rises around a pixel in the
///         depth image (screen-space ambient occlusion, after Mittring 2007); outlines where the
///         depth jumps. Fixed sample pattern: same bits on every run.
/// The picture has `supersampling` times fewer pixels each way than `seen`, each the mean of its
/// block; what shows nothing is transparent.
[[nodiscard]] Image shade(const TriMesh& mesh, const View& view, const DepthImage& seen,
                          const Paint& paint, int supersampling);

}  // namespace pg
