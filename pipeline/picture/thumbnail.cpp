#include "pipeline/picture/thumbnail.hpp"

#include "geometry/render/shading.hpp"
#include "io/write/canvas.hpp"
#include "pipeline/picture/drawing.hpp"
#include "pipeline/picture/labels.hpp"

namespace pg {

std::string thumbnail_png(const Subject& subject) {
  constexpr int kWidth = 480, kHeight = 360;
  const TriMesh& mesh = subject.mesh();
  const Picture picture =
      draw(mesh, fitted_view(mesh, oblique_direction(), Vec3::UnitZ(), kWidth, kHeight),
           neutral_paint);
  Canvas canvas(kWidth, kHeight, kPanel);
  canvas.image(0, 0, picture.image);
  scale_bar(canvas, 14, kHeight - 16, picture.px_per_mm, kWidth * 0.3);
  return canvas.png();
}

}  // namespace pg
