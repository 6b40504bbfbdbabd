#include "geometry/feature/drill_features.hpp"

#include <gtest/gtest.h>
#include <tbb/global_control.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "testdata/drilled.hpp"
#include "testdata/implicit.hpp"
#include "testdata/sample.hpp"
#include "testdata/shapes.hpp"

namespace pg {
namespace {

struct TrueHole {
  Vec3 at;
  Vec3 axis;
  double diameter_mm;
  bool through;
};

double degrees_between(const Vec3& a, const Vec3& b) {
  return std::asin(std::min(1.0, a.cross(b).norm())) * 180 / std::numbers::pi;
}

const DrillHole* found_at(const std::vector<DrillHole>& holes, const TrueHole& truth) {
  for (const DrillHole& hole : holes) {
    const Vec3 offset = hole.at - truth.at;
    const Vec3 beside = offset - offset.dot(truth.axis) * truth.axis;
    if (degrees_between(hole.axis, truth.axis) < 6 && beside.norm() < truth.diameter_mm / 4)
      return &hole;
  }
  return nullptr;
}

std::vector<DrillHole> holes_of(const TriMesh& mesh) {
  return drill_features(Subject(mesh)).holes;
}

std::vector<Slot> slots_of(const TriMesh& mesh) {
  return drill_features(Subject(mesh)).slots;
}

/// Twelve holes of 1.5 to 6 mm and 8 to 64 sides, every fourth blind, in a plate of 80 x 60 x 7.
struct DrilledPlate {
  TriMesh mesh;
  std::vector<TrueHole> holes;
};

DrilledPlate twelve_holes(const Mat3& turn, double noise) {
  constexpr double kThickness = 7;
  std::vector<shapes::Cut> cuts;
  DrilledPlate plate;
  for (std::size_t i = 0; i < 12; ++i) {
    const double diameter = 1.5 + 4.5 * static_cast<double>(i) / 11;
    const int sides = 8 + static_cast<int>(i * 37 % 57);
    const bool blind = i % 4 == 3;
    cuts.push_back(
        shapes::round_cut(diameter, sides, 13.0 * static_cast<double>(i), blind ? 5 : 0));
    plate.holes.push_back(
        {turn * shapes::cell_middle(i, 12, 4, 20), turn.col(2), diameter, !blind});
  }
  plate.mesh = shapes::drilled_plate(cuts, 4, 20, kThickness);
  plate.mesh = shapes::transformed(shapes::with_noise(plate.mesh, noise, 5), turn);
  return plate;
}

void expect_all_found(const DrilledPlate& plate, double diameter_share, double axis_deg) {
  const std::vector<DrillHole> holes = holes_of(plate.mesh);
  EXPECT_EQ(holes.size(), plate.holes.size());  // none missing, none false
  for (const TrueHole& truth : plate.holes) {
    const DrillHole* hole = found_at(holes, truth);
    ASSERT_NE(hole, nullptr) << truth.diameter_mm;
    EXPECT_NEAR(hole->diameter_mm, truth.diameter_mm, diameter_share * truth.diameter_mm);
    EXPECT_LT(degrees_between(hole->axis, truth.axis), axis_deg) << truth.diameter_mm;
    EXPECT_EQ(hole->through, truth.through) << truth.diameter_mm;
    EXPECT_NEAR(hole->length_mm, truth.through ? 7 : 5, 0.2) << truth.diameter_mm;
  }
}

TEST(DrillHoles, OfEverySizeAndSideCountAreFoundInAnyPose) {
  expect_all_found(twelve_holes(Mat3::Identity(), 0), 1e-3, 0.05);
  expect_all_found(twelve_holes(shapes::a_rotation(), 0), 1e-3, 0.05);
}

TEST(DrillHoles, NoiseOfTwoHundredthsMovesDiametersByLessThanTwoPercent) {
  expect_all_found(twelve_holes(shapes::a_rotation(), 0.02), 0.02, 0.5);
}

TEST(DrillHoles, CuttingFacetsIntoFourChangesNothingOfWeight) {
  DrilledPlate plate = twelve_holes(shapes::a_rotation(), 0);
  plate.mesh = shapes::subdivided(shapes::subdivided(plate.mesh));
  expect_all_found(plate, 5e-3, 0.1);
}

TEST(DrillHoles, AnInvertedModelIsTurned) {
  DrilledPlate plate = twelve_holes(Mat3::Identity(), 0);
  plate.mesh = shapes::inverted(plate.mesh);
  expect_all_found(plate, 1e-3, 0.05);
}

TEST(DrillHoles, OrderOfFacetsAndThreadsChangeNoBit) {
  const DrilledPlate plate = twelve_holes(shapes::a_rotation(), 0.02);
  const std::vector<DrillHole> before = holes_of(plate.mesh);
  const auto expect_same = [&](const std::vector<DrillHole>& after) {
    ASSERT_EQ(before.size(), after.size());
    for (std::size_t i = 0; i < before.size(); ++i) {
      EXPECT_NEAR(before[i].diameter_mm, after[i].diameter_mm, 1e-9);
      EXPECT_NEAR((before[i].at - after[i].at).norm(), 0, 1e-9);
    }
  };
  expect_same(holes_of(shapes::shuffled(plate.mesh, 3)));
  for (const std::size_t threads : {1, 7}) {
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
    const std::vector<DrillHole> after = holes_of(plate.mesh);
    ASSERT_EQ(before.size(), after.size());
    for (std::size_t i = 0; i < before.size(); ++i) {
      EXPECT_EQ(before[i].diameter_mm, after[i].diameter_mm);
      EXPECT_EQ(before[i].at, after[i].at);
    }
  }
}

TEST(DrillHoles, AnOctagonGivesItsCircleAndItsLargestPin) {
  const TriMesh plate = shapes::drilled_plate({shapes::round_cut(3, 8, 10)}, 1, 20, 5);
  const std::vector<DrillHole> holes = holes_of(plate);
  ASSERT_EQ(holes.size(), 1u);
  EXPECT_EQ(holes[0].sides, 8u);
  EXPECT_NEAR(holes[0].diameter_mm, 3, 1e-3);
  EXPECT_NEAR(holes[0].flat_diameter_mm, 3 * std::cos(std::numbers::pi / 8), 1e-3);
}

TEST(DrillHoles, ThinPlatesHaveThem) {
  for (const double thickness : {0.4, 0.6, 0.9}) {
    const TriMesh plate = shapes::drilled_plate(
        {shapes::round_cut(2, 32, 0), shapes::round_cut(4, 24, 5)}, 2, 20, thickness);
    const std::vector<DrillHole> holes = holes_of(shapes::transformed(plate, shapes::a_rotation()));
    ASSERT_EQ(holes.size(), 2u) << thickness;
    EXPECT_NEAR(holes[0].diameter_mm, 4, 0.02);
    EXPECT_NEAR(holes[1].diameter_mm, 2, 0.02);
    EXPECT_NEAR(holes[1].length_mm, thickness, 0.1);
  }
}

TEST(DrillHoles, ASleeveHasAnOuterDiameter) {
  const std::vector<DrillHole> holes = holes_of(shapes::pipe(1.5, 2.5, 10, 48));
  ASSERT_EQ(holes.size(), 1u);
  EXPECT_NEAR(holes[0].diameter_mm, 3, 1e-3);
  EXPECT_NEAR(holes[0].length_mm, 10, 0.1);
  ASSERT_TRUE(holes[0].sleeve_mm.has_value());
  EXPECT_NEAR(*holes[0].sleeve_mm, 5, 1e-3);
}

TEST(DrillHoles, InABoneOutOfVoxelsKeepTheirMeasures) {
  using namespace shapes;
  Field bone = blend(
      blend(capsule({-35, 0, 0}, {-5, 4, 3}, 8, 6), capsule({-5, 4, 3}, {30, -3, -2}, 6, 8.5), 6),
      ellipsoid({36, -4, -2}, {11, 13, 10}), 5);
  const std::vector<TrueHole> truths = {
      {{-33, 0, 0}, Vec3(0.1, 0.9, 0.3).normalized(), 1.5, true},
      {{-33, 0, 0}, Vec3(0.2, -0.3, 0.9).normalized(), 2.5, true},  // meets the first
      {{-24, 1.5, 1}, Vec3(-0.3, 0.2, 0.9).normalized(), 2, true},
      {{-15, 2.5, 2}, Vec3(0.2, 1, -0.5).normalized(), 3, true},
      {{-6, 4, 3}, Vec3(0, 0.4, 0.9).normalized(), 1.8, true},
      {{4, 2, 1.5}, Vec3(0.3, 1, 0.1).normalized(), 3.5, true},
      {{14, 0, 0.5}, Vec3(0, 0.2, 1).normalized(), 2.2, false},
      {{24, -2, -1}, Vec3(-0.2, 0.8, 0.4).normalized(), 4.5, true},
      {{36, -4, -2}, Vec3(0.4, 0.1, 0.9).normalized(), 6, true},
      {{36, -4, -2}, Vec3(-0.3, 0.9, 0).normalized(), 2.8, true}};
  for (const TrueHole& hole : truths)
    bone = without(bone, cylinder(hole.at + (hole.through ? 0.0 : 20.0) * hole.axis, hole.axis,
                                  hole.diameter_mm / 2, hole.through ? 80 : 40));
  Box3 box;
  box.extend(Vec3(-46, -20, -16));
  box.extend(Vec3(50, 14, 14));
  const TriMesh mesh = with_noise(mesh_of(bone, box, 0.3), 0.02, 3);
  const std::vector<DrillHole> holes = holes_of(mesh);
  EXPECT_EQ(holes.size(), truths.size());
  for (const TrueHole& truth : truths) {
    const DrillHole* hole = found_at(holes, truth);
    ASSERT_NE(hole, nullptr) << truth.diameter_mm;
    EXPECT_NEAR(hole->diameter_mm, truth.diameter_mm, 0.05 * truth.diameter_mm);
    EXPECT_LT(degrees_between(hole->axis, truth.axis), 0.5);
    EXPECT_EQ(hole->through, truth.through);
  }
}

TEST(Slots, OfHalfToTwoMillimetresAreMeasured) {
  const double widths[] = {0.5, 0.9, 1.4, 2.0};
  const double lengths[] = {12, 15, 18, 14};
  std::vector<shapes::Cut> cuts;
  for (std::size_t i = 0; i < 4; ++i)
    cuts.push_back(shapes::slot_cut(lengths[i], widths[i], 20.0 * static_cast<double>(i)));
  const TriMesh plate = shapes::drilled_plate(cuts, 2, 25, 6);
  for (const double noise : {0.0, 0.02}) {
    for (const Mat3& turn : {Mat3(Mat3::Identity()), shapes::a_rotation()}) {
      const TriMesh mesh = shapes::transformed(shapes::with_noise(plate, noise, 8), turn);
      const std::vector<Slot> slots = slots_of(mesh);
      EXPECT_TRUE(holes_of(mesh).empty());
      ASSERT_EQ(slots.size(), 4u);
      for (std::size_t i = 0; i < 4; ++i) {
        const Vec3 middle = turn * shapes::cell_middle(i, 4, 2, 25);
        const auto slot = std::find_if(slots.begin(), slots.end(),
                                       [&](const Slot& s) { return (s.at - middle).norm() < 1; });
        ASSERT_NE(slot, slots.end()) << widths[i];
        EXPECT_NEAR(slot->width_mm, widths[i], 0.05);
        EXPECT_NEAR(slot->length_mm, lengths[i], 0.1);
        EXPECT_NEAR(slot->depth_mm, 6, 0.4);
        const double angle = 20.0 * static_cast<double>(i) * std::numbers::pi / 180;
        EXPECT_LT(degrees_between(slot->normal, turn * Vec3(-std::sin(angle), std::cos(angle), 0)),
                  1);
      }
    }
  }
}

TEST(Slots, OneOfAGuideMadeByMarchingCubesIsFoundWhole) {
  // Capped at both ends, open above and below, rims sloped by up to a voxel of 0.6 mm: chords near
  // them are tilted, and the slot is to be one all the same.
  const TriMesh guide = shapes::guide_like();
  for (const Mat3& turn : {Mat3(Mat3::Identity()), shapes::a_rotation()}) {
    const std::vector<Slot> slots = slots_of(shapes::transformed(guide, turn));
    ASSERT_EQ(slots.size(), 1u);
    EXPECT_NEAR(slots[0].width_mm, 1, 0.05);
    EXPECT_NEAR(slots[0].length_mm, 20, 0.3);  // half a voxel
    // 8 in the middle, 9.9 at the ends, as the underside is bent; less half a voxel at each rim.
    EXPECT_NEAR(slots[0].depth_mm, 8.4, 0.6);
    EXPECT_LT(degrees_between(slots[0].normal, turn.col(1)), 1);
    EXPECT_LT(degrees_between(slots[0].along, turn.col(0)), 1);
  }
}

TEST(DrillFeatures, PlainShapesHaveNone) {
  const TriMesh slab = shapes::box({30, 30, 3});
  const std::pair<const char*, TriMesh> plain[] = {
      {"ball", shapes::sphere(20, 5000)},
      {"small ball", shapes::icosphere(2, 3)},
      {"torus", shapes::torus(30, 10, 64, 32)},
      {"ring", shapes::torus(3.5, 1.5, 64, 32)},
      {"tube with a lumen of 8 mm", shapes::pipe(4, 6, 40, 48)},
      {"box", shapes::box({20, 30, 40}, 4)},
      {"shell", shapes::shell(18, 20, 5000)},
      {"small cavity", shapes::shell(2, 6, 2000)},
      {"two plates", shapes::together({slab, shapes::moved(slab, {0, 0, 4})})}};
  for (const auto& [name, mesh] : plain) {
    EXPECT_TRUE(holes_of(mesh).empty()) << name;
    EXPECT_TRUE(slots_of(mesh).empty()) << name;
  }
}

}  // namespace
}  // namespace pg
