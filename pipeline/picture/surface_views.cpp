#include <algorithm>

#include "geometry/render/shading.hpp"
#include "pipeline/picture/drawing.hpp"
#include "pipeline/picture/views.hpp"

namespace pg {

Picture draw(const TriMesh& mesh, View view, const Paint& paint) {
  view.width_px *= kSupersampling;
  view.height_px *= kSupersampling;
  view.mm_per_px /= kSupersampling;
  const DepthImage seen = rasterize(mesh, view);
  return {shade(mesh, view, seen, paint, kSupersampling),
          1 / (view.mm_per_px * kSupersampling)};
}

FourViews four_views(const Subject& subject, int width_px, int height_px) {
  const TriMesh& mesh = subject.mesh();
  const Vec3 up = Vec3::UnitZ();
  std::array<View, 4> views = {
      fitted_view(mesh, -Vec3::UnitY(), up, width_px, height_px),
      fitted_view(mesh, Vec3::UnitX(), up, width_px, height_px),
      fitted_view(mesh, Vec3::UnitZ(), Vec3::UnitY(), width_px, height_px),
      fitted_view(mesh, oblique_direction(), up, width_px, height_px)};
  double coarsest = 0;
  for (const View& view : views) coarsest = std::max(coarsest, view.mm_per_px);
  for (View& view : views) view.mm_per_px = coarsest;
  return {draw(mesh, views[0], neutral_paint), draw(mesh, views[1], neutral_paint),
          draw(mesh, views[2], neutral_paint), draw(mesh, views[3], neutral_paint)};
}

}  // namespace pg
