#include "pipeline/picture/thumbnail.hpp"

#include "geometry/render/shading.hpp"
#include "io/write/canvas.hpp"
#include "pipeline/picture/drawing.hpp"
#include "pipeline/picture/labels.hpp"

namespace pg {

namespace {

Picture oblique(const TriMesh& mesh, int width_px, int height_px) {
  return draw(mesh, fitted_view(mesh, oblique_direction(), Vec3::UnitZ(), width_px, height_px),
              neutral_paint);
}

}  // namespace

std::string thumbnail_png(const Subject& subject) {
  constexpr int kWidth = 480, kHeight = 360;
  const Picture picture = oblique(subject.mesh(), kWidth, kHeight);
  Canvas canvas(kWidth, kHeight, kPanel);
  canvas.image(0, 0, picture.image);
  scale_bar(canvas, 14, kHeight - 16, picture.px_per_mm, kWidth * 0.3);
  return canvas.png();
}

std::string list_picture_png(const Subject& subject) {
  return png_of(oblique(subject.mesh(), 192, 144).image);
}

}  // namespace pg
