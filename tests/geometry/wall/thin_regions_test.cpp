#include "geometry/wall/thin_regions.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "geometry/measure/gap.hpp"
#include "geometry/measure/thin_regions.hpp"
#include "testdata/shapes.hpp"

namespace pg {
namespace {

/// A block of 40 x 40 x 10 mm whose top dips to `thin` above the bottom over 10 x 10 mm in the
/// middle, cells of 1 mm: a thin floor in a thick plate.
TriMesh dipped_block(double thin) {
  TriMesh mesh = shapes::box({40, 40, 10}, 40);
  for (Vec3& p : mesh.positions_mm)
    if (p[2] > 4.99 && std::fabs(p[0]) < 5.01 && std::fabs(p[1]) < 5.01) p[2] = -5 + thin;
  return mesh;
}

TEST(ThinRegions, AThinFloorIsOneRegionOfBothItsSides) {
  const Subject subject(dipped_block(0.8));
  const auto regions = thin_regions_of(subject.mesh(), wall_field_of(subject), 1.0);
  ASSERT_EQ(regions.size(), 1u);
  EXPECT_NEAR(regions[0].min_mm, 0.8, 0.8 * 2e-3);
  // 10 x 10 mm from above and from below, to a cell of 1 mm all around; and, at the vertices along
  // the foot of the dip's sides, up to half of the 44 cells of 9.3 mm2 that rise from there.
  EXPECT_GT(regions[0].area_mm2, 81 + 81);
  EXPECT_LT(regions[0].area_mm2, 121 + 121 + 44 * 9.3 / 2);
  EXPECT_NEAR(regions[0].centre_mm[0], 0, 1e-6);
  EXPECT_GT(regions[0].centre_mm[2], -5);
  EXPECT_LT(regions[0].centre_mm[2], -4.2);
  EXPECT_LE(regions[0].box_mm.size()[0], 11);
}

TEST(ThinRegions, SharpEdgesOfAThickBoxAreNoThinWall) {
  const Subject subject(shapes::box({20, 20, 20}, 20));
  EXPECT_TRUE(thin_regions_of(subject.mesh(), wall_field_of(subject), 3.0).empty());
}

TEST(ThinRegions, TwoPlatesAreTwoRegionsLargestFirst) {
  const Subject subject(shapes::together(
      {shapes::box({10, 10, 0.9}, 10), shapes::moved(shapes::box({20, 20, 0.5}, 20), {0, 0, 30})}));
  const auto regions = thin_regions_of(subject.mesh(), wall_field_of(subject), 1.0);
  ASSERT_EQ(regions.size(), 2u);
  EXPECT_NEAR(regions[0].min_mm, 0.5, 1e-3);
  EXPECT_NEAR(regions[1].min_mm, 0.9, 2e-3);
  EXPECT_GT(regions[0].area_mm2, regions[1].area_mm2);
}

TEST(ThinRegions, TheMeasurementSaysSoInWords) {
  const Subject subject(dipped_block(0.8), {.wall_min_mm = 1.0});
  const Measured measured = describe_thin_regions().run(subject);
  ASSERT_EQ(measured.values.size(), 2u);
  EXPECT_EQ(measured.values[0].id, "thin_area_mm2");
  EXPECT_EQ(measured.values[1].id, "thin_regions");
  ASSERT_EQ(measured.findings.size(), 1u);
  EXPECT_EQ(measured.findings[0].id, "thin_walls");
  EXPECT_EQ(measured.findings[0].text.rfind("1 region under 1 mm, ", 0), 0u)
      << measured.findings[0].text;
  const Subject thick(shapes::box({20, 20, 20}, 8));
  EXPECT_TRUE(describe_thin_regions().run(thick).findings.empty());
  EXPECT_EQ(std::get<double>(describe_thin_regions().run(thick).values[0].members[0].second), 0);
}

TEST(Gap, TheMeasurementWarnsOfNarrowOnesAndIsAbsentWithout) {
  const auto plates = [](double gap) {
    return shapes::together(
        {shapes::box({10, 10, 2}, 2), shapes::moved(shapes::box({10, 10, 2}, 2), {0, 0, 2 + gap})});
  };
  const Subject narrow(plates(0.1)), wide(plates(0.5)), solid(shapes::box({10, 10, 10}, 2));
  const Measured found = describe_gap().run(narrow);
  ASSERT_EQ(found.values.size(), 1u);
  EXPECT_EQ(found.values[0].id, "gap_mm");
  EXPECT_NEAR(std::get<double>(found.values[0].members[0].second), 0.1, 1e-9);
  EXPECT_EQ(found.findings.size(), 1u);
  EXPECT_TRUE(describe_gap().run(wide).findings.empty());
  EXPECT_EQ(describe_gap().run(solid).absent.size(), 1u);
}

}  // namespace
}  // namespace pg
