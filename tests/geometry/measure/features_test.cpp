// The catalogue's words and numbers for holes, slots and kinds of surface.

#include <gtest/gtest.h>

#include "geometry/measure/cylindrical_share.hpp"
#include "geometry/measure/drill_holes.hpp"
#include "geometry/measure/planar_share.hpp"
#include "geometry/measure/slots.hpp"
#include "testdata/drilled.hpp"
#include "testdata/shapes.hpp"

namespace pg {
namespace {

double share(const Measurement& measurement, const TriMesh& mesh) {
  const Measured measured = measurement.run(Subject(mesh));
  EXPECT_EQ(measured.values.size(), 1u);
  return std::get<double>(measured.values.at(0).members.at(0).second);
}

double planar(const TriMesh& mesh) {
  return share(describe_planar_share(), mesh);  // planar_share
}

double cylindrical(const TriMesh& mesh) {
  return share(describe_cylindrical_share(), mesh);  // cylindrical_share
}

TEST(DrillHolesMeasure, SaysHowManyHowWideAndHowDeepInWords) {
  const TriMesh plate = shapes::drilled_plate({shapes::round_cut(2, 32, 0),
                                               shapes::round_cut(3, 32, 0),
                                               shapes::round_cut(3.5, 32, 0, 3),
                                               {}},
                                              2, 15, 5);
  const Measured measured = describe_drill_holes().run(Subject(plate));
  ASSERT_EQ(measured.values.size(), 1u);
  EXPECT_EQ(measured.values[0].id, "drill_holes");
  ASSERT_EQ(measured.findings.size(), 1u);
  EXPECT_EQ(measured.findings[0].text, "3 drill holes, 2 to 3.5 mm across: 2 through, 1 blind.");
  EXPECT_EQ(measured.findings[0].count, 3);
}

TEST(DrillHolesMeasure, NoHolesAreZeroWithoutAWord) {
  const Measured measured = describe_drill_holes().run(Subject(shapes::box({10, 10, 10})));
  EXPECT_EQ(std::get<std::int64_t>(measured.values.at(0).members.at(0).second), 0);
  EXPECT_TRUE(measured.findings.empty());
}

TEST(SlotsMeasure, SaysHowManyAndHowWideInWords) {
  const TriMesh plate = shapes::drilled_plate({shapes::slot_cut(12, 1.2, 30)}, 1, 20, 5);
  const Measured measured = describe_slots().run(Subject(plate));
  EXPECT_EQ(measured.values.at(0).id, "slots");
  ASSERT_EQ(measured.findings.size(), 1u);
  EXPECT_EQ(measured.findings[0].text, "1 cutting slot, 1.2 mm wide, the longest 12 mm.");
}

TEST(SurfaceKinds, ABoxIsFlatAPipeBendsOneWayABallBoth) {
  const TriMesh box = shapes::box({40, 50, 60}, 3);
  EXPECT_NEAR(planar(box), 1, 0.02);
  EXPECT_NEAR(cylindrical(box), 0, 0.02);
  // Walls 2 pi (9 + 10) 40 of 2 pi (19 * 40 + 19): the rings at the ends are flat.
  const TriMesh pipe = shapes::pipe(9, 10, 40, 96, 20);
  EXPECT_NEAR(cylindrical(pipe), 40.0 / 41, 0.05);
  const TriMesh ball = shapes::icosphere(20, 5);
  EXPECT_NEAR(planar(ball), 0, 0.02);
  EXPECT_NEAR(cylindrical(ball), 0, 0.02);
}

TEST(SurfaceKinds, TurningScalingAndRenumberingChangeLittle) {
  const TriMesh pipe = shapes::together(
      {shapes::pipe(9, 10, 40, 96, 20), shapes::moved(shapes::box({30, 30, 30}, 2), {40, 0, 0})});
  const double flat = planar(pipe), round = cylindrical(pipe);
  for (const TriMesh& other : {shapes::transformed(pipe, shapes::a_rotation()),
                               shapes::scaled(pipe, 10), shapes::subdivided(pipe)}) {
    EXPECT_NEAR(planar(other), flat, 0.02);
    EXPECT_NEAR(cylindrical(other), round, 0.02);
  }
  EXPECT_EQ(planar(shapes::shuffled(pipe, 4)), flat);
  EXPECT_EQ(cylindrical(shapes::shuffled(pipe, 4)), round);
}

}  // namespace
}  // namespace pg
