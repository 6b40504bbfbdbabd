// The laws of the volume of faulty meshes: moving, turning, scaling, shuffling, the order of parts
// and the number of threads change neither a verdict nor, but for rounding, a value.

#include <tbb/global_control.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <string>
#include <vector>

#include "tests/geometry/solid/verdict.hpp"

namespace pg {
namespace {

using faults::Specimen;
using shapes::Random;

// Relative. Crossings are found on coordinates moved by 1e-9 of the diagonal, each vertex in its
// own direction; other vertices, or others' numbers, give other directions.
constexpr double kRounding = 1e-8;
// Holes of several facets may be closed in another of two nearly equal ways.
constexpr double kRoundingMissing = 1e-6;

struct Named {
  std::string id;
  Specimen specimen;
};

std::vector<Named> specimens() {
  std::vector<Named> list;
  for (const faults::Deed& deed : faults::deeds()) {
    Named one{deed.id, faults::bodies()[0].make(1500)};
    deed.apply(one.specimen, 11);
    list.push_back(std::move(one));
  }
  for (const faults::Piece& piece : faults::pieces()) list.push_back({piece.id, piece.make(0)});
  return list;
}

void expect_same(const test::Verdict& a, const test::Verdict& b, double scale,
                 const std::string& name, double more = 0.0) {
  const double cubed = scale * scale * scale;
  const double within = (a.missing ? kRoundingMissing : kRounding) * a.value + more;
  EXPECT_EQ(a.none, b.none) << name;
  EXPECT_EQ(a.all_findings(), b.all_findings()) << name;
  EXPECT_NEAR(b.value / cubed, a.value, within) << name;
  // Its part for rounding goes with the box's diagonal, which turning changes.
  EXPECT_NEAR(b.plus_minus / cubed, a.plus_minus, within + 1e-3 * a.plus_minus + 1e-7 * a.value)
      << name;
}

template <class Change>
void expect_law(double scale, const char* law, Change&& change) {
  for (Named& one : specimens()) {
    const test::Verdict before = test::judge(one.specimen);
    change(one);
    expect_same(before, test::judge(one.specimen), scale, one.id + " " + law);
  }
}

TEST(SolidLaws, MovingAndTurningChangeNothing) {
  const Mat3 turn = shapes::a_rotation();
  expect_law(1.0, "moved", [&](Named& one) {
    one.specimen.move([&](const Vec3& p) { return Vec3(turn * p + Vec3(3, -50, 7)); });
  });
}

TEST(SolidLaws, ScalingScalesByTheCube) {
  for (const double scale : {0.01, 64.0})
    expect_law(scale, "scaled", [&](Named& one) {
      one.specimen.move([&](const Vec3& p) { return Vec3(scale * p); });
    });
}

TEST(SolidLaws, TheOrderOfTrianglesChangesNothing) {
  expect_law(1.0, "shuffled", [&](Named& one) {
    one.specimen.mesh = shapes::shuffled(std::move(one.specimen.mesh), 5);
  });
}

// Four triangles for one are the same surface, so the volume stays. What is said of it stays but
// where the triangulation itself is the fault, or new vertices fall on another triangle's.
const std::map<std::string, const char*> kToldOtherwise = {
    {"t_junctions",
     "the missing vertices are made, but not rounded to float as their neighbours are"},
    {"degenerate_facets", "parts of a triangle along an edge lie on each other"},
    {"fin_single", "the lid of its rim has no vertex inside, so it cannot lie on the fin any more"},
    {"cubes_overlapping",
     "their edges cross in middles: they hang together there, no pair crosses"},
    {"cubes_overlapping_one_twice", "the same"},
    {"bow_tie", "its lobes cross in middles of edges: two shells that touch, neither in doubt"}};

TEST(SolidLaws, SubdividingChangesNoVolume) {
  std::size_t told_otherwise = 0;
  for (Named& one : specimens()) {
    const test::Verdict before = test::judge(one.specimen);
    one.specimen.mesh = shapes::subdivided(one.specimen.mesh);
    const test::Verdict after = test::judge(one.specimen);
    // The middles of the two sides of a crack are joined at other places than its ends were.
    const double cracks = one.id == "corners_rounded" ? before.plus_minus : 0.0;
    EXPECT_EQ(before.none, after.none) << one.id;
    EXPECT_NEAR(after.value, before.value,
                (before.missing ? kRoundingMissing : kRounding) * before.value + cracks)
        << one.id;
    EXPECT_TRUE(after.inside()) << one.id;
    if (kToldOtherwise.contains(one.id)) {
      ++told_otherwise;
      continue;
    }
    expect_same(before, after, 1.0, one.id + " subdivided", cracks);
  }
  EXPECT_EQ(told_otherwise, kToldOtherwise.size());
}

Solid of_parts(std::vector<TriMesh> parts) {
  std::vector<Soup> soups;
  for (const TriMesh& part : parts) {
    soups.push_back(shapes::as_double_soup(part));
    soups.back().weld_group = static_cast<std::uint32_t>(soups.size());
  }
  const Subject subject(weld_exactly(std::move(soups)).mesh);
  return Solid::of(subject);
}

TEST(SolidLaws, TheOrderOfPartsChangesNothing) {
  const TriMesh ball = shapes::sphere(20, 2000), cube = shapes::box({20, 20, 20});
  const std::vector<std::vector<TriMesh>> models = {
      {ball, shapes::moved(cube, {15, 0, 0}), shapes::moved(ball, {0, 25, 3})},
      {ball, shapes::inverted(shapes::sphere(12, 1000)), shapes::sphere(6, 500)},
      {cube, shapes::moved(cube, {20, 0, 0}), shapes::moved(cube, {40, 0, 0})},
      {ball, shapes::inverted(shapes::moved(cube, {60, 0, 0})), cube}};
  for (std::vector<TriMesh> parts : models) {
    const Solid first = of_parts(parts);
    for (int i = 0; i < 2; ++i) {
      std::rotate(parts.begin(), parts.begin() + 1, parts.end());
      const Solid again = of_parts(parts);
      EXPECT_NEAR(again.volume_mm3.nonzero, first.volume_mm3.nonzero,
                  kRounding * first.volume_mm3.nonzero);
      EXPECT_NEAR(again.plus_minus_mm3, first.plus_minus_mm3,
                  1e-6 * (first.plus_minus_mm3 + first.volume_mm3.nonzero * kRounding));
      ASSERT_EQ(again.events.size(), first.events.size());
      for (const SolidEvent& event : first.events) EXPECT_NE(again.find(event.kind), nullptr);
    }
  }
}

TEST(SolidLaws, AnyNumberOfThreadsGivesTheSameBits) {
  for (const Named& one : specimens()) {
    std::vector<test::Verdict> verdicts;
    for (const std::size_t threads : {1, 2, 8}) {
      const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
      verdicts.push_back(test::judge(one.specimen));
    }
    for (const test::Verdict& v : verdicts) {
      EXPECT_EQ(std::memcmp(&v.value, &verdicts[0].value, sizeof v.value), 0) << one.id;
      EXPECT_EQ(std::memcmp(&v.plus_minus, &verdicts[0].plus_minus, sizeof v.plus_minus), 0)
          << one.id;
      EXPECT_EQ(v.findings, verdicts[0].findings) << one.id;
    }
  }
}

}  // namespace
}  // namespace pg
