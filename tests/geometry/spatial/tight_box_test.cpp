#include "geometry/spatial/tight_box.hpp"

#include <gtest/gtest.h>

#include "testdata/shapes.hpp"

namespace pg {
namespace {

TightBox box_of(const TriMesh& mesh) {
  return tight_box(convex_hull(mesh.positions_mm));
}

TriMesh cloud(const std::vector<Vec3>& points) {
  TriMesh mesh;
  mesh.positions_mm.assign(points.begin(), points.end());
  return mesh;
}

TEST(TightBox, TurnedBoxIsFoundExactly) {
  for (const Vec3& size : {Vec3(3, 7, 19), Vec3(1, 1, 1), Vec3(0.01, 5, 5), Vec3(0.1, 0.1, 100)}) {
    const TriMesh mesh =
        shapes::transformed(shapes::box(size, 3), shapes::a_rotation(), {100, 5, -40});
    EXPECT_NEAR(box_of(mesh).volume() / size.prod(), 1, 1e-9) << size.transpose();
  }
}

TEST(TightBox, RegularTetrahedronFitsInACubeWithNoFaceFlush) {
  const TriMesh mesh = cloud({Vec3(0, 0, 0), Vec3(1, 1, 0), Vec3(1, 0, 1), Vec3(0, 1, 1)});
  EXPECT_NEAR(box_of(shapes::transformed(mesh, shapes::a_rotation())).volume(), 1, 1e-9);
}

TEST(TightBox, NeverAboveBruteForceAndHoldsAllPoints) {
  shapes::Random random(8);
  for (int round = 0; round < 12; ++round) {
    // Flat, long and round clouds: 1 : 1 : 1 to 27 : 9 : 1.
    const double aspect = 1 + round % 4 * 2.0 / 3;
    std::vector<Vec3> points;
    for (int i = 0; i < 8 + 3 * round; ++i)
      points.push_back(Vec3(random.uniform(0, aspect * aspect), random.uniform(0, aspect),
                            random.uniform(0, 1)));
    const ConvexHull hull = convex_hull(points);
    const SupportHull support(hull);
    const TightBox found = tight_box(hull);
    double least = found.volume() * 2;
    for (int i = 0; i < 600; ++i) {
      const Mat3 start = shapes::rotation(random.uniform(0, 360), random.direction());
      least = std::min(least, walk_down(start, support, 0.1).volume());
    }
    EXPECT_LE(found.volume(), least * (1 + 1e-9)) << round;
    const Box3 again = box_in_frame(found.frame, points);
    EXPECT_NEAR(again.size().prod(), found.volume(), 1e-12 * found.volume());
    EXPECT_NEAR((found.frame * found.frame.transpose() - Mat3::Identity()).norm(), 0, 1e-12);
  }
}

TEST(TightBox, TurningAndShufflingChangeNothing) {
  // The first is nearly round: many boxes are nearly the smallest.
  for (const Vec3& size : {Vec3(1, 1.01, 1.02), Vec3(1, 2, 0.5), Vec3(1, 20, 0.3)}) {
    const TriMesh mesh = shapes::with_noise(
        shapes::transformed(shapes::sphere(10, 4000), size.asDiagonal()), 0.02, 5);
    const double volume = box_of(mesh).volume();
    EXPECT_NEAR(box_of(shapes::shuffled(mesh, 2)).volume() / volume, 1, 1e-9) << size.transpose();
    for (int turn = 1; turn <= 3; ++turn) {
      const Mat3 rotation = shapes::rotation(77.0 * turn, Vec3(turn, -1, 0.3).normalized());
      EXPECT_NEAR(box_of(shapes::transformed(mesh, rotation)).volume() / volume, 1, 1e-9)
          << size.transpose() << ", turn " << turn;
    }
  }
}

TEST(TightBox, FacesCutFinerChangeNothing) {
  const TriMesh mesh = shapes::transformed(shapes::box({3, 7, 19}, 1), shapes::a_rotation());
  EXPECT_NEAR(box_of(shapes::subdivided(shapes::subdivided(mesh))).volume(), 3 * 7 * 19, 1e-8);
}

TEST(SupportHull, HighestPointIsThatOfASearchOverAll) {
  shapes::Random random(3);
  const TriMesh mesh = shapes::with_noise(
      shapes::transformed(shapes::sphere(10, 3000), Vec3(1, 4, 0.2).asDiagonal()), 0.01, 7);
  const ConvexHull hull = convex_hull(mesh.positions_mm);
  const SupportHull support(hull);
  for (int i = 0; i < 2000; ++i) {
    const Vec3 direction = random.direction();
    double highest = -1e300;
    for (const Vec3& p : hull.points_mm) highest = std::max(highest, direction.dot(p));
    EXPECT_NEAR(direction.dot(support.point(support.highest(direction))), highest, 1e-12);
  }
}

TEST(SupportHull, RivalsAreAllThatCanBecomeTheHighest) {
  shapes::Random random(4);
  const TriMesh mesh = shapes::with_noise(shapes::sphere(10, 3000), 0.3, 7);
  const ConvexHull hull = convex_hull(mesh.positions_mm);
  const SupportHull support(hull);
  SupportHull::Rivals rivals(support);
  for (int i = 0; i < 200; ++i) {
    const Vec3 a = random.direction();
    const double reach = random.uniform(0, 0.1);
    const std::vector<VertexId> found = rivals.of(support.highest(a), a, reach, 100000);
    for (int k = 0; k < 20; ++k) {
      const Vec3 w(random.uniform(-reach, reach), random.uniform(-reach, reach),
                   random.uniform(-reach, reach));
      const VertexId winner = support.highest(a + w.cross(a));
      EXPECT_NE(std::find(found.begin(), found.end(), winner), found.end());
    }
    EXPECT_TRUE(rivals.of(support.highest(a), a, reach, 0).empty() || found.size() == 1);
  }
}

}  // namespace
}  // namespace pg
