#include "geometry/spatial/convex_hull.hpp"

#include <gtest/gtest.h>
#include <tbb/global_control.h>

#include <numbers>

#include "geometry/measure/hull_volume.hpp"
#include "geometry/measure/max_extent.hpp"
#include "testdata/shapes.hpp"

namespace pg {
namespace {

/// Euler's formula and no point outside any face by more than rounding.
void expect_hull_of(const ConvexHull& hull, std::span<const Vec3> points) {
  ASSERT_EQ(hull.dimension, 3);
  EXPECT_EQ(hull.faces.size(), 2 * hull.points_mm.size() - 4);
  Box3 box;
  for (const Vec3& p : points) box.extend(p);
  for (const Triangle& face : hull.faces) {
    const Vec3& a = hull.points_mm[face[0]];
    const Vec3 normal = (hull.points_mm[face[1]] - a).cross(hull.points_mm[face[2]] - a);
    ASSERT_GT(normal.norm(), 0);
    for (const Vec3& p : hull.points_mm)
      ASSERT_LE(normal.normalized().dot(p - a), 1e-9 * box.diagonal());
    for (std::size_t i = 0; i < points.size(); i += 7)
      ASSERT_LE(normal.normalized().dot(points[i] - a), 1e-9 * box.diagonal());
  }
}

std::vector<Vec3> random_points(std::size_t count, std::uint64_t seed) {
  shapes::Random random(seed);
  std::vector<Vec3> points;
  for (std::size_t i = 0; i < count; ++i)
    points.push_back({random.uniform(-3, 5), random.uniform(-1, 1), random.uniform(10, 20)});
  return points;
}

TEST(ConvexHull, CubeInAnyPoseHasItsVolume) {
  for (const int cells : {1, 2, 9}) {
    const TriMesh cube =
        shapes::transformed(shapes::box({2, 2, 2}, cells), shapes::a_rotation(), {1000, -300, 7});
    EXPECT_NEAR(hull_volume_mm3(convex_hull(cube.positions_mm)), 8, 1e-9);
    EXPECT_NEAR(hull_volume_mm3(convex_hull(shapes::box({2, 2, 2}, cells).positions_mm)), 8, 1e-12);
  }
}

TEST(ConvexHull, HoldsRandomPointsAndSpheres) {
  for (const std::uint64_t seed : {1, 2, 3}) {
    const std::vector<Vec3> points = random_points(500, seed);
    expect_hull_of(convex_hull(points), points);
  }
  const TriMesh sphere = shapes::sphere(10, 3000);
  const ConvexHull hull = convex_hull(sphere.positions_mm);
  expect_hull_of(hull, sphere.positions_mm);
  EXPECT_EQ(hull.points_mm.size(), sphere.positions_mm.size());
}

TEST(ConvexHull, SmallIntegersAreFullOfTiesAndStillExact) {
  // Every point of a 6 x 5 x 4 lattice, some twice: all signs between coplanar points are exactly
  // 0.
  std::vector<Vec3> points;
  for (int x = 0; x < 6; ++x)
    for (int y = 0; y < 5; ++y)
      for (int z = 0; z < 4; ++z)
        for (int twice = 0; twice < 1 + (x + y) % 2; ++twice) points.push_back(Vec3(x, y, z));
  shapes::Random random(9);
  for (int round = 0; round < 20; ++round) {
    for (std::size_t i = points.size(); i > 1; --i)
      std::swap(points[i - 1], points[random.below(i)]);
    EXPECT_DOUBLE_EQ(hull_volume_mm3(convex_hull(points)), 5 * 4 * 3);
  }
}

TEST(ConvexHull, FlatLineLikeAndSinglePointSets) {
  std::vector<Vec3> flat;
  for (int i = 0; i < 10; ++i)
    for (int j = 0; j < 10; ++j) flat.push_back(Vec3(i, j, i + 2 * j));
  const ConvexHull plate = convex_hull(flat);
  EXPECT_EQ(plate.dimension, 2);
  EXPECT_EQ(plate.points_mm.size(), 4u);
  EXPECT_EQ(hull_volume_mm3(plate), 0);
  const std::vector<Vec3> line = {Vec3(1, 2, 3), Vec3(3, 6, 9), Vec3(2, 4, 6), Vec3(-1, -2, -3)};
  EXPECT_EQ(convex_hull(line).dimension, 1);
  EXPECT_NEAR(measure_max_extent(convex_hull(line).points_mm).value_mm, std::sqrt(14) * 4, 1e-12);
  EXPECT_EQ(convex_hull(std::vector<Vec3>(5, Vec3(1, 1, 1))).dimension, 0);
  EXPECT_EQ(convex_hull({}).dimension, -1);
  // Flat but for one point a hair off the plane.
  flat.push_back(Vec3(4, 4, 12 + 1e-12));
  const ConvexHull hair = convex_hull(flat);
  EXPECT_EQ(hair.dimension, 3);
  EXPECT_NEAR(hull_volume_mm3(hair), 0, 1e-9);
}

TEST(ConvexHull, SameForAnyNumberOfThreads) {
  const TriMesh mesh = shapes::with_noise(shapes::sphere(40, 40'000), 2, 1);
  ConvexHull first;
  for (const std::size_t threads : {1, 2, 7}) {
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
    const ConvexHull hull = convex_hull(mesh.positions_mm);
    if (threads == 1) first = hull;
    EXPECT_EQ(hull.vertices, first.vertices);
    EXPECT_EQ(hull.faces, first.faces);
  }
}

TEST(MaxExtent, EqualsBruteForce) {
  std::vector<std::vector<Vec3>> sets;
  for (const std::uint64_t seed : {4, 5, 6}) sets.push_back(random_points(700, seed));
  for (const TriMesh& mesh :
       {shapes::sphere(10, 3000), shapes::icosphere(3, 3), shapes::torus(30, 10, 40, 20),
        shapes::box({3, 4, 5}, 4), shapes::with_noise(shapes::sphere(10, 3000), 0.01, 3)})
    sets.emplace_back(mesh.positions_mm.begin(), mesh.positions_mm.end());
  for (const std::vector<Vec3>& points : sets) {
    double longest = 0;
    for (const Vec3& p : points)
      for (const Vec3& q : points) longest = std::max(longest, (p - q).norm());
    const MaxExtent extent = measure_max_extent(convex_hull(points).points_mm);
    EXPECT_NEAR(extent.value_mm, longest, 1e-13 * longest);
    EXPECT_EQ((extent.to - extent.from).norm(), extent.value_mm);
  }
}

}  // namespace
}  // namespace pg
