#include "pipeline/classes/features.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "testdata/shapes.hpp"

namespace pg {
namespace {

ShapeFeatures features_of(TriMesh mesh) {
  return shape_features(Subject(std::move(mesh)));
}

// 2,048 stratified samples: a share of one half has a standard error of at most 0.011, so 0.04 is
// over three of them. 768 samples for local shape: 0.018, so 0.06.
constexpr double kShareError = 0.04;
constexpr double kLocalError = 0.06;

TEST(ShapeFeatures, BoxHasItsSizesAndLiesInItsSixPlanes) {
  const ShapeFeatures f = features_of(
      shapes::transformed(shapes::box({100, 50, 20}, 3), shapes::a_rotation(), Vec3(7, 8, 9)));
  EXPECT_NEAR(*f.longest_mm, 100,
              1e-6);  // the faces across the axis hold more than the 0.5 % left out
  EXPECT_NEAR(*f.middle_mm, 50, 1e-6);
  EXPECT_NEAR(*f.shortest_mm, 20, 1e-6);
  EXPECT_NEAR(*f.box_fill, 1, 1e-6);
  EXPECT_NEAR(*f.planar_share, 1, 1e-12);
  const double area = 2 * (100 * 50 + 100 * 20 + 50 * 20);
  EXPECT_NEAR(*f.largest_plane_share, 100 * 50 / area, kShareError);
  EXPECT_NEAR(*f.common_axis_share, 2 * 100 * 50 / area, kShareError);
  EXPECT_NEAR(*f.parallel_share, 1, 1e-12);
  EXPECT_NEAR(*f.wall_mm, 20, 1e-6);
  EXPECT_EQ(*f.facing_share, 0);
}

TEST(ShapeFeatures, BallIsALumpOfCapsAsThickAsItIsWide) {
  const ShapeFeatures f = features_of(shapes::icosphere(30, 5));
  EXPECT_NEAR(*f.wall_mm, 60, 0.1);  // sagitta of 20,480 facets: 0.02 mm
  EXPECT_EQ(*f.cap_share, 1);
  EXPECT_EQ(*f.lump_share, 1);
  EXPECT_EQ(*f.tube_share, 0);
  EXPECT_FALSE(f.tube_diameter_mm.has_value());
  EXPECT_NEAR(*f.bending, 1, 0.02);  // curvedness 1/r, radius r
  EXPECT_NEAR(*f.area_to_radius2, 4 * std::numbers::pi, 0.02);
  EXPECT_EQ(*f.planar_share, 0);
}

TEST(ShapeFeatures, RodIsATubeOfItsDiameterAndLength) {
  const ShapeFeatures f = features_of(shapes::pipe(0, 10, 300, 64, 60));
  EXPECT_GT(*f.tube_share, 0.9);
  // The diameter is a mean over rays that a reach cuts off: within a tenth.
  EXPECT_NEAR(*f.tube_diameter_mm, 20, 2);
  EXPECT_NEAR(*f.tube_length_mm, 300, 45);
  EXPECT_GT(*f.ridge_share, 0.9);
}

TEST(ShapeFeatures, ThinShellIsAPlateOfItsThickness) {
  const ShapeFeatures f = features_of(shapes::shell(38, 40, 20'000));
  EXPECT_NEAR(*f.wall_mm, 2, 0.1);
  EXPECT_GT(*f.plate_share, 0.95);
  // The inner wall sees itself across the cavity.
  EXPECT_NEAR(*f.facing_share, 38.0 * 38 / (38 * 38 + 40 * 40), kShareError);
  EXPECT_NEAR(*f.hollow_share, 38.0 * 38 / (38 * 38 + 40 * 40), kLocalError);
}

TEST(ShapeFeatures, MirrorPlanesShow) {
  const ShapeFeatures with = features_of(shapes::torus(40, 10, 80, 40));
  // A propeller of three unlike arms has none.
  const ShapeFeatures without = features_of(
      shapes::together({shapes::transformed(shapes::box({100, 10, 4}),
                                            shapes::rotation(20, Vec3(1, 2, 3)), Vec3(50, 0, 0)),
                        shapes::transformed(shapes::box({50, 20, 8}),
                                            shapes::rotation(70, Vec3(3, 1, 0)), Vec3(0, 25, 10)),
                        shapes::moved(shapes::box({10, 10, 40}), Vec3(-10, -20, 20))}));
  EXPECT_LT(*with.asymmetry, 0.06);
  EXPECT_GT(*without.asymmetry, 2 * *with.asymmetry);
}

TEST(ShapeFeatures, ChangeWithScaleOnlyWhereTheyAreLengths) {
  const TriMesh mesh = shapes::torus(40, 10, 80, 40);
  const ShapeFeatures small = features_of(mesh);
  const ShapeFeatures large = features_of(shapes::scaled(mesh, 16));  // exact in binary
  for (const FeatureInfo& info : all_features()) {
    const auto& a = small.*(info.member);
    const auto& b = large.*(info.member);
    ASSERT_EQ(a.has_value(), b.has_value()) << info.id;
    if (!a) continue;
    const double factor = info.scale == FeatureInfo::Scale::kLength ? 16 : 1;
    EXPECT_NEAR(*b, factor * *a, 1e-6 * std::abs(factor * *a)) << info.id;
  }
}

TEST(ShapeFeatures, TessellationHardlyMatters) {
  const TriMesh coarse = shapes::torus(40, 10, 120, 60);
  const ShapeFeatures a = features_of(coarse);
  for (const TriMesh& other :
       {shapes::subdivided(coarse), shapes::shuffled(coarse, 9), shapes::inverted(coarse)}) {
    const ShapeFeatures b = features_of(other);
    for (const FeatureInfo& info : all_features()) {
      const auto& x = a.*(info.member);
      const auto& y = b.*(info.member);
      ASSERT_EQ(x.has_value(), y.has_value()) << info.id;
      if (!x) continue;
      if (info.scale == FeatureInfo::Scale::kShare) {
        EXPECT_NEAR(*x, *y, kLocalError) << info.id;
      } else {
        EXPECT_NEAR(std::log(*x), std::log(*y), 0.12) << info.id;
      }
    }
  }
}

TEST(ShapeFeatures, AllAbsentWithoutArea) {
  const ShapeFeatures f = features_of(TriMesh{});
  for (const FeatureInfo& info : all_features())
    EXPECT_FALSE((f.*(info.member)).has_value()) << info.id;
}

}  // namespace
}  // namespace pg
