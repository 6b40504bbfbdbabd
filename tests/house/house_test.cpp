// The house stays as it was drawn: who includes whom, one file and one line, no stale pages.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "io/format.hpp"
#include "pipeline/analysis/catalogue.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/run.hpp"

namespace pg {
namespace {

namespace fs = std::filesystem;

std::string content(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<fs::path> sources(const std::vector<std::string>& folders) {
  std::vector<fs::path> files;
  for (const std::string& folder : folders) {
    if (!fs::exists(test::source_dir() / folder)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(test::source_dir() / folder))
      if (entry.path().extension() == ".cpp" || entry.path().extension() == ".hpp")
        files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string from_root(const fs::path& path) {
  return fs::relative(path, test::source_dir()).string();
}

std::vector<std::string> quoted_includes(const fs::path& path) {
  static const std::regex include("#include \"([^\"]+)\"");
  const std::string text = content(path);
  std::vector<std::string> found;
  for (std::sregex_iterator it(text.begin(), text.end(), include); it != std::sregex_iterator();
       ++it)
    found.push_back((*it)[1]);
  return found;
}

/// Rank of a file in the order of DESIGN 2: a file includes only files of its own or a lower rank.
/// Inside geometry: mesh below spatial below the rest below measure; in pipeline the order as
/// drawn.
int rank_of(const std::string& path) {
  static const std::vector<std::pair<std::string, int>> ranks = {{"geometry/measure/", 19},
                                                                 {"geometry/measurement", 18},
                                                                 {"geometry/subject", 12},
                                                                 {"geometry/mesh/", 11},
                                                                 {"geometry/spatial/", 14},
                                                                 {"geometry/", 10},
                                                                 {"io/formats/", 22},
                                                                 {"io/write/", 22},
                                                                 {"io/", 20},
                                                                 {"pipeline/rules/", 30},
                                                                 {"pipeline/analysis/", 31},
                                                                 {"pipeline/classes/", 32},
                                                                 {"pipeline/analyze", 33},
                                                                 {"pipeline/picture/", 34},
                                                                 {"pipeline/worker/", 34},
                                                                 {"pipeline/record/", 35},
                                                                 {"pipeline/intake/", 36},
                                                                 {"pipeline/registry/", 36},
                                                                 {"pipeline/archive/", 36},
                                                                 {"apps/", 40}};
  for (const auto& [prefix, rank] : ranks)
    if (path.rfind(prefix, 0) == 0) return rank;
  return -1;
}

int floor_of(int rank) {
  return rank / 10;
}

TEST(House, IncludesPointDownBetweenFloors) {
  for (const fs::path& file : sources({"geometry", "io", "pipeline", "apps"})) {
    const std::string from = from_root(file);
    for (const std::string& to : quoted_includes(file)) {
      ASSERT_GE(rank_of(to), 0) << from << " includes " << to
                                << ", which is on no floor of the house";
      EXPECT_LE(floor_of(rank_of(to)), floor_of(rank_of(from)))
          << from << " includes " << to << ": that points up";
    }
  }
}

TEST(House, IncludesPointDownInsideThePipeline) {
  for (const fs::path& file : sources({"pipeline"})) {
    const std::string from = from_root(file);
    for (const std::string& to : quoted_includes(file))
      EXPECT_LE(rank_of(to), rank_of(from)) << from << " includes " << to << ": that points up";
  }
}

TEST(House, MeasurementsDoNotIncludeTheirCatalogueAndTheMeshKnowsNothingAboveIt) {
  for (const fs::path& file : sources({"geometry/mesh"}))
    for (const std::string& to : quoted_includes(file))
      EXPECT_TRUE(rank_of(to) <= 11) << from_root(file) << " includes " << to;
}

TEST(House, NoIncludeGoesInACircle) {
  std::map<std::string, std::vector<std::string>> graph;
  for (const fs::path& file : sources({"geometry", "io", "pipeline", "apps"}))
    graph[from_root(file)] = quoted_includes(file);
  std::set<std::string> done;
  std::vector<std::string> path;
  std::function<void(const std::string&)> visit = [&](const std::string& node) {
    if (std::find(path.begin(), path.end(), node) != path.end()) {
      ADD_FAILURE() << "circle of includes through " << node;
      return;
    }
    if (!done.insert(node).second) return;
    path.push_back(node);
    for (const std::string& next : graph[node]) visit(next);
    path.pop_back();
  };
  std::vector<std::string> nodes;
  for (const auto& [node, includes] : graph) nodes.push_back(node);
  for (const std::string& node : nodes) visit(node);
}

TEST(House, ThirdPartyTypesStayOutOfHeaders) {
  static const std::regex foreign(
      "#include "
      "<(CGAL|assimp|vtk|sqlite3|boost|embree|zip\\.h|expat|openssl|nlohmann|spdlog|toml|pqxx|"
      "dcmtk)");
  for (const fs::path& file : sources({"geometry", "io", "pipeline"}))
    if (file.extension() == ".hpp") {
      EXPECT_FALSE(std::regex_search(content(file), foreign)) << from_root(file);
    }
}

TEST(House, LibrariesDoNotPrint) {
  // snprintf too: its decimal point follows the locale.
  static const std::regex print("std::cout|std::cerr|printf\\(|std::puts|fmt::print");
  for (const fs::path& file : sources({"geometry", "io", "pipeline"}))
    EXPECT_FALSE(std::regex_search(content(file), print))
        << from_root(file) << " prints; only apps do";
}

TEST(House, EveryMeasurementFileHasItsLineAndItsTest) {
  std::set<std::string> rows;
  for (const Measurement& measurement : all_measurements())
    rows.insert(std::string(measurement.name));
  std::string tests;
  for (const fs::path& file : sources({"tests"})) tests += content(file);
  for (const fs::path& file : sources({"geometry/measure"})) {
    if (file.extension() != ".cpp") continue;
    const std::string name = file.stem().string();
    EXPECT_EQ(content(file).find("Measurement describe_") != std::string::npos,
              rows.count(name) == 1)
        << from_root(file)
        << " describes a measurement without a line in the catalogue, or has another name there";
  }
  for (const Measurement& measurement : all_measurements())
    for (const QuantityInfo& quantity : measurement.quantities)
      EXPECT_NE(tests.find(std::string(quantity.id)), std::string::npos)
          << "no test speaks of " << quantity.id;
}

TEST(House, CatalogueIdsAreUniqueAndSayWhereTheyComeFrom) {
  std::set<std::string_view> ids;
  for (const Measurement& measurement : all_measurements()) {
    EXPECT_FALSE(measurement.source.empty()) << measurement.name;
    EXPECT_FALSE(measurement.needs.empty()) << measurement.name;
    for (const QuantityInfo& quantity : measurement.quantities) {
      EXPECT_TRUE(ids.insert(quantity.id).second)
          << quantity.id << " stands twice in the catalogue";
      EXPECT_FALSE(quantity.definition.empty()) << quantity.id;
      EXPECT_FALSE(quantity.title.empty()) << quantity.id;
      for (const std::string_view unit : {"mm", "mm2", "mm3"}) {
        const std::string suffix = "_" + std::string(unit);
        const bool named = quantity.id.size() > suffix.size() &&
                           quantity.id.substr(quantity.id.size() - suffix.size()) == suffix;
        EXPECT_EQ(named, quantity.unit == unit) << quantity.id << ": the name ends in its unit";
      }
    }
  }
}

TEST(House, FindingsAreDeclaredOnceEachWithAHint) {
  std::map<std::string_view, std::string_view> meaning;
  const auto check = [&](const FindingKind& kind) {
    EXPECT_FALSE(kind.meaning.empty()) << kind.id;
    EXPECT_FALSE(kind.hint.empty() && kind.severity != Severity::kInfo)
        << kind.id << " says not what to do";
    const auto [it, fresh] = meaning.emplace(kind.id, kind.meaning);
    EXPECT_EQ(it->second, kind.meaning) << kind.id << " means two things";
  };
  for (const Format& format : all_formats())
    for (const FindingKind& kind : format.findings) check(kind);
  for (const Measurement& measurement : all_measurements())
    for (const FindingKind& kind : measurement.findings) check(kind);
}

TEST(House, ReferencePagesAreNotStale) {
  const test::TempDir dir;
  const auto outcome = test::run_program((test::source_dir() / "docs/reference/generate").string(),
                                         {test::printgauge_binary().string(), dir.path().string()});
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  std::size_t pages = 0;
  for (const auto& entry : fs::directory_iterator(dir.path())) {
    ++pages;
    const fs::path kept = test::source_dir() / "docs/reference" / entry.path().filename();
    EXPECT_EQ(content(entry.path()), content(kept))
        << "docs/reference/" << entry.path().filename() << " is stale; run ./dev reference";
  }
  EXPECT_GE(pages, 7u);
}

TEST(House, AMeasurementIsOneFileAndOneLine) {
  // printgauge_extended is printgauge with tests/house/example_measurement.cpp and one more line in
  // the catalogue, made by CMake; nothing else knows the measurement.
  const std::string binary =
      test::printgauge_binary().parent_path() / "tests" / "printgauge_extended";
  const auto listed = test::run_program(binary, {"list", "measurements"});
  EXPECT_NE(listed.out.find("example_span_mm"), std::string::npos);
  const fs::path part = test::source_dir() / "tests/house/cube.stl.txt";
  const auto json = test::run_program(binary, {"analyze", "--json", part});
  EXPECT_NE(json.out.find("\"example_span_mm\":{\"value\":"), std::string::npos) << json.out;
  const auto table = test::run_program(binary, {"analyze", "--full", part});
  EXPECT_NE(table.out.find("Example span"), std::string::npos) << table.out;
  const test::TempDir dir;
  (void)test::run_program(binary, {"batch", part, "--out", dir.path() / "t.csv"});
  EXPECT_NE(content(dir.path() / "t.csv").find("example_span_mm"), std::string::npos);
  (void)test::run_program((test::source_dir() / "docs/reference/generate").string(),
                          {binary, dir.path().string()});
  EXPECT_NE(content(dir.path() / "measurements.md").find("example_span_mm"), std::string::npos);
}

}  // namespace
}  // namespace pg
