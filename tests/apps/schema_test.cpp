// Every reading is valid under the published schema.

#include <gtest/gtest.h>

#include <clocale>
#include <fstream>
#include <locale>
#include <map>
#include <nlohmann/json.hpp>

#include "pipeline/analyze.hpp"
#include "testdata/sample.hpp"
#include "testdata/shapes.hpp"
#include "tests/support/json_schema.hpp"
#include "tests/support/paths.hpp"

namespace pg {
namespace {

using Json = nlohmann::json;

class ReadingSchema : public ::testing::Test {
 protected:
  void SetUp() override {
    std::ifstream file(test::source_dir() / "docs/reference/reading.schema.json");
    schema_ = Json::parse(file);
  }
  void expect_valid(const std::string& text, const std::string& what) {
    EXPECT_EQ(test::schema_misfit(schema_, Json::parse(text)), "") << what;
  }

 private:
  Json schema_;
};

Reading reading_of(const TriMesh& mesh) {
  const std::vector<std::byte> bytes = shapes::as_binary_stl(mesh);
  return analyze(BigVector<std::byte>(bytes.begin(), bytes.end()), "part.stl", {});
}

TEST_F(ReadingSchema, HoldsForGoodAndFaultyModels) {
  TriMesh open = shapes::box({10, 10, 10}, 3);
  open.triangles.resize(open.triangles.size() - 5);
  expect_valid(to_json(reading_of(shapes::heart_like(4)), "heart.stl"), "heart");
  expect_valid(to_json(reading_of(shapes::guide_like(1))), "guide");
  expect_valid(to_json(reading_of(open)), "open box");
  expect_valid(to_json(reading_of(shapes::inverted(shapes::sphere(10, 500)))), "inverted sphere");
  expect_valid(to_json(reading_of(shapes::together(
                   {shapes::box({2, 2, 2}), shapes::moved(shapes::box({2, 2, 2}), {1, 1, 1})}))),
               "overlap");
  expect_valid(to_json(analyze_file("/nonexistent.stl", {})), "missing file");
  expect_valid(to_json(analyze({}, "empty.stl", {})), "empty file");
}

TEST_F(ReadingSchema, FindingsListUpToTwentyPlacesTheFirstOfThemTheOneToLookAt) {
  std::vector<TriMesh> all = {shapes::box({90, 90, 10}, 4)};
  for (int i = 0; i < 25; ++i)
    all.push_back(shapes::moved(shapes::tetrahedron(0.5), {3.0 * i - 40, 0, 20.0 + i}));
  for (int i = 0; i < 2; ++i) {
    TriMesh open = shapes::box({5, 5, 5}, 2);
    open.triangles.resize(open.triangles.size() - static_cast<std::size_t>(1 + 2 * i));
    all.push_back(shapes::moved(open, {20.0 * i - 10, 30, 40}));
  }
  const std::string text = to_json(reading_of(shapes::together(all)), {}, false);
  expect_valid(text, "many places");
  std::map<std::string, std::size_t> listed;
  const Json document = Json::parse(text);
  for (const Json& finding : document["findings"]) {
    if (!finding.contains("places")) continue;
    listed[finding["id"]] = finding["places"].size();
    EXPECT_EQ(finding["places"][0], finding["at"]) << finding["id"];
    EXPECT_LE(finding["places"].size(), finding["count"].get<std::size_t>()) << finding["id"];
  }
  EXPECT_EQ(listed["islands"], 20u);
  EXPECT_EQ(listed["fragments"], 20u);
  EXPECT_EQ(listed["open_boundary"], 2u);
  const auto again = reading_from_json(text);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(to_json(*again, {}, false), text);
}

TEST_F(ReadingSchema, HoldsForTheCorpus) {
  const auto shared = test::shared_dir();
  if (!shared) GTEST_SKIP() << test::kNoShared;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(*shared / "corpus"))
    if (entry.is_regular_file() && entry.path().extension() != ".csv" &&
        entry.path().extension() != ".md")
      files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (std::size_t i = 0; i < files.size(); i += 5)
    expect_valid(to_json(analyze_file(files[i], {})), files[i].filename());
}

TEST(ReadingJson, RoundTripsThroughText) {
  const Reading reading = reading_of(shapes::aorta_like(4));
  const std::string text = to_json(reading, {}, false);
  const auto again = reading_from_json(text);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(to_json(*again, {}, false), text);
  EXPECT_FALSE(reading_from_json("{}").has_value());
  EXPECT_FALSE(reading_from_json("not json").has_value());
}

TEST(ReadingJson, IsTheSameUnderAGermanLocale) {
  const std::string expected = to_json(reading_of(shapes::guide_like(1)), {}, false);
  if (std::setlocale(LC_ALL, "de_DE.UTF-8") == nullptr)
    GTEST_SKIP() << "SKIPPED: the locale de_DE.UTF-8 is not installed (./dev test makes it)";
  std::locale::global(std::locale("de_DE.UTF-8"));
  const std::string german = to_json(reading_of(shapes::guide_like(1)), {}, false);
  std::setlocale(LC_ALL, "C");
  std::locale::global(std::locale::classic());
  EXPECT_EQ(german, expected);
}

}  // namespace
}  // namespace pg
