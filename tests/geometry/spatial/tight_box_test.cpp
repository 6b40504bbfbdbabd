#include "geometry/spatial/tight_box.hpp"

#include <gtest/gtest.h>

#include "testdata/shapes.hpp"

namespace pg {
namespace {

TightBox box_of(const TriMesh& mesh) {
  return tight_box(convex_hull(mesh.positions_mm));
}

TEST(TightBox, TurnedBoxIsFoundExactly) {
  const TriMesh mesh =
      shapes::transformed(shapes::box({3, 7, 19}, 3), shapes::a_rotation(), {100, 5, -40});
  EXPECT_NEAR(box_of(mesh).volume(), 3 * 7 * 19, 1e-8);
}

TEST(TightBox, RegularTetrahedronFitsInACubeWithNoFaceFlush) {
  TriMesh mesh = shapes::tetrahedron(1);
  mesh.positions_mm = {Vec3(0, 0, 0), Vec3(1, 1, 0), Vec3(1, 0, 1), Vec3(0, 1, 1)};
  EXPECT_NEAR(box_of(shapes::transformed(mesh, shapes::a_rotation())).volume(), 1, 1e-9);
}

TEST(TightBox, NeverAboveBruteForceAndHoldsAllPoints) {
  shapes::Random random(8);
  for (int round = 0; round < 8; ++round) {
    TriMesh mesh = shapes::box({1, 1, 1});
    mesh.positions_mm.clear();
    for (int i = 0; i < 12; ++i)
      mesh.positions_mm.push_back(
          Vec3(random.uniform(0, 3), random.uniform(0, 2), random.uniform(0, 1)));
    const ConvexHull hull = convex_hull(mesh.positions_mm);
    const TightBox found = tight_box(hull);
    double least = found.volume() * 2;
    for (int i = 0; i < 600; ++i) {
      const Mat3 start = shapes::rotation(random.uniform(0, 360), random.direction());
      least = std::min(least, walk_down(start, hull.points_mm, 0.1).volume());
    }
    EXPECT_LE(found.volume(), least * 1.001) << round;
    const Box3 again = box_in_frame(found.frame, mesh.positions_mm);
    EXPECT_NEAR(again.size().prod(), found.volume(), 1e-12);
    EXPECT_NEAR((found.frame * found.frame.transpose() - Mat3::Identity()).norm(), 0, 1e-12);
  }
}

TEST(TightBox, TurningAndShufflingChangeNothing) {
  const TriMesh mesh = shapes::with_noise(
      shapes::transformed(shapes::sphere(10, 4000), Vec3(1, 2, 0.5).asDiagonal()), 0.2, 5);
  const double volume = box_of(mesh).volume();
  EXPECT_NEAR(box_of(shapes::shuffled(mesh, 2)).volume() / volume, 1, 1e-9);
  EXPECT_NEAR(box_of(shapes::transformed(mesh, shapes::a_rotation())).volume() / volume, 1, 1e-3);
}

}  // namespace
}  // namespace pg
