#include "geometry/measure/fits.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "geometry/spatial/rotated_fit.hpp"
#include "testdata/shapes.hpp"

namespace pg {
namespace {

ConvexHull hull(const TriMesh& mesh) {
  return convex_hull(mesh.positions_mm);
}

/// Sides of rectangle p x q goes into a x b (Carver, Fitting a rectangle in a rectangle, 1957).
bool rectangle_fits(double p, double q, double a, double b) {
  if (p < q) std::swap(p, q);
  if (a < b) std::swap(a, b);
  if (p <= a && q <= b) return true;
  return p > a && q <= b &&
         b >=
             (2 * p * q * a + (p * p - q * q) * std::sqrt(p * p + q * q - a * a)) / (p * p + q * q);
}

TEST(UprightFit, RectanglesGoByTheClosedForm) {
  shapes::Random random(3);
  int yes = 0;
  for (int i = 0; i < 400; ++i) {
    const double p = random.uniform(10, 30), q = random.uniform(1, 10);
    const double a = random.uniform(10, 25), b = random.uniform(5, 20);
    const TriMesh mesh = shapes::transformed(
        shapes::box({p, q, 7}), shapes::rotation(random.uniform(0, 360), Vec3::UnitZ()), {5, 6, 7});
    const UprightFit fit(hull(mesh));
    EXPECT_EQ(fit.fits({a, b, 7.001}), rectangle_fits(p, q, a, b))
        << p << " " << q << " in " << a << " " << b;
    EXPECT_FALSE(fit.fits({100, 100, 6.9}));
    yes += rectangle_fits(p, q, a, b) ? 1 : 0;
  }
  EXPECT_GT(yes, 50);
  EXPECT_LT(yes, 350);
}

TEST(UprightFit, ABodyAsWideAsTheBoxFits) {
  EXPECT_TRUE(UprightFit(hull(shapes::box({20, 30, 40}))).fits({30, 20, 40}));
  EXPECT_FALSE(UprightFit(hull(shapes::box({20, 30, 40}))).fits({30, 19.999, 40}));
}

TEST(AnyTurnFit, ARodGoesAlongTheDiagonal) {
  // Thickness w: a w x w rod of length L fits a cube of 100 along its diagonal up to about
  // 173.2 - 2 * 1.22 w. (The box around it axis-parallel never fits.)
  for (const auto& [length, fits] : {std::pair{168.0, true}, {174.0, false}}) {
    const TriMesh rod = shapes::transformed(shapes::box({1, 1, length}), shapes::a_rotation());
    EXPECT_EQ(AnyTurnFit(hull(rod)).fits({100, 100, 100}), fits) << length;
    EXPECT_FALSE(UprightFit(hull(shapes::box({1, 1, length}))).fits({100, 100, 100}));
  }
}

TEST(AnyTurnFit, AFlatSquareGoesThroughACubeAskew) {
  // Prince Rupert: a square of 1.06 goes into the unit cube's largest square section.
  const TriMesh plate = shapes::transformed(shapes::box({105, 105, 0.2}), shapes::a_rotation());
  EXPECT_TRUE(AnyTurnFit(hull(plate)).fits({100, 100, 100}));
  const TriMesh large = shapes::transformed(shapes::box({107, 107, 0.2}), shapes::a_rotation());
  EXPECT_FALSE(AnyTurnFit(hull(large)).fits({100, 100, 100}));
}

TEST(AnyTurnFit, ABodyTurnedAwayIsTurnedBack) {
  shapes::Random random(8);
  for (int i = 0; i < 6; ++i) {
    const Vec3 size(random.uniform(10, 40), random.uniform(10, 40), random.uniform(10, 40));
    const Vec3 axis = random.direction();
    const TriMesh mesh =
        shapes::transformed(shapes::box(size, 2), shapes::rotation(random.uniform(0, 180), axis));
    EXPECT_TRUE(AnyTurnFit(hull(mesh)).fits({size[1] * 1.002, size[2] * 1.002, size[0] * 1.002}));
    EXPECT_FALSE(AnyTurnFit(hull(mesh)).fits({size[1] * 0.99, size[2] * 0.99, size[0] * 0.99}));
  }
}

TEST(Fits, CountsPrintersAsPosedAndTurned) {
  PrintRules rules;
  rules.printers = {{"wide", {100, 100, 20}}, {"tall", {30, 30, 100}}, {"small", {20, 20, 20}}};
  const Subject subject(shapes::box({90, 25, 15}), rules);
  const Measured measured = describe_fits().run(subject);
  ASSERT_EQ(measured.values.size(), 1u);
  EXPECT_EQ(measured.values[0].id, "fits");
  EXPECT_EQ(std::get<std::int64_t>(measured.values[0].members[0].second), 2);
  EXPECT_EQ(std::get<std::int64_t>(measured.values[0].members[1].second), 1);
  EXPECT_TRUE(measured.findings.empty());
}

TEST(Fits, WhatFitsNowhereIsFound) {
  PrintRules rules;
  rules.printers = {{"small", {20, 20, 20}}};
  const Measured measured = describe_fits().run(Subject(shapes::box({90, 25, 15}), rules));
  ASSERT_EQ(measured.findings.size(), 1u);
  EXPECT_EQ(measured.findings[0].id, "fits_no_printer");
  EXPECT_EQ(describe_fits().run(Subject(shapes::box({9, 9, 9}))).absent.size(), 1u);
}

}  // namespace
}  // namespace pg
