#include "geometry/hollow/hollows.hpp"

#include <gtest/gtest.h>
#include <tbb/global_control.h>

#include <cmath>
#include <numbers>

#include "geometry/subject.hpp"
#include "testdata/shapes.hpp"

namespace pg {
namespace {

constexpr double kPi = std::numbers::pi;
constexpr double kRule = 3.5;

using Profile = std::vector<std::array<double, 2>>;  // r, z

/// A profile turned about z; the solid lies to the left going along it. Ends on the axis, or
/// closed.
TriMesh turned_solid(const Profile& profile, int segments, bool closed = false) {
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
      const double a = 2 * kPi * j / segments;
      mesh.positions_mm.push_back(Vec3(r * std::cos(a), r * std::sin(a), z));
    }
  }
  const auto add = [&](VertexId a, VertexId b, VertexId c) {
    if (a != b && b != c && c != a) mesh.triangles.push_back({a, b, c});
  };
  const std::size_t steps = profile.size() - (closed ? 0 : 1);
  for (std::size_t i = 0; i < steps; ++i) {
    const auto &low = ring[i], &high = ring[(i + 1) % profile.size()];
    for (std::size_t j = 0; j < low.size(); ++j) {
      const std::size_t k = (j + 1) % low.size();
      add(low[j], low[k], high[k]);
      add(low[j], high[k], high[j]);
    }
  }
  return mesh;
}

/// Volume between the profile and the axis.
double turned_volume(const Profile& profile, int segments) {
  const double gon = segments / 2.0 * std::sin(2 * kPi / segments);
  double sum = 0;
  for (std::size_t i = 0; i + 1 < profile.size(); ++i) {
    const auto [r0, z0] = profile[i];
    const auto [r1, z1] = profile[i + 1];
    sum += gon * (z1 - z0) * (r0 * r0 + r0 * r1 + r1 * r1) / 3;
  }
  return std::abs(sum);
}

/// From the polar angle `from` to `to` (0: up), both ends exact; `hole`: the radius there.
void add_arc(Profile& profile, double radius, double from, double to, int steps) {
  for (int i = 0; i <= steps; ++i) {
    const double a = from + (to - from) * i / steps;
    profile.push_back({std::max(0.0, radius * std::sin(a)), radius * std::cos(a)});
    if (a <= 0 || a >= kPi) profile.back()[0] = 0;
  }
}

constexpr int kSegments = 64;
const double kApothem = std::cos(kPi / kSegments);

/// Circumradius that lets a ball of this diameter pass.
double hole_radius(double diameter) {
  return diameter / 2 / kApothem;
}

struct HollowBall {
  TriMesh mesh;
  double inside = 0;    ///< Without the holes.
  double top_hole = 0;  ///< Volume of the hole at the top.
};

/// Radii 20 and 16, a hole at the top and one at the bottom (0: none).
HollowBall hollow_ball(double top_mm, double bottom_mm = 0) {
  constexpr double kOuter = 20, kInner = 16;
  const auto angle = [](double hole_mm, double radius) {
    return std::asin(hole_radius(hole_mm) / radius);
  };
  Profile inner;
  add_arc(inner, kInner, angle(top_mm, kInner), kPi - angle(bottom_mm, kInner), 40);
  Profile profile;
  add_arc(profile, kOuter, kPi - angle(bottom_mm, kOuter), angle(top_mm, kOuter), 40);
  profile.insert(profile.end(), inner.begin(), inner.end());
  const double r = hole_radius(top_mm);
  return {
      turned_solid(profile, kSegments, bottom_mm > 0), turned_volume(inner, kSegments),
      turned_volume({{r, inner.front()[1]}, {r, std::sqrt(kOuter * kOuter - r * r)}}, kSegments)};
}

Hollows hollows(const TriMesh& mesh, double rule = kRule) {
  PrintRules rules;
  rules.drain_hole_min_mm = rule;
  const Subject subject(mesh, rules);
  return hollows_of(subject);
}

double total(const std::vector<HollowSpace>& spaces) {
  double sum = 0;
  for (const HollowSpace& space : spaces) sum += space.volume_mm3;
  return sum;
}

/// True to plus_minus, and plus_minus to 2 %.
void expect_volume(const std::vector<HollowSpace>& spaces, double truth, const char* what) {
  double plus_minus = 0;
  for (const HollowSpace& space : spaces) plus_minus += space.plus_minus_mm3;
  EXPECT_NEAR(total(spaces), truth, plus_minus + 1e-6 * truth) << what;
  EXPECT_LT(plus_minus, 0.02 * truth + 1e-6) << what;
}

