#include "geometry/support/columns.hpp"

#include <gtest/gtest.h>
#include <tbb/global_control.h>

#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

#include "geometry/measure/islands.hpp"
#include "geometry/measure/overhang_area.hpp"
#include "geometry/subject.hpp"
#include "testdata/shapes.hpp"

namespace pg {
namespace {

constexpr double kPi = std::numbers::pi;

/// Slab 40 x 20 x 4 on a leg 10 x 10 x 30, both closed boxes that share the leg's top.
TriMesh table(int cells) {
  return shapes::together({shapes::moved(shapes::box({10, 10, 30}, cells), {0, 0, 15}),
                           shapes::moved(shapes::box({40, 20, 4}, cells), {0, 0, 32})});
}

Columns columns_of(const TriMesh& mesh, double angle_deg = 45) {
  return support_columns(mesh, pose_mesh(mesh, Vec3::UnitZ(), angle_deg));
}

TEST(SupportColumns, TableOnALegTouchingFacesCarryNothing) {
  for (const int cells : {1, 3, 8, 40}) {
    const TriMesh mesh =
        shapes::transformed(table(cells), shapes::rotation(31, Vec3::UnitZ()), {3, -200, 77});
    const Columns columns = columns_of(mesh);
    EXPECT_NEAR(columns.volume_mm3, (40 * 20 - 10 * 10) * 30.0, 1e-6 * 21000) << cells;
    EXPECT_NEAR(columns.under_mm2, 700, 700e-6);
    EXPECT_NEAR(columns.on_plate_mm2, 700, 700e-6);
    EXPECT_NEAR(columns.on_top_mm2, 0, 1e-6);
    // Whole facets: the leg's top is inside the union, but the facets above it count here.
    EXPECT_NEAR(measure_overhang_area(mesh, pose_mesh(mesh, Vec3::UnitZ(), 45)).overhang_area_mm2,
                800, 1e-6);
  }
}

TEST(SupportColumns, StackedSlabsStandOnTheNextOneBelowOnly) {
  // Slabs 30 x 30 x 2 at heights 10, 20, 30 (free in the air), base 50 x 50 x 2 on the plate.
  std::vector<TriMesh> slabs = {shapes::moved(shapes::box({50, 50, 2}, 5), {0, 0, 1})};
  for (const double z : {10.0, 20.0, 30.0})
    slabs.push_back(shapes::moved(shapes::box({30, 30, 2}, 7), {0, 0, z + 1}));
  const Columns columns = columns_of(shapes::shuffled(shapes::together(slabs), 5));
  EXPECT_NEAR(columns.volume_mm3, 3 * 900 * 8.0, 1e-6 * 21600);
  EXPECT_NEAR(columns.under_mm2, 2700, 1e-5);
  EXPECT_NEAR(columns.on_top_mm2, 2700, 1e-5);
}

TEST(SupportColumns, TiltedPlateAboveATiltedPlate) {
  // Underside z = 20 + 0.3 x over [-10, 10] x [-5, 5]; top of the lower plate z = 5 - 0.2 x.
  const auto wedge_plate = [](double offset, double slope, int cells) {
    TriMesh plate = shapes::box({20, 10, 1}, cells);
    for (Vec3& p : plate.positions_mm) p[2] += offset + slope * p[0];
    return plate;
  };
  for (const int cells : {1, 4, 9}) {
    const TriMesh mesh =
        shapes::together({wedge_plate(20.5, 0.3, cells), wedge_plate(4.5, -0.2, cells + 1)});
    const Columns columns = columns_of(mesh);
    // Upper gap: 15 + 0.5 x; lower underside z = 4 - 0.2 x stands on the plate at z = 2.
    EXPECT_NEAR(columns.volume_mm3, 200 * 15.0 + 200 * 2.0, 1e-6 * 3400);
    EXPECT_NEAR(columns.under_mm2, 200 * std::sqrt(1.09) + 200 * std::sqrt(1.04), 1e-4);
    EXPECT_NEAR(columns.on_top_mm2, 200 * std::sqrt(1.04), 1e-4);
  }
}

TEST(SupportColumns, OverlappingSolidsAreOne) {
  // Two cubes of 20 that share a cube of 10: the upper one's underside is buried where they
  // overlap.
  const TriMesh mesh = shapes::together(
      {shapes::box({20, 20, 20}, 3), shapes::moved(shapes::box({20, 20, 20}, 4), {10, 10, 10})});
  const Columns columns = columns_of(mesh);
  EXPECT_NEAR(columns.volume_mm3, 300 * 10.0, 1e-6 * 3000);
  EXPECT_NEAR(columns.under_mm2, 300, 1e-5);
  double held_mm2 = 0;
  for (const HeldFacet& facet : columns.held) held_mm2 += facet.mm2;
  EXPECT_NEAR(held_mm2, 100, 1e-5);
}

TEST(SupportColumns, VerticalWallsThatCrossAFacetPartWhatIsBuriedFromWhatHangs) {
  // A slab of 8 x 8 half sunk into a plate's side, of two facets below or of many; a column of 1.5.
  const TriMesh plate = shapes::box({100, 40, 4});
  for (const int cells : {1, 3}) {
    const TriMesh slab = shapes::moved(shapes::box({8, 8, 2}, cells), {0, 20, 0.5});
    const Columns columns = columns_of(shapes::together({plate, slab}));
    EXPECT_NEAR(columns.volume_mm3, 8 * 4 * 1.5, 1e-6);
    EXPECT_NEAR(columns.under_mm2, 8 * 4, 1e-6);
    EXPECT_NEAR(columns.on_plate_mm2, 8 * 4, 1e-6);
  }
  // A square well of 4 through a block, and in it a slab that is sunk into the block all around:
  // corners and middle of a facet lie on different sides of the well's walls.
  std::vector<TriMesh> block;
  for (const double side : {-1.0, 1.0}) {
    block.push_back(shapes::moved(shapes::box({8, 20, 20}), {side * 6, 0, 0}));
    block.push_back(shapes::moved(shapes::box({4, 8, 20}), {0, side * 6, 0}));
  }
  block.push_back(shapes::moved(shapes::box({10, 10, 2}), {0, 0, 4}));
  const Columns well = columns_of(shapes::together(block));
  EXPECT_NEAR(well.volume_mm3, 16 * 13, 1e-4);
  EXPECT_NEAR(well.under_mm2, 16, 1e-5);
}

TEST(SupportColumns, DuplicatedShellsCountOnce) {
  const TriMesh once = shapes::moved(table(4), {0, 0, 0});
  const Columns twice = columns_of(shapes::together({once, once}));
  EXPECT_NEAR(twice.volume_mm3, 21000, 1e-6 * 21000);
}

TEST(SupportColumns, NestedBallInsideABoxNeedsNothing) {
  const TriMesh mesh = shapes::together(
      {shapes::box({50, 50, 50}), shapes::moved(shapes::icosphere(10, 3), {1, 2, 3})});
  EXPECT_NEAR(columns_of(mesh).volume_mm3, 0, 1e-9);
}

TEST(SupportColumns, CavityIsSupportedInside) {
  // A box-shaped void of 10 in a box of 30: its ceiling stands on its floor.
  const TriMesh mesh =
      shapes::together({shapes::box({30, 30, 30}), shapes::inverted(shapes::box({10, 10, 10}, 2))});
  const Columns columns = columns_of(mesh);
  EXPECT_NEAR(columns.volume_mm3, 1000, 1e-6);
  EXPECT_NEAR(columns.on_top_mm2, 100, 1e-7);
}

TEST(SupportColumns, SphereOnThePlateMatchesTheClosedForm) {
  // Closed forms of the smooth ball; the facets' own deviation is of order (edge / R)^2 plus, on
  // the icosphere, the ragged rim at 45 degrees (one row of facets, averaging out along the rim).
  const double radius = 40, r = radius * std::sin(kPi / 4);
  const double volume =
      kPi * r * r * radius -
      2 * kPi / 3 * (std::pow(radius, 3) - std::pow(radius * radius - r * r, 1.5));
  const double area = 2 * kPi * radius * radius * (1 - std::cos(kPi / 4));
  for (const TriMesh& mesh :
       {shapes::uv_sphere(radius, 48, 100), shapes::uv_sphere(radius, 160, 320),
        shapes::icosphere(radius, 5), shapes::icosphere(radius, 6)}) {
    const Columns columns = columns_of(mesh);
    EXPECT_NEAR(columns.volume_mm3 / volume, 1, 5e-3) << mesh.triangles.size();
    EXPECT_NEAR(columns.under_mm2 / area, 1, 5e-3) << mesh.triangles.size();
    EXPECT_EQ(columns.on_top_mm2, 0);
  }
}

/// Closed form of the faceted torus: a cut at profile radius r is an n-gon of area n/2 sin(2 pi/n)
/// r^2, heights are linear in r along each facet, so a ring of facets holds n/2 sin(2 pi/n) times
/// the integral of z d(r^2).
double faceted_torus_columns(double ring, double tube, int n, int m) {
  double sum = 0;
  for (int j = 0; j < m; ++j) {
    const double from = 2 * kPi * j / m, to = 2 * kPi * (j + 1) / m;
    // The rule's 45 degrees fall on corners (m is a multiple of 8); the facets between them count.
    if (from < 1.25 * kPi - 1e-9 || to > 1.75 * kPi + 1e-9) continue;
    const double r0 = ring + tube * std::cos(from), r1 = ring + tube * std::cos(to);
    const double z0 = tube + tube * std::sin(from), z1 = tube + tube * std::sin(to);
    sum += (r1 - r0) / 3 * (z0 * (2 * r0 + r1) + z1 * (r0 + 2 * r1));
  }
  return n / 2.0 * std::sin(2 * kPi / n) * sum;
}

TEST(SupportColumns, TorusMatchesTheClosedForm) {
  const double ring = 30, tube = 10, s = tube * std::sin(kPi / 4);
  const double volume =
      2 * kPi * ring *
      (2 * s * tube - (s * std::sqrt(tube * tube - s * s) + tube * tube * kPi / 4));
  const double area = 2 * kPi * ring * tube * (kPi / 2);
  const auto expect = [&](int n, int m, double share) {
    const Columns columns = columns_of(shapes::torus(ring, tube, n, m));
    EXPECT_NEAR(columns.volume_mm3 / faceted_torus_columns(ring, tube, n, m), 1, 1e-9);
    EXPECT_NEAR(columns.volume_mm3 / volume, 1, share);
    EXPECT_NEAR(columns.under_mm2 / area, 1, 5e-3);
  };
  // The m-gon leaves m/4 slivers of tube^2/2 (t - sin t), t = 2 pi/m, between chord and circle:
  // added to columns of 12.88 mm2 in profile they make 40 / m^2, 1.74 % at m = 48 and 0.16 % at
  // 160.
  expect(100, 48, 40.5 / (48 * 48));
  expect(60, 88, 5.5e-3);
  expect(312, 160, 5e-3);
}

/// As the analysis does: round surfaces are cut along the rule's line.
struct Round {
  double volume, under, overhang;
};
Round round_of(const TriMesh& mesh, const Vec3& up = Vec3::UnitZ()) {
  const Topology topology = Topology::of(mesh);
  const RoundSurface round(mesh, topology);
  const PosedMesh pose = pose_mesh(mesh, up, 45, false, &round);
  const Columns columns = support_columns(mesh, pose);
  return {columns.volume_mm3, columns.under_mm2, overhanging_mm2(mesh, pose)};
}

TEST(SupportColumns, RoundSurfacesAreCutWhereTheyHaveTheRulesAngle) {
  // Closed forms of the smooth ball, at rings that meet 45 degrees and at rings that miss it: whole
  // facets would be up to 13 % off. Left: chords instead of arcs, under 0.2 % at 10k facets.
  const double radius = 40, r = radius * std::sin(kPi / 4);
  const double volume =
      kPi * r * r * radius -
      2 * kPi / 3 * (std::pow(radius, 3) - std::pow(radius * radius - r * r, 1.5));
  const double area = 2 * kPi * radius * radius * (1 - std::cos(kPi / 4));
  std::vector<TriMesh> balls = {shapes::icosphere(radius, 5), shapes::icosphere(radius, 6)};
  for (const int rings : {50, 53, 55, 58, 158, 161})
    balls.push_back(shapes::uv_sphere(radius, rings, 2 * rings));
  for (const TriMesh& mesh : balls) {
    const Round found = round_of(mesh);
    EXPECT_NEAR(found.volume / volume, 1, 5e-3) << mesh.triangles.size();
    EXPECT_NEAR(found.under / area, 1, 5e-3) << mesh.triangles.size();
    EXPECT_NEAR(found.overhang / area, 1, 5e-3) << mesh.triangles.size();
  }
}

TEST(SupportColumns, ARoundTorusIsCutToo) {
  // 10k and 100k facets, tube rings that meet 45 degrees (96, 88, 160) and that miss it.
  const double ring = 30, tube = 10, s = tube * std::sin(kPi / 4);
  const double volume =
      2 * kPi * ring *
      (2 * s * tube - (s * std::sqrt(tube * tube - s * s) + tube * tube * kPi / 4));
  const double area = 2 * kPi * ring * tube * (kPi / 2);
  for (const auto& [n, m] :
       {std::pair{52, 96}, {60, 88}, {54, 93}, {312, 160}, {310, 161}, {387, 129}}) {
    const Round found = round_of(shapes::torus(ring, tube, n, m));
    EXPECT_NEAR(found.volume / volume, 1, 5e-3) << n << " x " << m;
    EXPECT_NEAR(found.under / area, 1, 5e-3) << n << " x " << m;
    EXPECT_NEAR(found.overhang / area, 1, 5e-3) << n << " x " << m;
  }
}

TEST(SupportColumns, FacetsThatMeetAtEdgesStayWhole) {
  // A prism of 24 sides lying down turns by 15 degrees at its edges: facets, not a round surface.
  const TriMesh prism =
      shapes::transformed(shapes::pipe(0, 10, 50, 24), shapes::rotation(90, Vec3::UnitX()));
  EXPECT_NEAR(round_of(prism).volume, columns_of(prism).volume_mm3, 1e-9);
  const TriMesh tilted =
      shapes::transformed(shapes::box({20, 30, 40}, 6), shapes::rotation(44, Vec3::UnitX()));
  EXPECT_NEAR(round_of(tilted).volume, columns_of(tilted).volume_mm3, 1e-9);
  EXPECT_NEAR(round_of(table(8)).volume, 21000, 1e-6 * 21000);
}

TEST(SupportColumns, AnyUpDirectionIsTheTurnedModel) {
  const TriMesh mesh = shapes::torus(30, 10, 60, 24);
  shapes::Random random(3);
  for (int i = 0; i < 20; ++i) {
    const Vec3 up = random.direction();
    const TriMesh turned = shapes::transformed(mesh, turn_to_z(up));
    const Columns a = support_columns(mesh, pose_mesh(mesh, up, 45));
    const Columns b = columns_of(turned);
    EXPECT_NEAR(a.volume_mm3, b.volume_mm3, 1e-6 * (1 + b.volume_mm3));
    EXPECT_NEAR(a.on_top_mm2, b.on_top_mm2, 1e-6 * (1 + b.on_top_mm2));
  }
}

TEST(SupportColumns, SameBitsForAnyNumberOfThreads) {
  const TriMesh mesh = shapes::with_noise(
      shapes::transformed(shapes::torus(30, 10, 150, 60), shapes::a_rotation()), 0.3, 4);
  Columns first;
  for (const std::size_t threads : {1, 2, 7}) {
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
    const Columns columns = columns_of(mesh);
    if (threads == 1) first = columns;
    EXPECT_GT(columns.volume_mm3, 0);
    EXPECT_EQ(columns.volume_mm3, first.volume_mm3);
    EXPECT_EQ(columns.on_top_mm2, first.on_top_mm2);
  }
}

/// By brute force: a vertical line through each point of a fine lattice, all crossings sorted.
double columns_by_lines(const TriMesh& mesh, const PosedMesh& pose, int lines) {
  double volume = 0;
  const double dx = pose.size_mm[0] / lines, dy = pose.size_mm[1] / lines;
  struct Crossing {
    double z;
    Lie lie;
  };
  for (int i = 0; i < lines; ++i)
    for (int j = 0; j < lines; ++j) {
      const double x = (i + 0.5) * dx, y = (j + 0.5) * dy;
      std::vector<Crossing> crossings;
      for (std::size_t f = 0; f < mesh.triangles.size(); ++f) {
        const auto& t = mesh.triangles[f];
        const Vec3 &a = pose.at_mm[t[0]], &b = pose.at_mm[t[1]], &c = pose.at_mm[t[2]];
        const auto side = [&](const Vec3& p, const Vec3& q) {
          return (q[0] - p[0]) * (y - p[1]) - (q[1] - p[1]) * (x - p[0]);
        };
        const double u = side(b, c), v = side(c, a), w = side(a, b);
        if (!((u > 0 && v > 0 && w > 0) || (u < 0 && v < 0 && w < 0))) continue;
        crossings.push_back({(u * a[2] + v * b[2] + w * c[2]) / (u + v + w), pose.lie[f]});
      }
      std::sort(crossings.begin(), crossings.end(),
                [](const auto& p, const auto& q) { return p.z < q.z; });
      int inside = 0;
      double last = 0;
      for (const Crossing& crossing : crossings) {
        if (crossing.lie == Lie::kOverhang && inside == 0) volume += (crossing.z - last) * dx * dy;
        inside += crossing.lie == Lie::kUp ? -1 : 1;
        last = crossing.z;
      }
    }
  return volume;
}

TEST(SupportColumns, AgreesWithVerticalLinesOnCrossingBodies) {
  shapes::Random random(11);
  std::vector<TriMesh> bodies;
  for (int i = 0; i < 6; ++i) {
    const Vec3 at(random.uniform(-15, 15), random.uniform(-15, 15), random.uniform(0, 40));
    TriMesh body = i % 2 ? shapes::torus(12, 4, 24, 12) : shapes::box({14, 9, 5}, 3);
    bodies.push_back(shapes::transformed(
        body, shapes::rotation(random.uniform(0, 360), random.direction()), at));
  }
  const TriMesh mesh = shapes::together(bodies);
  const PosedMesh pose = pose_mesh(mesh, Vec3::UnitZ(), 45);
  const double by_lines = columns_by_lines(mesh, pose, 400);
  // A lattice of n x n lines errs along outlines by less than their length times a cell, about 1/n.
  EXPECT_NEAR(support_columns(mesh, pose).volume_mm3 / by_lines, 1, 2e-3);
}

TEST(Overhang, WhatLiesInsideAnotherPartHangsInNoAirAndIsNoIsland) {
  // A post sunk into a plate, a slab that rests on the post, and one that hangs beside it.
  const TriMesh plate = shapes::box({60, 40, 3}),
                post = shapes::moved(shapes::box({8, 8, 12}), {0, 0, 6});
  const auto reading = [](const TriMesh& mesh) {
    const Subject subject{TriMesh(mesh)};
    return std::pair(describe_overhang_area().run(subject), describe_islands().run(subject));
  };
  const auto value = [](const Measured& measured) { return measured.values[0].members[0].second; };
  const auto sunk = reading(shapes::together({plate, post}));
  EXPECT_EQ(std::get<double>(value(sunk.first)), 0);
  EXPECT_EQ(std::get<std::int64_t>(value(sunk.second)), 0);
  EXPECT_TRUE(sunk.first.findings.empty());
  EXPECT_TRUE(sunk.second.findings.empty());
  const auto hanging =
      reading(shapes::together({plate, post, shapes::moved(shapes::box({8, 8, 2}), {20, 0, 8})}));
  EXPECT_NEAR(std::get<double>(value(hanging.first)), 64, 1e-6);
  EXPECT_EQ(std::get<std::int64_t>(value(hanging.second)), 1);
  const auto resting =
      reading(shapes::together({plate, post, shapes::moved(shapes::box({8, 8, 2}), {0, 0, 13})}));
  EXPECT_EQ(std::get<std::int64_t>(value(resting.second)), 0);
  EXPECT_EQ(std::get<double>(value(resting.first)), 0);
}

TEST(Overhang, CountAndBoxAreOfWhatHangsNotOfWhatIsHeld) {
  // Far to the left a post of many facets sunk into the plate, far to the right a slab of two
  // facets below, in the air; in between a slab that the plate's wall cuts: half of it hangs.
  const TriMesh plate = shapes::box({100, 40, 4}),
                post = shapes::moved(shapes::box({8, 8, 12}, 5), {-40, 0, 6}),
                slab = shapes::moved(shapes::box({8, 8, 2}), {40, 0, 9}),
                cut = shapes::moved(shapes::box({8, 8, 2}), {0, 20, 0.5});
  const auto finding = [](const TriMesh& mesh) {
    const Measured measured = describe_overhang_area().run(Subject{TriMesh(mesh)});
    return measured.findings.at(0);
  };
  const Finding hangs = finding(shapes::together({plate, post, slab}));
  EXPECT_EQ(hangs.count, 2);
  EXPECT_LT((hangs.box_mm->min - Vec3(36, -4, 8)).norm(), 1e-9);
  EXPECT_LT((hangs.box_mm->max - Vec3(44, 4, 8)).norm(), 1e-9);
  // Both facets of the slab's underside reach beyond the plate: the box is of whole facets.
  const Finding half = finding(shapes::together({plate, post, cut}));
  EXPECT_EQ(half.count, 2);
  EXPECT_LT((half.box_mm->min - Vec3(-4, 16, -0.5)).norm(), 1e-9);
  EXPECT_LT((half.box_mm->max - Vec3(4, 24, -0.5)).norm(), 1e-9);
  EXPECT_NE(half.text.find(" 32 mm2"), std::string::npos) << half.text;
}

TEST(Islands, TableHasNoneHangingSlabOneBallOnPlateNone) {
  const auto count = [](const TriMesh& mesh) {
    return island_places(mesh, pose_mesh(mesh, Vec3::UnitZ(), 45)).size();
  };
  EXPECT_EQ(count(shapes::sphere(10, 2000)), 0u);
  EXPECT_EQ(count(shapes::together(
                {shapes::box({9, 9, 9}, 3), shapes::moved(shapes::box({9, 9, 2}, 5), {0, 0, 20})})),
            1u);
  // A cavity's floor is no island, its ceiling neither.
  EXPECT_EQ(count(shapes::shell(8, 10, 2000)), 0u);
  // A standing torus touches the plate once; its inner top is a minimum of the hole's ceiling: no,
  // the hole's lowest point is solid below.
  EXPECT_EQ(count(shapes::transformed(shapes::torus(30, 10, 64, 32),
                                      shapes::rotation(90, Vec3::UnitX()))),
            0u);
}

}  // namespace
}  // namespace pg
