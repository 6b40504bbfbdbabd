#include "geometry/measure/best_pose.hpp"

#include <gtest/gtest.h>
#include <tbb/global_control.h>

#include <algorithm>
#include <cmath>

#include "testdata/shapes.hpp"

namespace pg {
namespace {

BestPose best_of(const TriMesh& mesh, PoseGoal goal = PoseGoal::kSupport) {
  const Subject subject(mesh);
  Result<BestPose> pose = best_pose(subject, goal);
  EXPECT_TRUE(pose.has_value());
  return *pose;
}

/// A bracket without any symmetry: an upright, an arm and a knob under the arm.
TriMesh bracket(int cells) {
  const int level = cells > 4 ? 5 : 3;
  return shapes::together({shapes::box({10, 14, 60}, cells),
                           shapes::moved(shapes::box({40, 12, 8}, cells), {20, 1, 24}),
                           shapes::moved(shapes::icosphere(7, level), {33, 2, 19})});
}

double angle_deg(const Vec3& a, const Vec3& b) {
  return std::acos(std::clamp(a.dot(b), -1.0, 1.0)) * 180 / M_PI;
}

TEST(BestPose, TubeBoxAndCylinderStandOnTheirAxisWithoutSupport) {
  const Mat3 turn = shapes::a_rotation();
  for (const TriMesh& mesh :
       {shapes::pipe(8, 10, 50, 96, 20), shapes::pipe(0, 10, 50, 64, 8),
        shapes::transformed(shapes::prism({{-7, -5}, {7, -5}, {3, 6}}, 40), Mat3::Identity())}) {
    const BestPose found = best_of(shapes::transformed(mesh, turn));
    EXPECT_NEAR(found.best.support_volume_mm3, 0, 1e-6);
    EXPECT_FALSE(found.given_is_best);
  }
  const BestPose tube = best_of(shapes::transformed(shapes::pipe(8, 10, 50, 96, 20), turn));
  EXPECT_NEAR(std::abs(tube.best.up.dot(turn.col(2))), 1, 1e-9);
  const BestPose box = best_of(shapes::transformed(shapes::box({20, 30, 40}, 4), turn));
  EXPECT_NEAR(box.best.support_volume_mm3, 0, 1e-6);
  // Of six faces that need nothing, the lowest stand.
  EXPECT_NEAR(box.best.height_mm, 20, 1e-6);
}

TEST(BestPose, TheGivenPoseStaysWhenItIsAsGood) {
  const BestPose found = best_of(shapes::box({20, 30, 40}, 3));
  EXPECT_TRUE(found.given_is_best);
  EXPECT_EQ(found.best.up, Vec3::UnitZ());
  EXPECT_EQ(found.score_of_given_pose, 100);
}

TEST(BestPose, IsNotWorseThanTheGivenOneOrThan400DirectionsByForce) {
  shapes::Random random(5);
  for (const TriMesh& mesh :
       {bracket(3), shapes::transformed(shapes::torus(25, 9, 40, 20), shapes::a_rotation()),
        shapes::transformed(shapes::tetrahedron(30), shapes::a_rotation())}) {
    const Subject subject(mesh);
    const BestPose found = *best_pose(subject, PoseGoal::kSupport);
    EXPECT_LE(found.best.support_volume_mm3, found.given.support_volume_mm3);
    for (int i = 0; i < 400; ++i)
      EXPECT_LE(found.best.support_volume_mm3,
                pose_numbers(subject, random.direction())->support_volume_mm3 + 1e-3);
  }
}

/// A slab with a post that leans by 25 degrees: stands without support in a few ways.
TriMesh leaning_post(int cells) {
  return shapes::together(
      {shapes::box({40, 30, 6}, cells),
       shapes::moved(shapes::transformed(shapes::box({6, 7, 50}, cells),
                                         shapes::rotation(25, Vec3(1, 2, 0).normalized())),
                     {0, 0, 18})});
}

/// Three balls that run into each other, of no symmetry but that of their plane.
TriMesh lump(int level) {
  return shapes::together({shapes::icosphere(10, level),
                           shapes::moved(shapes::icosphere(7, level), {11, 3, 2}),
                           shapes::moved(shapes::icosphere(5, level), {4, -10, 5})});
}

TEST(BestPose, TurnsWithTheBodyAndDoesNotDependOnTheTessellation) {
  const Mat3 turn = shapes::a_rotation();
  const BestPose first = best_of(shapes::transformed(leaning_post(2), turn));
  const BestPose second = best_of(shapes::transformed(leaning_post(20), turn));
  EXPECT_NEAR(first.best.support_volume_mm3, 0, 1e-3);
  EXPECT_NEAR(second.best.support_volume_mm3, 0, 1e-3);
  EXPECT_LT(angle_deg(first.best.up, second.best.up), 1e-3);
  // Balls of 5,120 and of 20,480 facets are not quite one body; the rest is search.
  const BestPose coarse = best_of(lump(4)), fine = best_of(lump(5));
  const double volume = fine.best.support_volume_mm3;
  EXPECT_NEAR(coarse.best.support_volume_mm3, volume, 0.06 * volume);
  const BestPose rough = best_of(lump(3)), turned = best_of(shapes::transformed(lump(3), turn));
  EXPECT_NEAR(turned.best.support_volume_mm3, rough.best.support_volume_mm3, 0.02 * volume);
}

TEST(BestPose, GoalsLookForTheirOwn) {
  const TriMesh mesh = shapes::transformed(bracket(3), shapes::a_rotation());
  const BestPose support = best_of(mesh), height = best_of(mesh, PoseGoal::kHeight),
                 contact = best_of(mesh, PoseGoal::kContact);
  EXPECT_LE(height.best.height_mm, support.best.height_mm + 1e-6);
  EXPECT_LE(contact.best.contact_area_mm2, support.best.contact_area_mm2 + 1e-6);
  EXPECT_LE(support.best.support_volume_mm3, height.best.support_volume_mm3 + 1e-6);
  // A slab of 40 x 30 x 5 is lowest lying down.
  const BestPose slab = best_of(
      shapes::transformed(shapes::box({40, 30, 5}, 2), shapes::a_rotation()), PoseGoal::kHeight);
  EXPECT_NEAR(slab.best.height_mm, 5, 1e-6);
}

TEST(BestPose, SameBitsForAnyNumberOfThreads) {
  const TriMesh mesh = shapes::transformed(bracket(3), shapes::a_rotation());
  const BestPose first = best_of(mesh);
  for (const std::size_t threads : {1, 7}) {
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
    const BestPose again = best_of(mesh);
    EXPECT_EQ(again.best.up, first.best.up);
    EXPECT_EQ(again.best.support_volume_mm3, first.best.support_volume_mm3);
    EXPECT_EQ(again.score_of_given_pose, first.score_of_given_pose);
  }
}

TEST(BestPose, ABallHasNoBetterPose) {
  EXPECT_GE(best_of(shapes::icosphere(10, 4)).score_of_given_pose, 90);
}

TEST(BestPose, IsAbsentWithAReasonWhereTheSurfaceCrossesItselfEverywhere) {
  const Subject subject(shapes::with_noise(shapes::sphere(10, 100'000), 3.0, 4));
  const Measured measured = describe_best_pose().run(subject);
  ASSERT_EQ(measured.absent.size(), 1u);
  EXPECT_EQ(measured.absent[0].id, "best_pose");
  EXPECT_NE(measured.absent[0].reason.find("crosses itself"), std::string::npos);
}

TEST(TurnInWords, NamesTheAxesOfTheFileAndArrives) {
  EXPECT_EQ(turn_in_words(Vec3::UnitZ()), "leave as it stands");
  EXPECT_EQ(turn_in_words(-Vec3::UnitZ()), "turn upside down");
  EXPECT_EQ(turn_in_words(Vec3::UnitY()), "turn 90 degrees about x");
  EXPECT_EQ(turn_in_words(Vec3::UnitX()), "turn -90 degrees about y");
  shapes::Random random(2);
  for (int i = 0; i < 20; ++i) {
    const Vec3 up = random.direction();
    const double x = std::atan2(up[1], up[2]) * 180 / M_PI;
    const double y = std::atan2(-up[0], std::hypot(up[1], up[2])) * 180 / M_PI;
    const Vec3 there =
        shapes::rotation(y, Vec3::UnitY()) * (shapes::rotation(x, Vec3::UnitX()) * up);
    EXPECT_NEAR((there - Vec3::UnitZ()).norm(), 0, 1e-9);
  }
}

}  // namespace
}  // namespace pg
