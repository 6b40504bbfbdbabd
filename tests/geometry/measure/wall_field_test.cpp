#include "geometry/wall/wall_field.hpp"

#include <gtest/gtest.h>
#include <tbb/global_control.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <vector>

#include "geometry/wall/ball_search.hpp"
#include "geometry/wall/ball_walk.hpp"
#include "testdata/shapes.hpp"

namespace pg {
namespace {

struct Errors {
  double median = 1e9, p99 = 1e9;
  double share = 0;  ///< Measured vertices of all.
};

/// Relative errors against the smooth truth over the vertices that have a value.
Errors errors_of(const BigVector<double>& values, const BigVector<WallReason>& reasons,
                 const std::function<double(VertexId)>& truth) {
  std::vector<double> errors;
  for (VertexId v = 0; v != values.size(); ++v) {
    if (reasons[v] == WallReason::kMeasured) errors.push_back(std::fabs(values[v] / truth(v) - 1));
  }
  if (errors.empty()) return {};
  std::sort(errors.begin(), errors.end());
  return {errors[errors.size() / 2], errors[errors.size() * 99 / 100],
          static_cast<double>(errors.size()) / static_cast<double>(values.size())};
}

/// Bounds are those the project asks for (median, 99 % of the vertices), not the tessellation's.
void expect_sphere(TriMesh mesh, double truth, double median, double p99) {
  const Subject subject(std::move(mesh));
  const WallField& field = wall_field_of(subject);
  const Errors errors =
      errors_of(field.sphere_mm, field.sphere_reason, [&](VertexId) { return truth; });
  EXPECT_LE(errors.median, median);
  EXPECT_LE(errors.p99, p99);
  EXPECT_GE(errors.share, 0.99);
}

TEST(WallField, BallIsAsThickAsItsDiameter) {
  expect_sphere(shapes::sphere(40, 10'000), 80, 0.005, 0.01);
  expect_sphere(shapes::shuffled(shapes::sphere(40, 100'000), 3), 80, 0.005, 0.01);
}

TEST(WallField, TorusIsAsThickAsItsTube) {
  expect_sphere(shapes::torus(30, 10, 120, 42), 20, 0.005, 0.01);
  expect_sphere(shapes::transformed(shapes::torus(30, 10, 387, 129), shapes::a_rotation()), 20,
                0.001, 0.003);
}

TEST(WallField, ShellIsAsThickAsItsWallByBallAndByRay) {
  const Subject subject(shapes::shell(38, 40, 50'000));
  const WallField& field = wall_field_of(subject);
  const auto two = [](VertexId) { return 2.0; };
  const Errors sphere = errors_of(field.sphere_mm, field.sphere_reason, two);
  EXPECT_LE(sphere.median, 0.001);
  EXPECT_LE(sphere.p99, 0.002);
  const Errors ray = errors_of(field.ray_mm, field.ray_reason, two);
  EXPECT_LE(ray.median, 0.001);
  for (VertexId v = 0; v != field.sphere_mm.size(); ++v) {
    if (field.sphere_reason[v] == WallReason::kMeasured) {
      EXPECT_GT(field.separation_deg[v], 170);
    }
  }
}

TEST(WallField, BoxValuesAreTwiceTheDistanceToTheNearestEdgeAndCreasesAreEdges) {
  const Subject subject(shapes::box({20, 20, 20}, 10));
  const WallField& field = wall_field_of(subject);
  const TriMesh& mesh = subject.mesh();
  for (VertexId v = 0; v != mesh.positions_mm.size(); ++v) {
    Vec3 inside = Vec3::Constant(10) - mesh.positions_mm[v].cwiseAbs();
    std::sort(inside.data(), inside.data() + 3);
    if (inside[1] < 1e-9) {
      EXPECT_EQ(field.sphere_reason[v], WallReason::kEdge);
      continue;
    }
    ASSERT_EQ(field.sphere_reason[v], WallReason::kMeasured);
    EXPECT_NEAR(field.sphere_mm[v], 2 * inside[1], 2e-3 * 2 * inside[1]);
    EXPECT_NEAR(field.ray_mm[v], 20, 1e-9);
    EXPECT_EQ(field.is_wall(v), inside[1] > 9.999);
  }
}

TEST(WallField, OpenAndBuriedPlacesHaveReasonsNotZeros) {
  TriMesh open = shapes::box({20, 20, 20}, 10);
  open.triangles.resize(open.triangles.size() / 6);  // one side only
  open = shapes::shuffled(std::move(open), 1);
  std::vector<bool> used(open.positions_mm.size(), false);
  for (const Triangle& t : open.triangles)
    for (const VertexId v : t) used[v] = true;
  const Subject sheet(std::move(open));
  for (VertexId v = 0; v != used.size(); ++v) {
    if (used[v]) {
      EXPECT_NE(wall_field_of(sheet).ray_reason[v], WallReason::kMeasured);
    }
  }
  // A small box within a big one, wound outward: its surface is no surface of the solid.
  const Subject nested(shapes::together({shapes::box({20, 20, 20}, 4), shapes::box({4, 4, 4}, 4)}));
  const WallField& field = wall_field_of(nested);
  for (VertexId v = 0; v != field.ray_mm.size(); ++v) {
    if (field.ray_reason[v] == WallReason::kMeasured) {
      EXPECT_NEAR(field.ray_mm[v], 20, 1e-9);  // through the overlap
    }
  }
}

TEST(WallField, InsideOutIsTurnedFirst) {
  const Subject right(shapes::shell(38, 40, 4000)),
      turned(shapes::inverted(shapes::shell(38, 40, 4000)));
  EXPECT_EQ(wall_field_of(right).ray_reason, wall_field_of(turned).ray_reason);
  const auto two = [](VertexId) { return 2.0; };
  const WallField& field = wall_field_of(turned);
  EXPECT_LE(errors_of(field.sphere_mm, field.sphere_reason, two).median, 0.005);
}

TEST(WallField, SameBitsForAnyNumberOfThreads) {
  std::vector<BigVector<double>> sphere, ray;
  for (const std::size_t threads : {1, 2, 7}) {
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
    const Subject subject(shapes::shuffled(shapes::torus(30, 10, 200, 60), 5));
    sphere.push_back(wall_field_of(subject).sphere_mm);
    ray.push_back(wall_field_of(subject).ray_mm);
  }
  EXPECT_EQ(sphere[0], sphere[1]);
  EXPECT_EQ(sphere[0], sphere[2]);
  EXPECT_EQ(ray[0], ray[1]);
  EXPECT_EQ(ray[0], ray[2]);
}

TEST(WallField, SearchFindsWhatTryingEveryFacetFinds) {
  for (const TriMesh& mesh : {shapes::torus(30, 10, 60, 24), shapes::box({20, 30, 5}, 8),
                              shapes::pipe(9, 10, 20, 60, 12)}) {
    const Subject subject{TriMesh(mesh)};
    wall::WallMesh walls = wall::make_wall_mesh(subject);
    const wall::BallSearch search(walls);
    shapes::Random random(9);
    for (int i = 0; i < 200; ++i) {
      const auto v = static_cast<VertexId>(random.below(walls.vertex_count()));
      if (search.fits()[v].kind != wall::VertexKind::kSmooth) continue;
      const wall::Contact found = search.search(v, {}), truth = search.search_by_force(v);
      // The search may miss a winner by its tolerance: 0.2 %, or 1.5 % where the ball osculates.
      const bool osculates = search.fits()[v].curvature_max > 0.9 * truth.score;
      EXPECT_NEAR(found.score, truth.score, (osculates ? 1.51e-2 : 2.1e-3) * truth.score) << i;
      wall::Contact plain = search.own_curvature(v), wide = plain;
      wall::walk_tree_plain(search, v, plain);
      wall::walk_tree(search, v, wide);
      EXPECT_EQ(plain.score, wide.score);  // the same bits on every machine
      EXPECT_EQ(plain.facet, wide.facet);
    }
  }
}

}  // namespace
}  // namespace pg
