// Volumes of clean meshes: exact shapes and the laws.

#include <gtest/gtest.h>
#include <tbb/global_control.h>

#include <cmath>
#include <numbers>

#include "geometry/measure/genus.hpp"
#include "geometry/solid/solid.hpp"
#include "geometry/subject.hpp"
#include "testdata/shapes.hpp"

namespace pg {
namespace {

/// Sum of tetrahedra in long double: the exact volume of a clean mesh to its rounding.
double sum_of(const TriMesh& mesh) {
  long double sum = 0.0L;
  for (const Triangle& t : mesh.triangles) {
    const Eigen::Matrix<long double, 3, 1> a = mesh.positions_mm[t[0]].cast<long double>();
    const Eigen::Matrix<long double, 3, 1> b = mesh.positions_mm[t[1]].cast<long double>();
    const Eigen::Matrix<long double, 3, 1> c = mesh.positions_mm[t[2]].cast<long double>();
    sum += a.dot(b.cross(c)) / 6.0L;
  }
  return static_cast<double>(sum);
}

Solid solid_from(TriMesh mesh) {
  const Subject subject(std::move(mesh));
  return Solid::of(subject);
}

constexpr double kRounding = 1e-12;  // relative: sums of about 1e5 doubles about the box's centre

TEST(Solid, ExactShapesHaveTheirVolume) {
  EXPECT_NEAR(solid_from(shapes::box({2, 3, 4}, 3)).volume_mm3.nonzero, 24.0, 24 * kRounding);
  EXPECT_NEAR(solid_from(shapes::tetrahedron(6)).volume_mm3.nonzero, 36.0, 36 * kRounding);
  const TriMesh torus = shapes::torus(30, 10, 120, 60);
  EXPECT_NEAR(solid_from(torus).volume_mm3.nonzero, sum_of(torus), sum_of(torus) * kRounding);
  // A tube is its outer prism less its inner one: areas of regular polygons.
  const double segments = 64;
  const double per_square = 0.5 * segments * std::sin(2 * std::numbers::pi / segments);
  const double tube = per_square * (10 * 10 - 7 * 7) * 25;
  EXPECT_NEAR(solid_from(shapes::pipe(7, 10, 25, 64)).volume_mm3.nonzero, tube, tube * kRounding);
}

TEST(Solid, AClosedShellIsItsOuterBallLessItsCavity) {
  const TriMesh shell = shapes::shell(15, 20, 5000);
  const Solid solid = solid_from(shell);
  EXPECT_NEAR(solid.volume_mm3.nonzero, sum_of(shell), sum_of(shell) * kRounding);
  ASSERT_NE(solid.find(SolidNote::kCavity), nullptr);
  EXPECT_LT(solid.plus_minus_mm3, 1e-8 * solid.volume_mm3.nonzero);
}

TEST(Solid, MovingScalingAndShufflingChangeNothingButTheScale) {
  const TriMesh shell = shapes::shell(15, 20, 3000);
  const double before = solid_from(shell).volume_mm3.nonzero;
  for (const double scale : {0.01, 1.0, 100.0}) {
    TriMesh other = shapes::shuffled(
        shapes::scaled(shapes::transformed(shell, shapes::a_rotation(), {3, 5, 7}), scale), 5);
    const double wanted = before * scale * scale * scale;
    EXPECT_NEAR(solid_from(std::move(other)).volume_mm3.nonzero, wanted, 1e-10 * wanted);
  }
}

TEST(Solid, ASheetEnclosesNothing) {
  TriMesh sheet;
  sheet.positions_mm = {{0, 0, 0}, {1, 0, 0}, {1, 1, 0}, {0, 1, 0}};
  sheet.triangles = {{0, 1, 2}, {0, 2, 3}};
  EXPECT_TRUE(solid_from(sheet).none.has_value());
}

TEST(Genus, RingsHaveOneHandleEach) {
  const TriMesh torus = shapes::torus(30, 10, 40, 20);
  EXPECT_EQ(measure_genus(Subject(torus)).value(), 1);
  EXPECT_EQ(measure_genus(Subject(shapes::sphere(20, 2000))).value(), 0);
  EXPECT_EQ(
      measure_genus(Subject(shapes::together({torus, shapes::moved(torus, {100, 0, 0})}))).value(),
      2);
}

}  // namespace
}  // namespace pg
