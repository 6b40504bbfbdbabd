// Faults made on purpose, and the counts, places and findings that name them.

#include <gtest/gtest.h>

#include <algorithm>

#include "geometry/mesh/weld.hpp"
#include "pipeline/analysis/catalogue.hpp"
#include "testdata/shapes.hpp"

namespace pg {
namespace {

/// All mesh-health values and findings of a mesh.
class Health {
 public:
  explicit Health(TriMesh mesh, MeshOrigin origin = {})
      : Health(Subject(std::move(mesh), {}, origin)) {}
  explicit Health(const Subject& subject) {
    for (const Measurement& measurement : all_measurements()) {
      if (measurement.group != "mesh" && measurement.name != "volume") continue;
      Measured measured = measurement.run(subject);
      for (Quantity& quantity : measured.values) values_.push_back(std::move(quantity));
      for (Finding& finding : measured.findings) findings_.push_back(std::move(finding));
    }
  }
  [[nodiscard]] double operator[](std::string_view id) const {
    for (const Quantity& quantity : values_) {
      if (quantity.id != id) continue;
      const Datum& datum = quantity.members.front().second;
      if (const auto* real = std::get_if<double>(&datum)) return *real;
      if (const auto* whole = std::get_if<std::int64_t>(&datum)) return static_cast<double>(*whole);
      if (const auto* yes = std::get_if<bool>(&datum)) return *yes ? 1 : 0;
    }
    return -1;
  }
  [[nodiscard]] bool found(std::string_view id) const {
    return std::any_of(findings_.begin(), findings_.end(),
                       [&](const Finding& finding) { return finding.id == id; });
  }
  [[nodiscard]] bool placed() const {
    return std::all_of(findings_.begin(), findings_.end(), [](const Finding& finding) {
      return finding.severity == Severity::kInfo || finding.at_mm || finding.box_mm;
    });
  }