TEST(Hollows, SolidThingsHaveNone) {
  for (const TriMesh& mesh : {shapes::box({20, 30, 40}, 4), shapes::sphere(20, 2000),
                              shapes::torus(30, 10, 48, 24), shapes::pipe(8, 10, 50, 48, 6)}) {
    const Hollows found = hollows(shapes::transformed(mesh, shapes::a_rotation()));
    EXPECT_FALSE(found.none);
    EXPECT_TRUE(found.sealed.empty() && found.trapped.empty());
    EXPECT_TRUE(found.openings.empty());
  }
}

TEST(Hollows, AHollowBallIsSealedExactly) {
  const TriMesh mesh = shapes::shell(16, 20, 4000);
  const Hollows found = hollows(mesh);
  ASSERT_EQ(found.sealed.size(), 1u);
  EXPECT_TRUE(found.trapped.empty() && found.cups.empty() && found.openings.empty());
  const double outer = 4 * kPi / 3 * 4096;
  EXPECT_NEAR(found.sealed[0].volume_mm3, outer, 0.01 * outer);
}

TEST(Hollows, NestedShellsLoseTheLoosePartOnly) {
  // Ball of 20, cavity of 16, in it a loose ball of 12 with a cavity of 5.
  const TriMesh mesh = shapes::together(
      {shapes::uv_sphere(20, 40, 80), shapes::inverted(shapes::uv_sphere(16, 40, 80)),
       shapes::uv_sphere(12, 40, 80), shapes::inverted(shapes::uv_sphere(5, 40, 80))});
  const Hollows found = hollows(shapes::moved(mesh, {100, 0, -50}));
  ASSERT_EQ(found.sealed.size(), 2u);
  // All four are the same polyhedron at four sizes.
  const double one = found.sealed[1].volume_mm3 / 125;
  EXPECT_NEAR(one, 4 * kPi / 3, 0.02);
  EXPECT_NEAR(found.sealed[0].volume_mm3, one * (4096 - 1728), 1e-9 * one * 4096);
  EXPECT_TRUE(found.trapped.empty());
  EXPECT_NEAR(found.sealed[0].at_mm[0], 100, 1);
}

TEST(Hollows, ADrainHoleDrainsFromTheRulesWidthOn) {
  for (const double hole : {1.0, 3.4, 3.6, 6.0})
    for (const bool turned : {false, true}) {
      const HollowBall ball = hollow_ball(hole);
      const TriMesh mesh =
          turned ? shapes::transformed(ball.mesh, shapes::a_rotation(), {7, -3, 1}) : ball.mesh;
      const Hollows found = hollows(mesh);
      const std::string what = std::to_string(hole) + (turned ? " turned" : "");
      EXPECT_TRUE(found.sealed.empty()) << what;
      ASSERT_EQ(found.openings.size(), 1u) << what;
      EXPECT_NEAR(found.openings[0].diameter_mm, hole, 0.005 * hole) << what;
      EXPECT_EQ(found.openings[0].drains, hole > kRule) << what;
      EXPECT_EQ(found.trapped.size(), hole < kRule ? 1u : 0u) << what;
      if (hole < kRule) expect_volume(found.trapped, ball.inside, what.c_str());
    }
}

TEST(Hollows, TwoDrainsAreBothSeen) {
  for (const auto& [top, bottom] : {std::pair{2.0, 1.5}, std::pair{2.0, 4.0}}) {
    const HollowBall ball = hollow_ball(top, bottom);
    const Hollows found = hollows(shapes::transformed(ball.mesh, shapes::a_rotation()));
    ASSERT_EQ(found.openings.size(), 2u);
    EXPECT_NEAR(found.openings[0].diameter_mm, std::max(top, bottom), 0.02);
    EXPECT_NEAR(found.openings[1].diameter_mm, std::min(top, bottom), 0.02);
    if (bottom < kRule) {
      ASSERT_EQ(found.trapped.size(), 1u);
      EXPECT_EQ(found.trapped[0].openings.size(), 2u);
      expect_volume(found.trapped, ball.inside, "two drains");
    } else {
      EXPECT_TRUE(found.trapped.empty());
      EXPECT_TRUE(found.cups.empty());
    }
  }
}

