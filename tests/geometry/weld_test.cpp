#include "geometry/mesh/weld.hpp"

#include <gtest/gtest.h>
#include <tbb/global_control.h>

#include "geometry/mesh/topology.hpp"
#include "testdata/shapes.hpp"

namespace pg {
namespace {

TEST(WeldExactly, CubeHasEightVertices) {
  const Welded welded = weld_exactly({shapes::as_float_soup(shapes::box({2, 2, 2}))});
  EXPECT_EQ(welded.mesh.positions_mm.size(), 8u);
  EXPECT_EQ(welded.mesh.triangles.size(), 12u);
  EXPECT_EQ(welded.collapsed_triangles, 0u);
}

TEST(WeldExactly, MinusZeroIsZero) {
  Soup soup;
  soup.corners =
      BigVector<Vec3f>{{0.0f, 0, 0}, {1, 0, 0}, {0, 1, 0}, {-0.0f, 0, 0}, {0, 1, 0}, {-1, 0, 0}};
  EXPECT_EQ(weld_exactly({soup}).mesh.positions_mm.size(), 4u);
}

TEST(WeldExactly, CollapsedTrianglesAreLeftOutAndCounted) {
  Soup soup;
  soup.corners = BigVector<Vec3>{{0, 0, 0}, {1, 0, 0}, {0, 1, 0}, {5, 5, 5}, {5, 5, 5}, {0, 1, 0}};
  const Welded welded = weld_exactly({soup});
  EXPECT_EQ(welded.collapsed_triangles, 1u);
  EXPECT_EQ(welded.mesh.triangles.size(), 1u);
  EXPECT_EQ(welded.mesh.positions_mm.size(), 3u);
}

TEST(WeldExactly, SphereIsTheSameForAnyNumberOfThreadsAndClosesUp) {
  const TriMesh sphere = shapes::shuffled(shapes::sphere(40, 200'000), 7);
  const Soup soup = shapes::as_float_soup(sphere);
  std::vector<Triangle> first;
  for (const std::size_t threads : {1, 2, 7}) {
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
    const Welded welded = weld_exactly({soup});
    EXPECT_EQ(welded.mesh.positions_mm.size(), sphere.positions_mm.size());
    const Topology topology = Topology::of(welded.mesh);
    EXPECT_TRUE(topology.watertight());
    EXPECT_TRUE(topology.oriented());
    EXPECT_EQ(topology.component_count(), 1u);
    EXPECT_EQ(topology.edge_count(), welded.mesh.triangles.size() * 3 / 2);
    const std::vector<Triangle> triangles(welded.mesh.triangles.begin(),
                                          welded.mesh.triangles.end());
    if (first.empty()) first = triangles;
    EXPECT_EQ(triangles, first);
  }
}

TEST(WeldExactly, GroupsKeepTheirOwnVertices) {
  Soup a = shapes::as_double_soup(shapes::box({1, 1, 1}));
  Soup b = a;
  b.weld_group = 1;
  const Welded apart = weld_exactly({a, b});
  EXPECT_EQ(apart.mesh.positions_mm.size(), 16u);
  EXPECT_EQ(apart.mesh.part_count, 2u);
  EXPECT_EQ(apart.mesh.part(12), 1u);
  b.weld_group = 0;
  EXPECT_EQ(weld_exactly({a, b}).mesh.positions_mm.size(), 8u);
}

TEST(Topology, ComponentsAreNumberedByTheirFirstFace) {
  const TriMesh mesh =
      shapes::together({shapes::box({1, 1, 1}), shapes::moved(shapes::box({1, 1, 1}), {5, 0, 0})});
  const Topology topology = Topology::of(mesh);
  EXPECT_EQ(topology.component_count(), 2u);
  EXPECT_EQ(topology.component(0), 0u);
  EXPECT_EQ(topology.component(23), 1u);
}

}  // namespace
}  // namespace pg
