#include "geometry/mesh/scattered.hpp"

#include <gtest/gtest.h>
#include <tbb/global_control.h>

#include <algorithm>
#include <vector>

#include "geometry/mesh/space_curve.hpp"
#include "geometry/mesh/topology.hpp"
#include "geometry/mesh/weld.hpp"
#include "testdata/shapes.hpp"

namespace pg {
namespace {

/// Longest sides that the next triangle's first corner is away, on average.
double mean_step(const TriMesh& mesh) {
  double sum = 0;
  for (FaceId f = 0; f + 1 < mesh.triangles.size(); ++f)
    sum += (mesh.corner(f + 1, 0) - mesh.corner(f, 0)).norm() /
           (mesh.corner(f, 1) - mesh.corner(f, 0)).norm();
  return sum / static_cast<double>(mesh.triangles.size());
}

using Corners = std::array<std::array<double, 3>, 3>;

/// Triangles as places, each from its least corner on, sorted: the same for any order and
/// numbering.
std::vector<Corners> as_places(const TriMesh& mesh) {
  std::vector<Corners> all;
  for (const Triangle& t : mesh.triangles) {
    Corners c;
    for (std::size_t k = 0; k < 3; ++k) {
      const Vec3& p = mesh.positions_mm[t[k]];
      c[k] = {p[0], p[1], p[2]};
    }
    std::rotate(c.begin(), std::min_element(c.begin(), c.end()), c.end());
    all.push_back(c);
  }
  std::sort(all.begin(), all.end());
  return all;
}

TEST(Scattered, ShuffledTrianglesAreGatheredAndAreTheSameTriangles) {
  const TriMesh sphere = shapes::sphere(20, 60'000);
  const TriMesh shuffled = shapes::shuffled(sphere, 3);
  ASSERT_GT(mean_step(shuffled), 50);
  const TriMesh corners = weld_exactly({shapes::as_double_soup(shuffled)}).mesh;
  Soup indexed_soup;
  indexed_soup.corners = shuffled.positions_mm;
  indexed_soup.triangles = shuffled.triangles;
  const TriMesh indexed = weld_exactly({indexed_soup}).mesh;
  for (const TriMesh* const mesh : {&corners, &indexed}) {
    EXPECT_LT(mean_step(*mesh), 5);
    EXPECT_EQ(mesh->positions_mm.size(), sphere.positions_mm.size());
    EXPECT_TRUE(as_places(*mesh) == as_places(sphere));
    EXPECT_TRUE(Topology::of(*mesh).watertight());
  }
}

TEST(Scattered, ListsWithAnOrderOfTheirOwnAndShortOnesStayAsTheyAre) {
  for (const TriMesh& mesh : {shapes::sphere(20, 60'000), shapes::box({50, 40, 30}, 80),
                              shapes::shuffled(shapes::sphere(20, 5'000), 3)}) {
    const Soup soup = shapes::as_double_soup(mesh);
    const TriMesh welded = weld_exactly({soup}).mesh;
    const auto& corners = std::get<BigVector<Vec3>>(soup.corners);
    for (FaceId f = 0; f < welded.triangles.size(); ++f)
      for (int k = 0; k < 3; ++k)
        ASSERT_EQ(welded.corner(f, k), corners[3 * std::size_t{f} + static_cast<std::size_t>(k)]);
  }
}

TEST(Scattered, PartsMoveWithTheirTriangles) {
  const TriMesh left = shapes::shuffled(shapes::sphere(10, 30'000), 1);
  const TriMesh right = shapes::moved(shapes::shuffled(shapes::sphere(10, 30'000), 2), {50, 0, 0});
  const TriMesh mesh =
      weld_exactly({shapes::as_double_soup(left), shapes::as_double_soup(right)}).mesh;
  EXPECT_LT(mean_step(mesh), 5);
  for (FaceId f = 0; f < mesh.triangles.size(); ++f)
    ASSERT_EQ(mesh.part(f), mesh.corner(f, 0)[0] > 25 ? 1u : 0u);
}

TEST(Scattered, ThreadsChangeNothing) {
  const Soup soup = shapes::as_float_soup(shapes::shuffled(shapes::sphere(20, 100'000), 3));
  const TriMesh all = weld_exactly({soup}).mesh;
  for (const std::size_t threads : {1, 2, 7}) {
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
    const TriMesh mesh = weld_exactly({soup}).mesh;
    EXPECT_TRUE(mesh.triangles == all.triangles && mesh.positions_mm == all.positions_mm);
  }
}

TEST(SpaceCurve, SortsByKeyAndKeepsTheOrderOfEqualOnes) {
  shapes::Random random(5);
  std::vector<SpaceCurve::Place> places(200'000);
  for (auto& place : places)
    for (float& x : place) x = static_cast<float>(random.below(500));
  places[7] = {1e9f, -1e9f, 0};  // a speck far away must not put all others into one cell
  const SpaceCurve curve =
      SpaceCurve::over(places.size(), [&](std::size_t i) { return places[i]; });
  BigVector<SpaceCurve::Keyed> list(places.size());
  for (std::size_t i = 0; i < places.size(); ++i)
    list[i] = {curve.key(places[i]), static_cast<std::uint32_t>(i)};
  const auto before = [](const SpaceCurve::Keyed& a, const SpaceCurve::Keyed& b) {
    return a.key != b.key ? a.key < b.key : a.item < b.item;
  };
  auto expected = list;
  std::sort(expected.begin(), expected.end(), before);
  curve.sort(list);
  for (std::size_t i = 0; i < list.size(); ++i) ASSERT_EQ(list[i].item, expected[i].item);
  EXPECT_NE(list[1000].key, list[100'000].key);
}

TEST(SpaceCurve, NoPlacesOrOnePlaceAreNoTrouble) {
  const SpaceCurve none = SpaceCurve::over(0, [](std::size_t) { return SpaceCurve::Place{}; });
  BigVector<SpaceCurve::Keyed> list;
  none.sort(list);
  EXPECT_TRUE(list.empty());
  const SpaceCurve one = SpaceCurve::over(3, [](std::size_t) {
    return SpaceCurve::Place{1, 2, 3};
  });
  EXPECT_EQ(one.key({1, 2, 3}), one.key({9, 9, 9}));
}

}  // namespace
}  // namespace pg
