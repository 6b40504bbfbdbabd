#include "geometry/spatial/spatial.hpp"

#include <gtest/gtest.h>
#include <tbb/global_control.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "geometry/spatial/ray.hpp"
#include "testdata/shapes.hpp"

namespace pg {
namespace {

/// Every triangle, in index order: the answer by definition.
std::vector<SurfaceHit> all_hits_by_force(const TriMesh& mesh, const Vec3& origin,
                                          const Vec3& direction) {
  std::vector<SurfaceHit> hits;
  const ShearedRay ray(origin, direction);
  for (FaceId f = 0; f < mesh.triangles.size(); ++f) {
    RayHit hit;
    if (ray.meets(mesh.corner(f, 0), mesh.corner(f, 1), mesh.corner(f, 2), hit) && hit.distance > 0)
      hits.push_back({f,
                      hit.distance,
                      {hit.barycentric[0], hit.barycentric[1], hit.barycentric[2]},
                      hit.back_side});
  }
  std::sort(hits.begin(), hits.end(), [](const SurfaceHit& a, const SurfaceHit& b) {
    return a.distance != b.distance ? a.distance < b.distance : a.face < b.face;
  });
  return hits;
}

/// A crowd of unconnected triangles of all sizes, some of them slivers.
TriMesh crowd(int count, double spread, std::uint64_t seed) {
  shapes::Random random(seed);
  TriMesh mesh;
  for (int i = 0; i < count; ++i) {
    const Vec3 at(random.uniform(-spread, spread), random.uniform(-spread, spread),
                  random.uniform(-spread, spread));
    const double size = spread * std::pow(10, random.uniform(-3, -0.5));
    const Vec3 along = size * random.direction();
    const double thin = random.below(4) == 0 ? 1e-6 : 1;
    const auto first = static_cast<VertexId>(mesh.positions_mm.size());
    mesh.positions_mm.push_back(at);
    mesh.positions_mm.push_back(at + along);
    mesh.positions_mm.push_back(at + 0.4 * along + thin * size * random.direction());
    mesh.triangles.push_back({first, first + 1, first + 2});
  }
  return mesh;
}

void expect_as_by_force(const TriMesh& mesh, std::uint64_t seed, int rays) {
  const Spatial spatial(mesh);
  shapes::Random random(seed);
  const Box3 box = bounding_box(mesh);
  std::vector<SurfaceHit> hits;
  for (int i = 0; i < rays; ++i) {
    Vec3 direction = random.direction() * std::pow(10, random.uniform(-2, 2));
    Vec3 target = mesh.face_centre(static_cast<FaceId>(random.below(mesh.triangles.size())));
    // Through the middle of a face, of an edge, through a corner, along an axis.
    const auto face = static_cast<FaceId>(random.below(mesh.triangles.size()));
    if (i % 4 == 1) target = 0.5 * (mesh.corner(face, 0) + mesh.corner(face, 1));
    if (i % 4 == 2) target = mesh.corner(face, 2);
    if (i % 8 == 3) direction = Vec3::Unit(static_cast<Eigen::Index>(random.below(3)));
    if (i % 8 == 7) direction[static_cast<Eigen::Index>(random.below(3))] = 0;
    const double back = box.diagonal() * random.uniform(0, 2) * (i % 3 == 0 ? 100 : 1);
    const Vec3 origin = target - direction.normalized() * back;
    const auto expected = all_hits_by_force(mesh, origin, direction);
    spatial.all_hits(origin, direction, hits);
    ASSERT_EQ(hits.size(), expected.size()) << "ray " << i;
    for (std::size_t k = 0; k < hits.size(); ++k) {
      ASSERT_EQ(hits[k].face, expected[k].face) << "ray " << i;
      ASSERT_EQ(hits[k].distance, expected[k].distance);
      ASSERT_EQ(hits[k].back_side, expected[k].back_side);
    }
    const auto first = spatial.first_hit(origin, direction);
    ASSERT_EQ(first.has_value(), !expected.empty()) << "ray " << i;
    if (first) {
      ASSERT_EQ(first->face, expected[0].face);
      ASSERT_EQ(first->distance, expected[0].distance);
    }
  }
}

void expect_nearest_as_by_force(const TriMesh& mesh, std::uint64_t seed, int points) {
  const Spatial spatial(mesh);
  shapes::Random random(seed);
  const Box3 box = bounding_box(mesh);
  for (int i = 0; i < points; ++i) {
    Vec3 p = box.centre() + random.uniform(0, 1) * box.diagonal() * random.direction();
    if (i % 5 == 0) p = mesh.positions_mm[random.below(mesh.positions_mm.size())];
    double best = std::numeric_limits<double>::infinity();
    FaceId face = kNone;
    for (FaceId f = 0; f < mesh.triangles.size(); ++f) {
      const double d =
          (closest_on_triangle(p, mesh.corner(f, 0), mesh.corner(f, 1), mesh.corner(f, 2)) - p)
              .squaredNorm();
      if (d < best) {
        best = d;
        face = f;
      }
    }
    const SurfacePoint nearest = spatial.closest_point(p);
    ASSERT_EQ(nearest.face, face) << i;
    ASSERT_EQ(nearest.distance, std::sqrt(best));
    if (best > 0) {
      ASSERT_EQ(spatial.closest_point(p, 0.999 * std::sqrt(best)).face, kNone);
    }
  }
}

TEST(Spatial, RaysAgreeWithEveryTriangleTried) {
  expect_as_by_force(crowd(3000, 10, 1), 2, 2000);
  expect_as_by_force(shapes::torus(30, 10, 60, 24), 3, 2000);
  expect_as_by_force(shapes::box({20, 20, 20}, 12), 4, 2000);  // edges on axis-parallel grids
}

TEST(Spatial, RaysAgreeFarFromTheOriginAndOnDegenerateMeshes) {
  const Vec3 far(1e5, -1e5, 1e5);
  expect_as_by_force(shapes::moved(shapes::sphere(2, 3000), far), 5, 1000);
  expect_as_by_force(shapes::tetrahedron(1e-3), 6, 500);
  TriMesh one;
  one.positions_mm = {Vec3(0, 0, 0), Vec3(1, 0, 0), Vec3(0, 1, 0)};
  one.triangles = {{0, 1, 2}};
  expect_as_by_force(one, 7, 500);
  TriMesh flat = crowd(2000, 10, 8);
  for (Vec3& p : flat.positions_mm) p[2] = 3;
  expect_as_by_force(flat, 9, 1000);
  TriMesh needles = crowd(1000, 10, 10);  // 200 long, 1e-9 wide
  for (std::size_t v = 0; v < needles.positions_mm.size(); v += 3)
    needles.positions_mm[v] = needles.positions_mm[v + 1] + Vec3(200, 0, 0);
  expect_as_by_force(needles, 11, 1000);
}

TEST(Spatial, ThousandTrianglesInOnePlaceAreAllHit) {
  TriMesh mesh;
  mesh.positions_mm = {Vec3(0, 0, 0), Vec3(1, 0, 0), Vec3(0, 1, 0)};
  for (int i = 0; i < 1000; ++i) mesh.triangles.push_back({0, 1, 2});
  const Spatial spatial(mesh);
  std::vector<SurfaceHit> hits;
  spatial.all_hits({0.2, 0.2, 5}, {0, 0, -1}, hits);
  ASSERT_EQ(hits.size(), 1000u);
  for (std::size_t i = 0; i < hits.size(); ++i) EXPECT_EQ(hits[i].face, i);
  EXPECT_EQ(spatial.first_hit({0.2, 0.2, 5}, {0, 0, -1})->face, 0u);  // the lower face wins
  EXPECT_EQ(spatial.closest_point({0.2, 0.2, 5}).face, 0u);
  EXPECT_EQ(spatial.first_hit({0.2, 0.2, 5}, {0, 0, -1}, 0, 10, 0)->face, 1u);
}

TEST(Spatial, RaysFromInsideThroughEveryVertexAndEdgeLeaveAClosedSurfaceOnce) {
  // Leaves minus entries along a ray that starts inside is 1, whatever it passes through.
  for (const TriMesh& mesh :
       {shapes::box({2, 2, 2}, 6), shapes::icosphere(3, 3), shapes::torus(3, 1, 48, 20),
        shapes::transformed(shapes::torus(3, 1, 48, 20), shapes::a_rotation(), Vec3(1e4, 0, 0))}) {
    const Spatial spatial(mesh);
    const Vec3 middle = bounding_box(mesh).centre();
    const bool inside = mesh.positions_mm.size() != 48u * 20u;  // the middle of a torus is outside
    std::vector<SurfaceHit> hits;
    const auto expect_once = [&](const Vec3& target) {
      spatial.all_hits(middle, target - middle, hits);
      int leaves = 0;
      for (const SurfaceHit& hit : hits) leaves += hit.back_side ? 1 : -1;
      EXPECT_EQ(leaves, inside ? 1 : 0);
    };
    for (const Vec3& v : mesh.positions_mm) expect_once(v);
    for (FaceId f = 0; f < mesh.triangles.size(); ++f)
      expect_once(0.5 * (mesh.corner(f, 0) + mesh.corner(f, 1)));
  }
}

TEST(Spatial, BackSideIsWhereTheRayLeaves) {
  const TriMesh box = shapes::box({2, 2, 2});
  const Spatial spatial(box);
  for (int axis = 0; axis < 3; ++axis) {
    for (const double sign : {-1.0, 1.0}) {
      const Vec3 direction = sign * Vec3::Unit(axis);
      EXPECT_FALSE(spatial.first_hit(-5 * direction, direction)->back_side);
      EXPECT_DOUBLE_EQ(spatial.first_hit(-5 * direction, direction)->distance, 4);
      EXPECT_TRUE(spatial.first_hit(Vec3(0.1, 0.2, 0.3), direction)->back_side);
    }
  }
}

TEST(Spatial, LimitsAreKept) {
  const TriMesh box = shapes::box({2, 2, 2});
  const Spatial spatial(box);
  const Vec3 origin(-5, 0.125, 0.25), x(1, 0, 0);                     // exact in binary
  EXPECT_DOUBLE_EQ(spatial.first_hit(origin, x, 4)->distance, 6);     // more than t_min, not equal
  EXPECT_DOUBLE_EQ(spatial.first_hit(origin, x, 0, 4)->distance, 4);  // up to t_max, equal too
  EXPECT_FALSE(spatial.first_hit(origin, x, 0, 3.999));
  EXPECT_FALSE(spatial.first_hit(origin, x, 6));
  EXPECT_FALSE(spatial.first_hit(origin, -x));
  EXPECT_FALSE(spatial.first_hit(origin, Vec3(0, 1, 0)));
}

TEST(Spatial, NearestPointAgreesWithEveryTriangleTried) {
  expect_nearest_as_by_force(crowd(2000, 10, 21), 22, 500);
  expect_nearest_as_by_force(shapes::moved(shapes::torus(30, 10, 60, 24), {1e5, 1e5, 0}), 23, 500);
  expect_nearest_as_by_force(shapes::icosphere(40, 3), 24, 500);
}

TEST(Spatial, OverlapsAgreeWithEveryTriangleTried) {
  const TriMesh mesh = crowd(3000, 10, 31);
  const Spatial spatial(mesh);
  shapes::Random random(32);
  for (int i = 0; i < 200; ++i) {
    Box3 box;
    const Vec3 at = 12 * random.uniform() * random.direction();
    box.extend(at);
    box.extend(at + Vec3(random.uniform(), random.uniform(), 3 * random.uniform()));
    std::set<FaceId> expected, found;
    for (FaceId f = 0; f < mesh.triangles.size(); ++f) {
      Box3 own;
      for (int c = 0; c < 3; ++c) own.extend(mesh.corner(f, c));
      if ((own.min.array() <= box.max.array()).all() && (own.max.array() >= box.min.array()).all())
        expected.insert(f);
    }
    spatial.visit_overlaps(box, [&](FaceId f) { return found.insert(f).second; });
    EXPECT_EQ(found, expected);
  }
}

TEST(Spatial, TheTreeIsTheSameForAnyNumberOfThreadsAndHoldsEveryFaceOnce) {
  const TriMesh mesh = shapes::shuffled(shapes::torus(30, 10, 800, 200), 41);
  Bvh first;
  for (const std::size_t threads : {1, 2, 7}) {
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
    Bvh bvh = Bvh::of(mesh);
    if (first.nodes.empty()) {
      first = std::move(bvh);
      continue;
    }
    ASSERT_EQ(bvh.nodes.size(), first.nodes.size());
    ASSERT_EQ(bvh.blocks.size(), first.blocks.size());
    const auto bytes = [](const auto& list) {
      return std::string_view(reinterpret_cast<const char*>(list.data()),
                              list.size() * sizeof(list[0]));
    };
    EXPECT_TRUE(bytes(bvh.nodes) == bytes(first.nodes));
    EXPECT_TRUE(bytes(bvh.blocks) == bytes(first.blocks));
  }
  std::vector<int> seen(mesh.triangles.size(), 0);
  for (const TriangleBlock& block : first.blocks)
    for (const FaceId face : block.face)
      if (face != kNone) ++seen[face];
  EXPECT_EQ(std::count(seen.begin(), seen.end(), 1), static_cast<long>(seen.size()));
}

TEST(Spatial, EmptyMeshAndAbsurdCoordinatesFindNothing) {
  const TriMesh empty;
  const Spatial nothing(empty);
  EXPECT_FALSE(nothing.usable());
  EXPECT_FALSE(nothing.first_hit({0, 0, 0}, {1, 0, 0}));
  EXPECT_EQ(nothing.closest_point({0, 0, 0}).face, kNone);
  const TriMesh absurd = shapes::box({1e300, 1, 1});
  const Spatial far(absurd);
  EXPECT_FALSE(far.usable());
  EXPECT_FALSE(far.first_hit({0, 0, 0}, {1, 0, 0}));
}

}  // namespace
}  // namespace pg
