// What a picture shows is where it should be: areas, depths and order against closed forms.

#include <gtest/gtest.h>
#include <tbb/global_control.h>

#include <algorithm>
#include <cmath>

#include "geometry/render/colour_map.hpp"
#include "geometry/render/rasterizer.hpp"
#include "geometry/render/shading.hpp"
#include "testdata/shapes.hpp"

namespace pg {
namespace {

View front_view(const TriMesh& mesh, int side_px) {
  return fitted_view(mesh, -Vec3::UnitY(), Vec3::UnitZ(), side_px, side_px);
}

std::size_t covered(const DepthImage& seen) {
  return seen.face.size() -
         static_cast<std::size_t>(std::count(seen.face.begin(), seen.face.end(), kNone));
}

TEST(Rasterizer, ABallCoversAsManyPixelsAsItsDisc) {
  const TriMesh ball = shapes::icosphere(10, 5);
  const View view = front_view(ball, 400);
  const double radius_px = 10 / view.mm_per_px;
  EXPECT_NEAR(static_cast<double>(covered(rasterize(ball, view))), M_PI * radius_px * radius_px,
              0.005 * M_PI * radius_px * radius_px);
}

TEST(Rasterizer, ABoxFillsThePictureUpToTheMarginAndHasNoHolesBetweenFacets) {
  const TriMesh box = shapes::box({10, 10, 10}, 7);
  const View view = fitted_view(box, -Vec3::UnitY(), Vec3::UnitZ(), 250, 250, 0.1);
  EXPECT_NEAR(view.mm_per_px, 10 / 200.0, 1e-12);
  EXPECT_EQ(covered(rasterize(box, view)), 200U * 200U);
}

TEST(Rasterizer, TheDepthOfEachPixelIsThatOfTheSurfaceNearestToTheViewer) {
  const TriMesh balls = shapes::together(
      {shapes::icosphere(5, 4), shapes::moved(shapes::icosphere(2, 4), {0, -12, 0})});
  const View view = front_view(balls, 300);
  const DepthImage seen = rasterize(balls, view);
  const auto middle = view.project({0, 0, 0});
  const std::size_t at =
      seen.at(static_cast<int>(middle.x()), static_cast<int>(middle.y()));
  // The small ball in front reaches y = -14; the view looks along +y.
  EXPECT_NEAR(static_cast<double>(seen.depth_mm[at]), view.project({0, -14, 0}).z(), 0.02);
}

TEST(Rasterizer, ProjectsRightToTheRightAndUpToTheTop) {
  const TriMesh box = shapes::box({10, 10, 10});
  const View view = front_view(box, 100);
  EXPECT_GT(view.project({1, 0, 0}).x(), view.project({0, 0, 0}).x());
  EXPECT_LT(view.project({0, 0, 1}).y(), view.project({0, 0, 0}).y());
  EXPECT_GT(view.project({0, -1, 0}).z(), view.project({0, 0, 0}).z());
}

TEST(Rasterizer, ThePictureIsTheSameForAnyNumberOfThreads) {
  const TriMesh mesh = shapes::torus(20, 7, 120, 60);
  const View view = fitted_view(mesh, Vec3(1, -2, 1), Vec3::UnitZ(), 320, 240);
  const auto picture = [&](std::size_t threads) {
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
    return shade(mesh, view, rasterize(mesh, view), neutral_paint, 2).rgba;
  };
  const auto one = picture(1);
  EXPECT_EQ(one, picture(2));
  EXPECT_EQ(one, picture(8));
}

TEST(Rasterizer, AMeshWithoutExtentGivesAnEmptyPictureAndNoCrash) {
  TriMesh flat;
  flat.positions_mm = {Vec3(0, 0, 0), Vec3(0, 1, 0), Vec3(0, 2, 0)};
  flat.triangles = {{0, 1, 2}};
  const View view = front_view(flat, 64);
  EXPECT_EQ(covered(rasterize(flat, view)), 0U);
}

TEST(Shading, InnerSidesOfAnOpenSurfaceLookUnlikeItsOuterSides) {
  TriMesh cap = shapes::box({10, 10, 10});
  std::erase_if(cap.triangles, [&](const Triangle& t) {  // the side towards the viewer
    return std::all_of(t.begin(), t.end(), [&](VertexId v) { return cap.positions_mm[v].y() < 0; });
  });
  const View view = front_view(cap, 60);
  std::size_t inner = 0;
  const auto paint = [&](const SurfacePixel& pixel) {
    return pixel.back_side ? Colour{1, 0, 0} : Colour{0, 0, 1};
  };
  const Image image = shade(cap, view, rasterize(cap, view), paint, 1);
  for (std::size_t at = 0; at < image.rgba.size(); at += 4)
    inner += image.rgba[at] > 20 && image.rgba[at + 2] == 0 ? 1 : 0;
  EXPECT_GT(inner, 2000U);
}

TEST(ColourMap, GetsBrighterAllTheWaySoThatItPrintsInGrey) {
  double before = -1;
  for (int i = 0; i <= 100; ++i) {
    const Colour colour = viridis(i / 100.0);
    const double grey = 0.2126 * std::pow(colour[0], 2.2) + 0.7152 * std::pow(colour[1], 2.2) +
                        0.0722 * std::pow(colour[2], 2.2);
    EXPECT_GT(grey, before) << i;
    before = grey;
  }
  EXPECT_EQ(viridis(-1), viridis(0));
  EXPECT_EQ(viridis(2), viridis(1));
}

}  // namespace
}  // namespace pg
