#include <gtest/gtest.h>

#include "geometry/measure/contact_area.hpp"
#include "testdata/shapes.hpp"

namespace pg {
namespace {

double member(const Measured& measured, std::string_view name) {
  for (const auto& [key, datum] : measured.values.at(0).members)
    if (key == name) return std::get<double>(datum);
  return -1;
}

Measured contact_area_of(TriMesh mesh) {
  const Subject subject(std::move(mesh));
  Measured measured = describe_contact_area().run(subject);
  EXPECT_EQ(measured.values.at(0).id, "contact_area_mm2");
  return measured;
}

TEST(ContactArea, ATableTouchesItsSupportsUnderTheSlabOnly) {
  // A slab of 40 x 30 on a leg of 10 x 10: profile extruded, so both as one T-shaped prism of
  // depth 30.
  TriMesh table = shapes::transformed(
      shapes::prism({{-5, 0}, {5, 0}, {5, 20}, {20, 20}, {20, 25}, {-20, 25}, {-20, 20}, {-5, 20}},
                    30),
      shapes::rotation(90, {1, 0, 0}));
  const Measured measured = contact_area_of(std::move(table));
  EXPECT_NEAR(member(measured, "under"), 30 * 30, 1e-6);
  EXPECT_NEAR(member(measured, "on_top"), 0, 1e-6);
  EXPECT_NEAR(member(measured, "value"), 30 * 30, 1e-6);
}

TEST(ContactArea, ColumnsOfAnUpperSlabLandOnTheLowerOne) {
  // A C-shaped profile: the upper arm hangs over the lower one, which lies on the plate.
  TriMesh bracket = shapes::transformed(
      shapes::prism({{0, 0}, {30, 0}, {30, 5}, {5, 5}, {5, 20}, {20, 20}, {20, 25}, {0, 25}}, 10),
      shapes::rotation(90, {1, 0, 0}));
  const Measured measured = contact_area_of(std::move(bracket));
  EXPECT_NEAR(member(measured, "under"), 15 * 10, 1e-6);
  EXPECT_NEAR(member(measured, "on_top"), 15 * 10, 1e-6);
}

TEST(ContactArea, ASurfaceThatCrossesItselfEverywhereIsGivenUpWithAReasonNotWaitedFor) {
  // Noise of twenty edge lengths: thousands of facets over every place.
  const Measured measured = [] {
    const Subject subject(shapes::with_noise(shapes::sphere(10, 100'000), 3.0, 4));
    return describe_contact_area().run(subject);
  }();
  EXPECT_TRUE(measured.values.empty());
  ASSERT_EQ(measured.absent.size(), 1u);
  EXPECT_NE(measured.absent[0].reason.find("crosses itself"), std::string::npos);
}

}  // namespace
}  // namespace pg