TEST(Hollows, AHollowBallIsACupUpToItsDrain) {
  // The drain at the top holds all; at the bottom nothing; too small at the bottom, it is trapped.
  const HollowBall ball = hollow_ball(6);
  const Hollows up = hollows(ball.mesh);
  ASSERT_EQ(up.cups.size(), 1u);
  expect_volume(up.cups, ball.inside + ball.top_hole, "up");
  const Hollows down =
      hollows(shapes::transformed(ball.mesh, shapes::rotation(180, Vec3::UnitX())));
  EXPECT_TRUE(down.cups.empty());
  EXPECT_TRUE(hollows(hollow_ball(2).mesh).cups.empty());
}

/// A bottle of 40 x 80 with a neck of 14, walls of 2; a hole in the bottom (0: none).
Profile bottle(double hole_mm) {
  const double hole = hole_radius(hole_mm);
  Profile p = {{hole, 0}, {20, 0}, {20, 60}, {9, 70}, {9, 80}, {7, 80}, {7, 70}, {18, 59}, {18, 2}};
  p.push_back({hole, 2});
  return p;
}

double bottle_inside() {
  return turned_volume({{0, 2}, {18, 2}, {18, 59}, {7, 70}, {7, 80}, {0, 80}}, kSegments);
}

TEST(Hollows, ABottleIsACupWhenItStands) {
  for (const double tilt : {0.0, 37.0}) {
    const TriMesh mesh = shapes::transformed(turned_solid(bottle(0), kSegments),
                                             shapes::rotation(tilt, Vec3::UnitZ()));
    const Hollows standing = hollows(mesh);
    ASSERT_EQ(standing.cups.size(), 1u);
    EXPECT_TRUE(standing.trapped.empty() && standing.sealed.empty());
    expect_volume(standing.cups, bottle_inside(), "bottle");
    ASSERT_EQ(standing.openings.size(), 1u);
    EXPECT_NEAR(standing.openings[0].diameter_mm, 14 * kApothem, 0.02);
    EXPECT_TRUE(standing.openings[0].drains);
    const Hollows hanging =
        hollows(shapes::transformed(mesh, shapes::rotation(180, Vec3::UnitX())));
    EXPECT_TRUE(hanging.cups.empty());
  }
}

TEST(Hollows, AHoleInTheBottomEmptiesABottleWhenItIsWideEnough) {
  for (const double hole : {1.5, 3.4, 3.6, 5.0}) {
    const Hollows found = hollows(turned_solid(bottle(hole), kSegments, true));
    EXPECT_EQ(found.cups.size(), hole < kRule ? 1u : 0u) << hole;
    EXPECT_TRUE(found.trapped.empty()) << hole;
    if (found.cups.size() == 1) expect_volume(found.cups, bottle_inside(), "leaky bottle");
  }
}

TEST(Hollows, ATumblerWithAWideMouthIsACupDownToItsHole) {
  // No neck: 30 wide inside, 40 high, walls 2; a hole of 3.4 or 3.6 in the bottom.
  for (const double hole : {0.0, 3.4, 3.6}) {
    const double r = hole_radius(hole);
    const Profile p = {{r, 0}, {17, 0}, {17, 40}, {15, 40}, {15, 2}, {r, 2}};
    const Hollows found = hollows(turned_solid(p, kSegments, hole > 0));
    if (hole > kRule) {
      EXPECT_TRUE(found.cups.empty());
      continue;
    }
    ASSERT_EQ(found.cups.size(), 1u) << hole;
    expect_volume(found.cups, turned_volume({{0, 2}, {15, 2}, {15, 40}, {0, 40}}, kSegments),
                  "tumbler");
    EXPECT_EQ(found.cups[0].openings.size(), hole > 0 ? 1u : 0u);
  }
}

TEST(Hollows, CupsAreAskedForInTheBestPoseToo) {
  // A tumbler upside down holds nothing and needs support inside; turned up it is the other way.
  const Profile p = {{0, 0}, {17, 0}, {17, 40}, {15, 40}, {15, 2}, {0, 2}};
  const TriMesh mesh = shapes::transformed(turned_solid(p, kSegments),
                                           shapes::rotation(180, Vec3::UnitX()), {5, 6, 7});
  const Subject subject(mesh);
  EXPECT_TRUE(hollows_of(subject).cups.empty());
  const BestPoseCups& best = best_pose_cups_of(subject);
  EXPECT_FALSE(best.none);
  ASSERT_EQ(best.cups.size(), 1u);
  expect_volume(best.cups, turned_volume({{0, 2}, {15, 2}, {15, 40}, {0, 40}}, kSegments),
                "turned up");
}

