#include "geometry/hollow/pools.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "testdata/shapes.hpp"

namespace pg::hollow {
namespace {

constexpr double kExact = 1e-9;  // rounding only

std::vector<Pool> pools_of(const TriMesh& mesh, const Vec3& up = Vec3::UnitZ(),
                           double outward = 1) {
  static const BigVector<std::uint32_t> kNoCavity;
  const Spatial spatial(mesh);
  return surface_pools({mesh, spatial, outward, kNoCavity}, up, {});
}

/// What stays, and how many pools of any depth worth the name there are.
std::pair<double, std::size_t> water(const std::vector<Pool>& pools) {
  double sum = 0;
  std::size_t count = 0;
  for (const Pool& pool : pools)
    if (pool.depth_mm > 1e-9) sum += pool.volume_mm3, ++count;
  return {sum, count};
}

/// A round bowl, its floor inside at z = 0.
TriMesh bowl(int segments, double radius, double depth, double wall) {
  const std::vector<std::array<double, 2>> profile = {
      {0, -wall}, {radius + wall, -wall}, {radius + wall, depth}, {radius, depth}, {radius, 0},
      {0, 0}};
  TriMesh mesh;
  std::vector<std::vector<VertexId>> ring;
  for (const auto& [r, z] : profile) {
    std::vector<VertexId>& ids = ring.emplace_back();
    for (int j = 0; j < segments; ++j) {
      if (r == 0 && j > 0) {
        ids.push_back(ids[0]);
        continue;
      }
      ids.push_back(static_cast<VertexId>(mesh.positions_mm.size()));
      const double a = 2 * std::numbers::pi * j / segments;
      mesh.positions_mm.push_back(Vec3(r * std::cos(a), r * std::sin(a), z));
    }
  }
  for (std::size_t i = 0; i + 1 < ring.size(); ++i)
    for (std::size_t j = 0; j < ring[i].size(); ++j) {
      const std::size_t k = (j + 1) % ring[i].size();
      for (const Triangle& t : {Triangle{ring[i][j], ring[i][k], ring[i + 1][k]},
                                Triangle{ring[i][j], ring[i + 1][k], ring[i + 1][j]}})
        if (t[0] != t[1] && t[1] != t[2] && t[2] != t[0]) mesh.triangles.push_back(t);
    }
  return mesh;
}

TEST(Pools, ConvexAndRoundThingsHoldNoWater) {
  for (const TriMesh& mesh :
       {shapes::box({20, 30, 40}, 3), shapes::sphere(20, 800), shapes::pipe(8, 10, 50, 32, 3)})
    for (const Mat3& turn : {Mat3(Mat3::Identity()), shapes::a_rotation()})
      EXPECT_LT(water(pools_of(mesh, turn * Vec3::UnitZ())).first, kExact);
}

TEST(Pools, ABowlHoldsItsVolumeAndTiltedWhatIsLeft) {
  constexpr int kSegments = 4;  // a square bowl of 20 x 20, corners on the axes
  const TriMesh mesh = bowl(kSegments, 10 * std::numbers::sqrt2, 8, 2);
  const Mat3 turn = shapes::rotation(45, Vec3::UnitZ());
  const TriMesh square = shapes::transformed(mesh, turn);
  for (const double tilt : {0.0, 5.0, 15.0}) {
    // Tilted about y by less than its diagonal, a box of length l holds l d w - w l^2 tan / 2.
    const double a = tilt * std::numbers::pi / 180;
    const auto pools = pools_of(square, Vec3(std::sin(a), 0, std::cos(a)));
    const auto [volume, count] = water(pools);
    EXPECT_NEAR(volume, 20 * 20 * 8 - 20 * 20 * 20 * std::tan(a) / 2, 1e-9 * 3200) << tilt;
    EXPECT_EQ(count, 1u);
  }
  EXPECT_LT(water(pools_of(square, -Vec3::UnitZ())).first, kExact);  // upside down
}

TEST(Pools, WhatHangsInTheWaterDisplacesIt) {
  const TriMesh mesh = bowl(64, 15, 10, 2);
  const double bowl_mm3 = 32 * std::sin(2 * std::numbers::pi / 64) * 225 * 10;
  // A box of 6 above the floor, half of it under water.
  const TriMesh both = shapes::together({mesh, shapes::moved(shapes::box({6, 6, 6}), {2, 1, 10})});
  const auto [volume, count] = water(pools_of(both));
  EXPECT_NEAR(volume, bowl_mm3 - 6 * 6 * 3, 1e-9 * bowl_mm3);
  EXPECT_EQ(count, 1u);
}

TEST(Pools, WaterThatDripsIntoABowlStaysThere) {
  // A tray hangs over a bowl and is wider at no place: what leaves it is in the bowl, whose level
  // is its own rim; the tray keeps its own.
  const TriMesh low = bowl(64, 30, 10, 2);
  const TriMesh high = shapes::moved(bowl(64, 10, 4, 2), {0, 0, 20});
  const auto pools = pools_of(shapes::together({low, high}));
  const double area = 32 * std::sin(2 * std::numbers::pi / 64);
  EXPECT_NEAR(water(pools).first, area * (900 * 10 + 100 * 4), 1e-9 * area * 9400);
  EXPECT_EQ(water(pools).second, 2u);
}

TEST(Pools, AnInvertedSurfaceIsTheSameBody) {
  const TriMesh mesh = bowl(24, 15, 10, 2);
  EXPECT_EQ(water(pools_of(mesh)).first,
            water(pools_of(shapes::inverted(mesh), Vec3::UnitZ(), -1)).first);
}

}  // namespace
}  // namespace pg::hollow
