// Plates and blocks as CAD writes them: every vertex on an edge of the object, large facets.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "geometry/wall/thin_regions.hpp"
#include "geometry/wall/wall_field.hpp"
#include "testdata/shapes.hpp"

namespace pg {
namespace {

double measured_area(const WallField& field, const BigVector<WallReason>& reasons) {
  double area = 0;
  for (std::size_t i = 0; i != field.place_count(); ++i)
    if (reasons[i] == WallReason::kMeasured) area += field.weight_mm2[i];
  return area;
}

TEST(FacetPlaces, TwelveFacetsOfAPlateHaveItsThicknessOverAllItsArea) {
  const Subject subject(shapes::transformed(shapes::box({40, 30, 2}), shapes::a_rotation()));
  ASSERT_EQ(subject.mesh().triangles.size(), 12u);
  const WallField& field = wall_field_of(subject);
  const double whole = 2 * (40 * 30 + 40 * 2 + 30 * 2);
  EXPECT_NEAR(std::accumulate(field.weight_mm2.begin(), field.weight_mm2.end(), 0.0), whole,
              1e-9 * whole);
  EXPECT_NEAR(measured_area(field, field.ray_reason), whole, 1e-9 * whole);
  for (std::size_t i = 8; i != field.place_count(); ++i) {
    // Along a side's normal the ray crosses the plate the long way.
    const double ray = field.ray_mm[i];
    EXPECT_LT(std::min({std::abs(ray - 2), std::abs(ray - 30), std::abs(ray - 40)}), 1e-6);
    // Farther than the thickness from the sides the ball touches both faces.
    if (field.is_wall(i)) {
      EXPECT_NEAR(field.sphere_mm[i], 2, 1e-6);
    }
  }
}

TEST(FacetPlaces, AThinPlateIsOneRegionThroughAndAroundItsFacets) {
  const Subject subject(shapes::box({40, 30, 0.5}));
  const auto regions = thin_regions_of(subject.mesh(), wall_field_of(subject), 1.0);
  ASSERT_EQ(regions.size(), 1u);
  EXPECT_NEAR(regions[0].min_mm, 0.5, 1e-6);
  // Both faces but what lies within half a millimetre of the sides, to a place's area.
  EXPECT_NEAR(regions[0].area_mm2, 2 * 40 * 30, 0.1 * 2 * 40 * 30);
  EXPECT_LT(regions[0].centre_mm.norm(), 1);
}

TEST(FacetPlaces, AThinStepBesideAThickBlockIsFoundWhereItIs) {
  // Two plates beside each other, apart: only the thin one is thin.
  const Subject subject(shapes::together(
      {shapes::box({20, 20, 6}), shapes::moved(shapes::box({20, 20, 0.8}), {30, 0, 0})}));
  const auto regions = thin_regions_of(subject.mesh(), wall_field_of(subject), 1.0);
  ASSERT_EQ(regions.size(), 1u);
  EXPECT_GT(regions[0].box_mm.min[0], 19);
}

/// A round plate whose faces are fans from a corner on the rim, as single precision keeps them: the
/// facets beside the rim are slivers whose normals are rounding.
TriMesh round_plate(std::uint32_t sides, double radius_mm, double thickness_mm) {
  TriMesh mesh;
  for (const double z : {0.0, thickness_mm})
    for (std::uint32_t i = 0; i != sides; ++i) {
      const double angle = 2 * std::acos(-1.0) * i / sides;
      mesh.positions_mm.push_back(Vec3(radius_mm * std::cos(angle), radius_mm * std::sin(angle), z)
                                      .cast<float>()
                                      .cast<double>());
    }
  for (std::uint32_t i = 0; i != sides; ++i) {
    const std::uint32_t j = (i + 1) % sides;
    mesh.triangles.push_back({i, j, sides + j});
    mesh.triangles.push_back({i, sides + j, sides + i});
    if (i == 0 || j == 0) continue;
    mesh.triangles.push_back({0, j, i});
    mesh.triangles.push_back({sides, sides + i, sides + j});
  }
  return mesh;
}

TEST(FacetPlaces, ARoundPlateOfFansHasItsThicknessWhateverItsSides) {
  for (const std::uint32_t sides : {16u, 64u, 300u, 1000u}) {
    const Subject subject(round_plate(sides, 20, 5));
    const WallField& field = wall_field_of(subject);
    double five = 0;
    for (std::size_t i = 0; i != field.place_count(); ++i) {
      if (field.ray_reason[i] != WallReason::kMeasured) continue;
      // From face to face, or from side to side.
      EXPECT_GT(field.ray_mm[i], 5 - 1e-4) << sides;
      if (field.ray_mm[i] < 5 + 1e-4) five += field.weight_mm2[i];
    }
    const double faces = 2 * 0.5 * sides * 400 * std::sin(2 * std::acos(-1.0) / sides);
    // Slivers beside the rim, which give no wall, are a thousandth of it.
    EXPECT_NEAR(five, faces, 2e-3 * faces) << sides;
    EXPECT_TRUE(thin_regions_of(subject.mesh(), field, 1.0).empty()) << sides;
  }
}

TEST(FacetPlaces, AHollowBlocksWallIsThatOfItsFacesNotOfItsCorners) {
  // Each corner of the cavity looks along a diagonal, 3.46 mm; the wall is 2 mm.
  const Subject subject(
      shapes::together({shapes::box({40, 40, 40}), shapes::inverted(shapes::box({36, 36, 36}))}));
  const WallField& field = wall_field_of(subject);
  double two = 0;
  for (std::size_t i = 0; i != field.place_count(); ++i)
    if (field.ray_reason[i] == WallReason::kMeasured && std::abs(field.ray_mm[i] - 2) < 1e-6)
      two += field.weight_mm2[i];
  // All of the inside, and of the outside what lies 2 mm from its edges (to a place's area).
  EXPECT_NEAR(two, 6 * (36 * 36 + 36 * 36), 0.06 * 6 * 2 * 36 * 36);
}

/// A cone, or with `top_mm` a cylinder, of flat facets from edge to edge, closed around hubs.
TriMesh turned_part(std::uint32_t sides, double radius_mm, double height_mm, double top_mm) {
  TriMesh mesh;
  mesh.positions_mm = {{0, 0, height_mm}, {0, 0, 0}};
  const auto ring = [&](double r, double z) {
    for (std::uint32_t i = 0; i != sides; ++i) {
      const double angle = 2 * std::acos(-1.0) * i / sides;
      mesh.positions_mm.push_back({r * std::cos(angle), r * std::sin(angle), z});
    }
  };
  ring(radius_mm, 0);
  if (top_mm > 0) ring(top_mm, height_mm);
  for (std::uint32_t i = 0; i != sides; ++i) {
    const std::uint32_t here = 2 + i, next = 2 + (i + 1) % sides;
    mesh.triangles.push_back({1, next, here});
    if (top_mm > 0) {
      mesh.triangles.push_back({here, next, next + sides});
      mesh.triangles.push_back({here, next + sides, here + sides});
      mesh.triangles.push_back({0, here + sides, next + sides});
    } else {
      mesh.triangles.push_back({0, here, next});
    }
  }
  return mesh;
}

TEST(FacetPlaces, ARodFromCadIsAsThickAsItsDiameterWhateverItsSides) {
  for (const std::uint32_t sides : {24u, 64u, 400u}) {
    const Subject subject(turned_part(sides, 10, 60, 10));
    const WallField& field = wall_field_of(subject);
    double side = 0, whole = 0;
    for (std::size_t i = 0; i != field.place_count(); ++i) {
      whole += field.weight_mm2[i];
      // At the ends the ball meets the caps.
      const double z = field.place_mm(subject.mesh(), i)[2];
      if (z < 10.5 || z > 49.5 || !field.is_wall(i)) continue;
      side += field.weight_mm2[i];
      // The facets stand for the circle around them: between it and the one they touch.
      EXPECT_NEAR(field.sphere_mm[i], 20, 20 * (1 - std::cos(std::acos(-1.0) / sides)) + 1e-3)
          << sides;
    }
    EXPECT_GT(side / whole, 0.4) << sides;  // its middle two thirds, to a place
  }
}

TEST(FacetPlaces, AConesWallIsItsDistanceFromTheTip) {
  const Subject subject(turned_part(64, 10, 40, 0));
  const WallField& field = wall_field_of(subject);
  const double slant = std::hypot(10, 40);
  double side = 0;
  for (std::size_t i = 0; i != field.place_count(); ++i) {
    const Vec3 at = field.place_mm(subject.mesh(), i);
    const double from_tip = (40 - at[2]) * slant / 40;
    // Where the ball of the side does not reach the base.
    if (at[2] < 1 || 2 * from_tip * (10.0 / 40) * 1.3 > 2 * at[2] || !field.is_wall(i)) continue;
    EXPECT_NEAR(field.sphere_mm[i], 2 * from_tip * 10 / 40, 0.01 * from_tip) << at[2];
    side += field.weight_mm2[i];
  }
  EXPECT_GT(side, 0.3 * std::acos(-1.0) * 10 * slant);
}

TEST(FacetPlaces, AnInsideOutPlateIsTurnedFirst) {
  const Subject subject(shapes::inverted(shapes::box({40, 30, 2})));
  const WallField& field = wall_field_of(subject);
  EXPECT_GT(measured_area(field, field.ray_reason), 0.99 * 2 * (40 * 30 + 40 * 2 + 30 * 2));
}

TEST(FacetPlaces, AFacetCoveredByAnotherIsNoWallOfThicknessZero) {
  // Two blocks that share a side, with its diagonal the same way and turned.
  for (const bool mirrored : {false, true}) {
    TriMesh second = shapes::moved(shapes::box({10, 10, 10}), {10, 0, 0});
    if (mirrored)
      second = shapes::transformed(std::move(second), Mat3(Vec3(1, -1, 1).asDiagonal()));
    const Subject subject(shapes::together({shapes::box({10, 10, 10}), second}));
    const WallField& field = wall_field_of(subject);
    for (std::size_t i = 0; i != field.place_count(); ++i) {
      if (field.ray_reason[i] == WallReason::kMeasured) {
        EXPECT_GT(field.ray_mm[i], 9.9);
      }
      if (field.sphere_reason[i] == WallReason::kMeasured) {
        EXPECT_GT(field.sphere_mm[i], 0.1);
      }
    }
  }
}

TEST(FacetPlaces, AThinFinThatGoesIntoAPlateIsFound) {
  const Subject subject(shapes::together(
      {shapes::box({60, 40, 3}), shapes::moved(shapes::box({0.8, 30, 10}), {20, 0, 5.5})}));
  const auto regions = thin_regions_of(subject.mesh(), wall_field_of(subject), 1.0);
  ASSERT_EQ(regions.size(), 1u);
  EXPECT_NEAR(regions[0].min_mm, 0.8, 1e-6);
}

TEST(FacetPlaces, CrossedBarsHaveTheirGapThoughNoVertexFacesTheOther) {
  const Subject subject(shapes::together(
      {shapes::box({60, 6, 6}), shapes::moved(shapes::box({6, 60, 6}), {0, 0, 6.75})}));
  const wall::Gap& gap = wall_field_of(subject).gap;
  ASSERT_TRUE(gap.found());
  EXPECT_NEAR(gap.mm, 0.75, 1e-9);
}

TEST(FacetPlaces, MeshesWithPlacesAtTheirVerticesHaveNone) {
  const Subject subject(shapes::sphere(20, 5'000));
  EXPECT_TRUE(wall_field_of(subject).facet_places.empty());
}

}  // namespace
}  // namespace pg