/// A tube along a bend in the xz plane, lumen 18, wall 1.5: like an aorta with its arch up.
TriMesh arch(double cap_hole_mm) {
  constexpr int kBend = 60;
  // Open ends, or caps of 1.5 with a hole in the middle.
  std::vector<std::array<double, 2>> rings;  // radius, position along: 0 .. 1, caps beyond
  const auto& hole = cap_hole_mm;
  Profile profile;  // r, along
  const double r = hole / 2 / kApothem;
  if (hole > 0) profile.push_back({r, -1.5 / 200});
  profile.push_back({10.5, hole > 0 ? -1.5 / 200 : 0});
  for (int i = 0; i <= kBend; ++i) profile.push_back({10.5, static_cast<double>(i) / kBend});
  if (hole > 0) {
    profile.push_back({10.5, 1 + 1.5 / 200});
    profile.push_back({r, 1 + 1.5 / 200});
    profile.push_back({r, 1});
  }
  for (int i = kBend; i >= 0; --i) profile.push_back({9, static_cast<double>(i) / kBend});
  if (hole > 0) profile.push_back({r, 0});
  TriMesh mesh = turned_solid(profile, kSegments, true);
  for (Vec3& p : mesh.positions_mm) {
    // Half a circle of radius 35, with straight legs beyond; 200 is about its length.
    const double a = kPi * std::clamp(p[2], 0.0, 1.0), beyond = p[2] - std::clamp(p[2], 0.0, 1.0);
    const Vec3 out(-std::cos(a), 0, std::sin(a)), along(std::sin(a), 0, std::cos(a));
    p = 35 * out + p[0] * out + p[1] * Vec3::UnitY() + 200 * beyond * along;
  }
  return mesh;
}

TEST(Hollows, AHollowAortaIsTrappedOnlyWhereItsEndsAreClosed) {
  const double lumen = kSegments / 2.0 * std::sin(2 * kPi / kSegments) * 81 * kPi * 35;  // Pappus
  const Hollows open = hollows(shapes::transformed(arch(0), shapes::a_rotation()));
  EXPECT_TRUE(open.trapped.empty() && open.sealed.empty());
  const Hollows capped = hollows(shapes::transformed(arch(2), shapes::a_rotation()));
  ASSERT_EQ(capped.trapped.size(), 1u);
  EXPECT_NEAR(capped.trapped[0].volume_mm3, lumen, 0.01 * lumen);
  ASSERT_EQ(capped.openings.size(), 2u);
  EXPECT_NEAR(capped.openings[0].diameter_mm, 2, 0.02);
  const Hollows drained = hollows(shapes::transformed(arch(4), shapes::a_rotation()));
  EXPECT_TRUE(drained.trapped.empty());
}

TEST(Hollows, NarrowHolesAndGapsTrapNothing) {
  // A plate with blind hole of 2: a tube shut at one end; and two plates 2 mm apart.
  const Profile blind = {{0, 0}, {10, 0}, {10, 12}, {1, 12}, {1, 3}, {0, 3}};
  EXPECT_TRUE(hollows(turned_solid(blind, 32)).trapped.empty());
  const TriMesh plates = shapes::together(
      {shapes::box({30, 30, 3}, 2), shapes::moved(shapes::box({30, 30, 3}, 2), {0, 0, 5})});
  const Hollows found = hollows(shapes::transformed(plates, shapes::a_rotation()));
  EXPECT_TRUE(found.trapped.empty());
  EXPECT_TRUE(found.openings.empty());
}

TEST(Hollows, AJacketNarrowerThanTheRuleIsTrappedBehindASmallerHole) {
  // Shells of 20/18.5 and 15.5/14: a jacket of 3 mm between them, a hole of 1 mm leads in.
  Profile jacket;
  add_arc(jacket, 20, kPi, std::asin(0.5 / 20), 40);
  add_arc(jacket, 18.5, std::asin(0.5 / 18.5), kPi, 40);
  const TriMesh mesh =
      shapes::together({turned_solid(jacket, kSegments), shapes::uv_sphere(15.5, 40, 64)});
  const Hollows found = hollows(mesh);
  ASSERT_EQ(found.trapped.size(), 1u);
  const double jacket_mm3 = 4 * kPi / 3 * (std::pow(18.5, 3) - std::pow(15.5, 3));
  EXPECT_NEAR(found.trapped[0].volume_mm3, jacket_mm3, 0.02 * jacket_mm3);
}

