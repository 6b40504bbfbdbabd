#include "pipeline/analysis/defects.hpp"

#include <gtest/gtest.h>

#include <map>

#include "geometry/measure/triangle_quality.hpp"
#include "geometry/mesh/weld.hpp"
#include "pipeline/analysis/catalogue.hpp"
#include "testdata/shapes.hpp"

namespace pg {
namespace {

/// Number of cells by kind.
std::map<DefectKind, std::size_t> kinds_of(const FieldMesh& defects) {
  std::map<DefectKind, std::size_t> kinds;
  for (const std::int32_t kind :
       std::get<BigVector<std::int32_t>>(defects.cell_fields.at(0).values))
    ++kinds[static_cast<DefectKind>(kind)];
  return kinds;
}

/// A mesh with one fault of every kind.
TriMesh faulty() {
  std::vector<Soup> soups;
  const auto add = [&](TriMesh mesh) { soups.push_back(shapes::as_double_soup(mesh)); };
  TriMesh open = shapes::box({10, 10, 10}, 2);  // a hole, a flipped, a repeated triangle
  open.triangles.pop_back();
  std::swap(open.triangles[9][0], open.triangles[9][1]);
  open.triangles.push_back(open.triangles[20]);
  add(open);
  add(shapes::moved(shapes::box({10, 10, 10}), {30, 0, 0}));  // two cubes on one edge
  add(shapes::moved(shapes::box({10, 10, 10}), {40, 10, 0}));
  add(shapes::moved(shapes::box({10, 10, 10}), {60, 0, 0}));  // two cubes on one corner
  add(shapes::moved(shapes::box({10, 10, 10}), {70, 10, 10}));
  add(shapes::moved(shapes::box({10, 10, 10}), {90, 0, 0}));  // two cubes through each other
  add(shapes::moved(shapes::box({10, 10, 10}), {95, 5, 5}));
  add(shapes::moved(shapes::tetrahedron(0.1), {0, 50, 0}));               // a speck
  TriMesh split = shapes::moved(shapes::box({10, 10, 10}), {120, 0, 0});  // a T-junction
  const auto [a, b, c] = split.triangles[0];
  split.positions_mm.push_back(0.5 * (split.positions_mm[a] + split.positions_mm[b]));
  const auto m = static_cast<VertexId>(split.positions_mm.size() - 1);
  split.triangles[0] = {a, m, c};
  split.triangles.push_back({m, b, c});
  split.triangles.push_back({a, m, b});  // without area
  add(split);
  return weld_exactly(std::move(soups)).mesh;
}

TEST(Defects, EveryKindIsThereAsOftenAsItIsCounted) {
  const Subject subject(faulty());
  std::map<std::string, double> counted;
  for (const Measurement& measurement : all_measurements()) {
    if (measurement.group != "mesh") continue;
    for (const Quantity& quantity : measurement.run(subject).values)
      if (const auto* n = std::get_if<std::int64_t>(&quantity.members.front().second))
        counted[quantity.id] = static_cast<double>(*n);
  }
  const FieldMesh defects = defects_of(subject);
  auto kinds = kinds_of(defects);
  EXPECT_EQ(kinds[DefectKind::kBoundaryEdge], subject.topology().boundary_edge_count());
  EXPECT_EQ(kinds[DefectKind::kNonmanifoldEdge], counted["nonmanifold_edges"]);
  EXPECT_EQ(kinds[DefectKind::kInconsistentEdge], counted["inconsistent_edges"]);
  EXPECT_EQ(kinds[DefectKind::kNonmanifoldVertex], counted["nonmanifold_vertices"]);
  EXPECT_EQ(kinds[DefectKind::kDegenerateTriangle], counted["degenerate_triangles"]);
  EXPECT_EQ(kinds[DefectKind::kDuplicateTriangle], counted["duplicate_triangles"]);
  for (const DefectKind kind :
       {DefectKind::kBoundaryEdge, DefectKind::kNonmanifoldEdge, DefectKind::kInconsistentEdge,
        DefectKind::kNonmanifoldVertex, DefectKind::kDegenerateTriangle,
        DefectKind::kDuplicateTriangle, DefectKind::kSelfIntersectingTriangle,
        DefectKind::kFragmentTriangle})
    EXPECT_GE(kinds[kind], 1u) << static_cast<int>(kind);
  EXPECT_EQ(kinds[DefectKind::kFragmentTriangle] % 4, 0u);
  EXPECT_EQ(kinds[DefectKind::kNonmanifoldEdge] + kinds[DefectKind::kBoundaryEdge] +
                kinds[DefectKind::kInconsistentEdge],
            defects.lines.size());
}

TEST(Defects, ATJunctionIsMarkedInItsPlace) {
  TriMesh mesh = shapes::moved(shapes::box({20, 20, 20}), {300, -70, 5});
  const auto [a, b, c] = mesh.triangles[0];
  const Vec3 middle = 0.5 * (mesh.positions_mm[a] + mesh.positions_mm[b]);
  mesh.positions_mm.push_back(middle);
  const auto m = static_cast<VertexId>(mesh.positions_mm.size() - 1);
  mesh.triangles[0] = {a, m, c};
  mesh.triangles.push_back({m, b, c});
  const FieldMesh defects = defects_of(Subject(std::move(mesh)));
  ASSERT_GE(kinds_of(defects)[DefectKind::kTJunction], 1u);
  EXPECT_NEAR((defects.points_mm[defects.marks.front()] - middle).norm(), 0, 1e-9);
}

TEST(Defects, ASoundModelHasNone) {
  const FieldMesh defects = defects_of(Subject(shapes::torus(30, 10, 48, 24)));
  EXPECT_EQ(defects.cell_count(), 0u);
  EXPECT_FALSE(field_file(defects, FieldFormat::kVtp).empty());
}

TEST(Findings, PlacesAreListedUpToTheirLimitAndLieWhereTheFaultsAre) {
  std::vector<TriMesh> all = {shapes::box({50, 50, 50}, 4)};
  for (int i = 0; i < 30; ++i)
    all.push_back(shapes::moved(shapes::tetrahedron(0.5), {100.0 + 2 * i, 0, 0}));
  const Subject subject(shapes::together(all));
  const Measured measured = describe_triangle_quality().run(subject);
  ASSERT_EQ(measured.findings.size(), 1u);
  const Finding& fragments = measured.findings.front();
  EXPECT_EQ(fragments.count, 30);
  ASSERT_EQ(fragments.places_mm.size(), kPlacesMax);
  // A tetrahedron of this size fits into a ball of half a millimetre.
  for (std::size_t i = 0; i < kPlacesMax; ++i)
    EXPECT_LT((fragments.places_mm[i] - Vec3(100.0 + 2.0 * static_cast<double>(i), 0, 0)).norm(),
              0.5);
  EXPECT_EQ(*fragments.at_mm, fragments.places_mm.front());
}

TEST(Findings, EachKindSaysWhatToDo) {
  for (const Measurement& measurement : all_measurements())
    for (const FindingKind& kind : measurement.findings) {
      EXPECT_FALSE(kind.meaning.empty()) << kind.id;
      EXPECT_FALSE(kind.hint.empty()) << kind.id;
    }
}

}  // namespace
}  // namespace pg