 private:
  std::vector<Quantity> values_;
  std::vector<Finding> findings_;
};

TEST(MeshHealth, ACleanCubeHasNoFault) {
  const Health health(shapes::box({10, 10, 10}, 2));
  EXPECT_EQ(health["watertight"], 1);
  EXPECT_EQ(health["oriented"], 1);
  EXPECT_EQ(health["solid"], 1);
  for (const char* const id :
       {"boundary_loops", "boundary_length_mm", "nonmanifold_edges", "nonmanifold_vertices",
        "inconsistent_edges", "inverted_components", "degenerate_triangles", "duplicate_triangles",
        "self_intersections", "fragments", "t_junctions", "welded_distance_mm", "genus"})
    EXPECT_EQ(health[id], 0) << id;
  EXPECT_EQ(health["components"], 1);
  EXPECT_NEAR(health["outer_area_mm2"], 600, 1e-9);
}

TEST(MeshHealth, AMissingTriangleIsARimWithItsLength) {
  TriMesh mesh = shapes::box({10, 10, 10});
  mesh.triangles.pop_back();
  const Health health(std::move(mesh));
  EXPECT_EQ(health["watertight"], 0);
  EXPECT_EQ(health["solid"], 0);
  EXPECT_EQ(health["boundary_loops"], 1);
  EXPECT_NEAR(health["boundary_length_mm"], 20 + 10 * std::sqrt(2.0), 1e-9);
  EXPECT_TRUE(health.found("open_boundary"));
  EXPECT_TRUE(health.placed());
}

TEST(MeshHealth, AFlippedTriangleMakesItsThreeEdgesInconsistent) {
  TriMesh mesh = shapes::box({10, 10, 10}, 3);
  std::swap(mesh.triangles[0][1], mesh.triangles[0][2]);
  const Health health(std::move(mesh));
  EXPECT_EQ(health["inconsistent_edges"], 3);
  EXPECT_EQ(health["oriented"], 0);
  EXPECT_EQ(health["watertight"], 1);
}

TEST(MeshHealth, TwoCubesOnOneEdgeHoldWaterButAreNoManifold) {
  std::vector<Soup> soups = {
      shapes::as_double_soup(shapes::box({10, 10, 10})),
      shapes::as_double_soup(shapes::moved(shapes::box({10, 10, 10}), {10, 10, 0}))};
  const Health health(weld_exactly(std::move(soups)).mesh);
  EXPECT_EQ(health["nonmanifold_edges"], 1);
  EXPECT_EQ(health["watertight"], 1);
}

TEST(MeshHealth, TwoCubesOnOneCornerShareAPinchedVertex) {
  std::vector<Soup> soups = {
      shapes::as_double_soup(shapes::box({10, 10, 10})),
      shapes::as_double_soup(shapes::moved(shapes::box({10, 10, 10}), {10, 10, 10}))};
  const Health health(weld_exactly(std::move(soups)).mesh);
  EXPECT_EQ(health["nonmanifold_edges"], 0);
  EXPECT_EQ(health["nonmanifold_vertices"], 1);
  EXPECT_EQ(health["components"], 2);
}

TEST(MeshHealth, DuplicateAndDegenerateTrianglesAreCounted) {
  TriMesh mesh = shapes::box({10, 10, 10}, 2);
  mesh.triangles.push_back(mesh.triangles[5]);
  mesh.positions_mm.push_back(0.5 * (mesh.corner(0, 0) + mesh.corner(0, 1)));
  mesh.triangles.push_back({mesh.triangles[0][0], mesh.triangles[0][1],
                            static_cast<VertexId>(mesh.positions_mm.size() - 1)});
  const Health health(std::move(mesh));
  EXPECT_EQ(health["duplicate_triangles"], 1);
  EXPECT_EQ(health["degenerate_triangles"], 1);
}

TEST(MeshHealth, TrianglesWithoutAnyAreaAreNoHarmlessMatter) {
  TriMesh line;
  line.positions_mm = {{0, 0, 0}, {1, 1, 1}, {2, 2, 2}};
  line.triangles = {{0, 1, 2}, {0, 2, 1}};
  const Health health(std::move(line));
  EXPECT_EQ(health["degenerate_triangles"], 2);
  EXPECT_TRUE(health.found("no_surface"));
  EXPECT_FALSE(health.found("degenerate_triangles"));
  EXPECT_TRUE(health.placed());
}

TEST(MeshHealth, SpecksAreFragments) {
  std::vector<TriMesh> all = {shapes::box({50, 50, 50}, 4)};
  for (int i = 0; i < 7; ++i)
    all.push_back(shapes::moved(shapes::tetrahedron(0.5), {40.0 + 2 * i, 0, 0}));
  const Health health(shapes::together(all));
  EXPECT_EQ(health["fragments"], 7);
  EXPECT_EQ(health["components"], 8);
}

TEST(MeshHealth, CrossingSolidsIntersectAndTheirUnionIsTheVolume) {
  const Health health(shapes::together(
      {shapes::box({20, 20, 20}), shapes::moved(shapes::box({20, 20, 20}), {10, 10, 10})}));
  EXPECT_GT(health["self_intersections"], 0);
  EXPECT_EQ(health["solid"], 0);
  EXPECT_NEAR(health["volume_mm3"], 15000, 15000 * 1e-6);
}

TEST(MeshHealth, AnInsideOutSolidIsFoundAndItsVolumeIsThatOfTheSolid) {
  const Health health(shapes::inverted(shapes::box({20, 20, 20}, 3)));
  EXPECT_EQ(health["inverted_components"], 1);
  EXPECT_NEAR(health["volume_mm3"], 8000, 1e-6);
  EXPECT_TRUE(health.found("inverted_shell"));
}

TEST(MeshHealth, ATJunctionIsRecognised) {
  // One side of the cube has an extra vertex in the middle of an edge that its neighbour lacks.
  TriMesh mesh = shapes::box({20, 20, 20});
  const auto [a, b, c] = mesh.triangles[0];
  const Vec3 middle = 0.5 * (mesh.positions_mm[a] + mesh.positions_mm[b]);
  mesh.positions_mm.push_back(middle);
  const auto m = static_cast<VertexId>(mesh.positions_mm.size() - 1);
  mesh.triangles[0] = {a, m, c};
  mesh.triangles.push_back({m, b, c});
  const Health health(std::move(mesh));
  EXPECT_EQ(health["watertight"], 0);
  EXPECT_GE(health["t_junctions"], 1);
  EXPECT_NEAR(health["volume_mm3"], 8000, 8);
}

TEST(MeshHealth, CracksAreWeldedForTheVolumeAndTheDistanceIsSaid) {
  // Every corner moved a little on its own: no two facets meet exactly.
  Soup soup = shapes::as_double_soup(shapes::sphere(20, 2000));
  shapes::Random random(5);
  for (Vec3& p : std::get<BigVector<Vec3>>(soup.corners)) p += 1e-5 * random.direction();
  const Health health(weld_exactly({soup}).mesh);
  EXPECT_EQ(health["watertight"], 0);
  EXPECT_GT(health["welded_distance_mm"], 0);
  EXPECT_LT(health["welded_distance_mm"], 1e-3);
  const Health whole(shapes::sphere(20, 2000));
  EXPECT_NEAR(health["volume_mm3"], whole["volume_mm3"], 1e-3 * whole["volume_mm3"]);
}

}  // namespace
}  // namespace pg