TEST(Hollows, AChamberBehindAChamberIsNotDrainedByTheOuterDoor) {
  // Outside - 5 mm - first chamber - 1 mm - second chamber.
  const double one = hole_radius(1), five = hole_radius(5);
  const Profile p = {{0, 0},   {12, 0},   {12, 44},  {five, 44}, {five, 42}, {10, 42},
                     {10, 23}, {one, 23}, {one, 21}, {10, 21},   {10, 2},    {0, 2}};
  const Hollows found =
      hollows(shapes::transformed(turned_solid(p, kSegments), shapes::a_rotation()));
  ASSERT_EQ(found.trapped.size(), 1u);
  expect_volume(found.trapped, turned_volume({{0, 2}, {10, 2}, {10, 21}, {0, 21}}, kSegments),
                "inner chamber");
  EXPECT_EQ(found.openings.size(), 2u);
}

TEST(Hollows, FaultsOfTheSurfaceDoNotLeak) {
  HollowBall ball = hollow_ball(2);
  // A hundred facets gone, a hundred turned.
  TriMesh& mesh = ball.mesh;
  for (std::size_t i = 0; i < 100; ++i) {
    std::swap(mesh.triangles[i * 83 % mesh.triangles.size()][0],
              mesh.triangles[i * 83 % mesh.triangles.size()][1]);
    mesh.triangles.erase(mesh.triangles.begin() +
                         static_cast<std::ptrdiff_t>(i * 97 % mesh.triangles.size()));
  }
  const Hollows found = hollows(mesh);
  ASSERT_EQ(found.trapped.size(), 1u);
  EXPECT_NEAR(found.trapped[0].volume_mm3, ball.inside, 0.02 * ball.inside);
}

TEST(Hollows, OverlappingSlabsEncloseASealedSpace) {
  std::vector<TriMesh> slabs;
  for (int k = 0; k < 3; ++k)
    for (const double side : {-11.0, 11.0}) {
      Vec3 size = Vec3::Constant(24), at = Vec3::Zero();
      size[k] = 2;
      at[k] = side;
      slabs.push_back(shapes::moved(shapes::box(size, 3), at));
    }
  const Hollows found = hollows(shapes::transformed(shapes::together(slabs), shapes::a_rotation()));
  ASSERT_EQ(found.sealed.size(), 1u);
  EXPECT_TRUE(found.trapped.empty());
  expect_volume(found.sealed, 8000, "slabs");
}

TEST(Hollows, ScalingRenumberingAndSubdividingChangeLittle) {
  const HollowBall ball = hollow_ball(3.4);
  const double volume = hollows(ball.mesh).trapped.at(0).volume_mm3;
  EXPECT_NEAR(hollows(shapes::shuffled(ball.mesh, 3)).trapped.at(0).volume_mm3, volume,
              1e-6 * volume);
  EXPECT_NEAR(hollows(shapes::subdivided(ball.mesh)).trapped.at(0).volume_mm3, volume,
              1e-3 * volume);
  for (const double scale : {0.1, 25.4}) {
    const Hollows scaled = hollows(shapes::scaled(ball.mesh, scale), kRule * scale);
    ASSERT_EQ(scaled.trapped.size(), 1u);
    EXPECT_NEAR(scaled.trapped[0].volume_mm3 / std::pow(scale, 3), volume, 1e-3 * volume);
  }
}

TEST(Hollows, SameBitsForAnyNumberOfThreads) {
  const TriMesh mesh = shapes::transformed(hollow_ball(2, 4).mesh, shapes::a_rotation());
  std::vector<double> first;
  for (const std::size_t threads : {1, 2, 7}) {
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
    const Hollows found = hollows(mesh, 4.5);
    std::vector<double> numbers;
    for (const auto* list : {&found.sealed, &found.trapped, &found.cups})
      for (const HollowSpace& space : *list)
        numbers.insert(numbers.end(), {space.volume_mm3, space.plus_minus_mm3, space.at_mm[0]});
    for (const HollowOpening& opening : found.openings)
      numbers.insert(numbers.end(), {opening.diameter_mm, opening.at_mm[0], opening.at_mm[2]});
    if (threads == 1) first = numbers;
    EXPECT_EQ(numbers, first);
    EXPECT_FALSE(numbers.empty());
  }
}

TEST(Hollows, ASheetHasAReasonInstead) {
  const TriMesh sheet{.positions_mm = {Vec3(0, 0, 0), Vec3(1, 0, 0), Vec3(0, 1, 0)},
                      .triangles = {{0, 1, 2}},
                      .part_of_face = {},
                      .part_count = 1};
  EXPECT_TRUE(hollows(sheet).none.has_value());
}

}  // namespace
}  // namespace pg
