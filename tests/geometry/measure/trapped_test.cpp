#include "geometry/measure/trapped.hpp"

#include <gtest/gtest.h>

#include <numbers>

#include "testdata/implicit.hpp"
#include "testdata/shapes.hpp"

namespace pg {
namespace {

const Quantity& quantity(const Measured& measured, std::string_view id) {
  for (const Quantity& q : measured.values)
    if (q.id == id) return q;
  ADD_FAILURE() << "no " << id;
  return measured.values.front();
}

double value(const Measured& measured, std::string_view id) {
  const Datum& datum = quantity(measured, id).members.front().second;
  if (const auto* whole = std::get_if<std::int64_t>(&datum)) return static_cast<double>(*whole);
  return std::get<double>(datum);
}

/// A block of 24 with a ball-shaped hollow of 18, which a hole of 2 leads into from the side.
TriMesh drilled_block() {
  const auto field =
      shapes::without(shapes::block(Vec3::Zero(), {24, 24, 24}),
                      shapes::join(shapes::ball(Vec3::Zero(), 9),
                                   shapes::cylinder({8, 0, 0}, Vec3::UnitX(), 1, 12)));
  return shapes::mesh_of(field, {Vec3::Constant(-13.3), Vec3::Constant(13.3)}, 0.35);
}

TEST(Trapped, SaysHowMuchIsBehindWhichOpening) {
  const Measured measured = describe_trapped().run(Subject(drilled_block()));
  const double ball = 4 * std::numbers::pi / 3 * 729;
  EXPECT_EQ(value(measured, "cavity_volume_mm3"), 0);
  EXPECT_NEAR(value(measured, "trapped_volume_mm3"), ball, 0.02 * ball);
  EXPECT_EQ(value(measured, "cup_volume_mm3"), 0);
  EXPECT_EQ(value(measured, "openings"), 1);
  EXPECT_GT(quantity(measured, "trapped_volume_mm3").plus_minus.value_or(0), 0);
  const auto& members = quantity(measured, "openings").members;
  EXPECT_EQ(members[1].first, "smallest_mm");
  EXPECT_NEAR(std::get<double>(members[1].second), 2, 0.1);
  ASSERT_EQ(measured.findings.size(), 1u);
  EXPECT_EQ(measured.findings[0].id, "drains");
  EXPECT_EQ(
      measured.findings[0].text.rfind("3.1 mL behind openings under 3.5 mm; the opening is 1.9", 0),
      0u)
      << measured.findings[0].text;
}

TEST(Trapped, TheRuleOfTheProcessDecides) {
  PrintRules rules;
  rules.drain_hole_min_mm = 1.5;
  const Measured measured = describe_trapped().run(Subject(drilled_block(), rules));
  EXPECT_EQ(value(measured, "trapped_volume_mm3"), 0);
  EXPECT_EQ(value(measured, "openings"), 1);
  // The hole is in the side: what is below it stays.
  const double half = 2 * std::numbers::pi / 3 * 729;
  EXPECT_NEAR(value(measured, "cup_volume_mm3"), half - std::numbers::pi * 80, 0.04 * half);
  ASSERT_EQ(measured.findings.size(), 1u);
  EXPECT_EQ(measured.findings[0].id, "cups");
}

TEST(Trapped, APocketThatLooksDownHoldsNothingUntilThePartIsTurnedForItsSupport) {
  // As it stands its ceiling needs support; turned over it needs none, and holds water.
  const auto pocket = shapes::without(shapes::block(Vec3::Zero(), {24, 24, 24}),
                                      shapes::block({0, 0, -6}, {18, 18, 24}));
  const Measured measured = describe_trapped().run(
      Subject(shapes::mesh_of(pocket, {Vec3::Constant(-13.3), Vec3::Constant(13.3)}, 0.7)));
  EXPECT_EQ(value(measured, "cup_volume_mm3"), 0);
  const double inside = 18 * 18 * 18;  // from the ceiling at z = 6 to the rim at -12
  EXPECT_NEAR(value(measured, "best_pose_cup_volume_mm3"), inside, 0.03 * inside);
}

TEST(Trapped, WithoutASolidAllIsAbsentWithAReason) {
  TriMesh sheet = shapes::box({9, 9, 9});
  sheet.triangles.resize(2);
  const Measured measured = describe_trapped().run(Subject(sheet));
  EXPECT_EQ(measured.absent.size(), 5u);
  EXPECT_TRUE(measured.values.empty());
}

}  // namespace
}  // namespace pg
