#include "pipeline/analysis/catalogue.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <sstream>
#include <string>

#include "pipeline/analyze.hpp"
#include "testdata/shapes.hpp"

namespace pg {
namespace {

BigVector<std::byte> stl(const TriMesh& mesh) {
  const auto bytes = shapes::as_binary_stl(mesh);
  return {bytes.begin(), bytes.end()};
}

TEST(Selection, KnowsNamesGroupsAndIds) {
  for (const char* const word : {"signed_volume", "size", "signed_volume_mm3", "class"}) {
    const auto selection = Selection::of(std::vector<std::string>{word});
    EXPECT_TRUE(selection.has_value()) << word;
  }
  const auto wrong = Selection::of(std::vector<std::string>{"signed_volme_mm3"});
  ASSERT_FALSE(wrong.has_value());
  EXPECT_NE(wrong.error().message.find("signed_volume_mm3"), std::string::npos);
}

TEST(Selection, AnIdSelectsItsMeasurementAlone) {
  const Selection selection = *Selection::of(std::vector<std::string>{"surface_area_mm2"});
  std::size_t wanted = 0;
  for (const Measurement& measurement : all_measurements())
    wanted += selection.wants(measurement) ? 1 : 0;
  EXPECT_EQ(wanted, 1u);
  EXPECT_FALSE(selection.wants_class());
  EXPECT_TRUE(Selection().wants_class());
}

TEST(Catalogue, EveryIdOfMeshHealthAndSizeIsThere) {
  std::set<std::string, std::less<>> ids;
  for (const Measurement& measurement : all_measurements())
    for (const QuantityInfo& quantity : measurement.quantities) ids.emplace(quantity.id);
  std::istringstream wanted(
      "triangles vertices edges parts components genus boundary_loops boundary_length_mm "
      "nonmanifold_edges nonmanifold_vertices inconsistent_edges inverted_components "
      "degenerate_triangles duplicate_triangles self_intersections fragments t_junctions "
      "welded_distance_mm watertight oriented solid volume_mm3 signed_volume_mm3 surface_area_mm2 "
      "outer_area_mm2 aligned_box_mm oriented_box_mm max_extent_mm centre_mm hull_volume_mm3");
  for (std::string id; wanted >> id;) EXPECT_EQ(ids.count(id), 1u) << id;
}

TEST(Columns, AreUniqueAndVectorsHaveThree) {
  std::set<std::string> names;
  for (const Column& column : all_columns())
    EXPECT_TRUE(names.insert(column.name).second) << column.name;
  for (const char* const name : {"aligned_box_mm_size_x", "aligned_box_mm_size_y",
                                 "aligned_box_mm_size_z", "surface_area_mm2"})
    EXPECT_EQ(names.count(name), 1u) << name;
}

TEST(Columns, EveryMemberOfAReadingHasItsColumn) {
  // A member that is not described would silently miss in tables.
  const Reading reading = analyze(stl(shapes::torus(30, 10, 48, 24)), "torus.stl", {});
  std::set<std::string> names;
  for (const Column& column : all_columns()) names.insert(column.name);
  for (const Value& value : reading.values)
    for (const auto& [member, datum] : value.quantity.members) {
      const std::string name =
          member == "value" ? value.quantity.id : value.quantity.id + "_" + member;
      if (std::holds_alternative<std::vector<Record>>(datum)) continue;
      EXPECT_TRUE(names.count(name) == 1 || names.count(name + "_x") == 1) << name;
    }
}

TEST(Analyze, TheSameBytesAndOptionsGiveTheSameDocument) {
  const TriMesh mesh = shapes::pipe(5, 9, 30, 48, 4);
  EXPECT_EQ(to_json(analyze(stl(mesh), "a.stl", {}), {}, false),
            to_json(analyze(stl(mesh), "other.stl", {}), {}, false));
}

TEST(Analyze, OptionsThatChangeAReadingChangeTheirDigest) {
  AnalyzeOptions a, b;
  EXPECT_EQ(options_digest(a), options_digest(b));
  b.unit = LengthUnit::kInch;
  EXPECT_NE(options_digest(a), options_digest(b));
  b = {};
  b.process = "vpp";
  EXPECT_NE(options_digest(a), options_digest(b));
  b = {};
  b.only = *Selection::of(std::vector<std::string>{"size"});
  EXPECT_NE(options_digest(a), options_digest(b));
}

TEST(Analyze, ErrorsComeFirstAmongTheFindings) {
  TriMesh mesh = shapes::box({10, 10, 10}, 2);
  mesh.triangles.resize(mesh.triangles.size() - 3);
  const Reading reading = analyze(stl(mesh), "open.stl", {});
  EXPECT_TRUE(
      std::is_sorted(reading.findings.begin(), reading.findings.end(),
                     [](const Finding& a, const Finding& b) { return a.severity > b.severity; }));
  EXPECT_FALSE(reading.findings.empty());
}

}  // namespace
}  // namespace pg
