// The command line as a user meets it: the real binary, real files.

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "pipeline/analysis/catalogue.hpp"
#include "testdata/sample.hpp"
#include "testdata/shapes.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/run.hpp"

namespace pg {
namespace {

using Json = nlohmann::json;
using test::Outcome;
namespace fs = std::filesystem;

class Analyze : public ::testing::Test {
 protected:
  [[nodiscard]] fs::path file(const std::string& name) const { return dir_.path() / name; }
  fs::path write(const std::string& name, const TriMesh& mesh) const {
    const std::vector<std::byte> bytes = shapes::as_binary_stl(mesh);
    std::ofstream(file(name), std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
    return file(name);
  }
  fs::path write(const std::string& name, const std::string& text) const {
    std::ofstream(file(name), std::ios::binary) << text;
    return file(name);
  }
  static Outcome run(std::vector<std::string> arguments,
                     const std::vector<std::string>& environment = {}) {
    return test::run_program(test::printgauge_binary(), arguments, environment);
  }

 private:
  test::TempDir dir_;
};

std::string without_timings(const std::string& line) {
  Json document = Json::parse(line);
  document.erase("timings_s");
  return document.dump();
}

TEST_F(Analyze, OneBadFileDoesNotStopTheOthers) {
  const fs::path good = write("good.stl", shapes::box({10, 20, 30}));
  const fs::path bad = write("bad.stl", "this is no model");
  const Outcome outcome = run({"analyze", "--json", bad, good, file("missing.stl")});
  EXPECT_EQ(outcome.status, 1);
  std::istringstream lines(outcome.out);
  std::vector<Json> documents;
  for (std::string line; std::getline(lines, line);) documents.push_back(Json::parse(line));
  ASSERT_EQ(documents.size(), 3u);
  EXPECT_EQ(documents[0]["status"], "refused");
  EXPECT_EQ(documents[1]["status"], "ok");
  EXPECT_EQ(documents[1]["values"]["aligned_box_mm"]["size"], Json({10.0, 20.0, 30.0}));
  EXPECT_EQ(documents[2]["status"], "refused");
  EXPECT_EQ(documents[2]["error"]["id"], "unreadable");
  EXPECT_EQ(outcome.err, "");
}

TEST_F(Analyze, EveryCatalogueIdIsAValueOrAbsentWithAReason) {
  const Outcome outcome =
      run({"analyze", "--json", write("part.stl", shapes::torus(30, 10, 40, 20))});
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const Json document = Json::parse(outcome.out);
  for (const Measurement& measurement : all_measurements())
    for (const QuantityInfo& quantity : measurement.quantities) {
      const std::string id(quantity.id);
      EXPECT_NE(document["values"].contains(id), document["absent"].contains(id)) << id;
    }
}

TEST_F(Analyze, OnlyMeasuresWhatIsAskedFor) {
  const Outcome outcome = run(
      {"analyze", "--json", "--only", "surface_area", write("part.stl", shapes::box({1, 1, 1}))});
  const Json document = Json::parse(outcome.out);
  EXPECT_EQ(document["values"].size(), 1u);
  EXPECT_NEAR(document["values"]["surface_area_mm2"]["value"].get<double>(), 6, 1e-12);
  EXPECT_EQ(document["absent"]["signed_volume_mm3"], "not asked for");
  EXPECT_FALSE(document.contains("class"));
}

TEST_F(Analyze, UnknownWordsAreUsageErrorsThatNameTheNearest) {
  const fs::path part = write("part.stl", shapes::box({1, 1, 1}));
  const Outcome only = run({"analyze", "--only", "surfce_area", part});
  EXPECT_EQ(only.status, 2);
  EXPECT_NE(only.err.find("surface_area"), std::string::npos);
  EXPECT_EQ(only.out, "");
  EXPECT_EQ(run({"analyze", "--process", "magic", part}).status, 2);
  EXPECT_EQ(run({"analyze", "--units", "furlong", part}).status, 2);
  EXPECT_EQ(run({"analyze", "--no-such-option", part}).status, 2);
  EXPECT_EQ(run({"analyze"}).status, 2);
  EXPECT_EQ(run({"frobnicate"}).status, 2);
}

TEST_F(Analyze, GivenUnitsScaleEverything) {
  const fs::path part = write("part.stl", shapes::box({1, 2, 3}));
  const Json document = Json::parse(run({"analyze", "--json", "--units", "inch", part}).out);
  EXPECT_EQ(document["unit"]["known"], "given");
  EXPECT_NEAR(document["values"]["height_mm"]["value"].get<double>(), 3 * 25.4, 1e-9);
  EXPECT_NEAR(document["values"]["signed_volume_mm3"]["value"].get<double>(),
              6 * 25.4 * 25.4 * 25.4, 1e-6);
  EXPECT_EQ(Json::parse(run({"analyze", "--json", part}).out)["unit"]["known"], "assumed");
}

TEST_F(Analyze, JsonIsByteEqualForAnyThreadsAndLocale) {
  const std::vector<fs::path> parts = {
      write("heart.stl", shapes::heart_like(3.5)), write("aorta.stl", shapes::aorta_like(3)),
      write("guide.stl", shapes::guide_like(1)),
      write("rough.stl",
            shapes::shuffled(shapes::with_noise(shapes::torus(30, 10, 60, 30), 0.05, 3), 4))};
  std::vector<fs::path> all = parts;
  if (const auto shared = test::shared_dir()) {
    std::size_t taken = 0;
    std::vector<fs::path> corpus;
    for (const auto& entry : fs::recursive_directory_iterator(*shared / "corpus"))
      if (entry.path().extension() == ".stl") corpus.push_back(entry.path());
    std::sort(corpus.begin(), corpus.end());
    for (std::size_t i = 0; i < corpus.size() && taken < 12; i += 7, ++taken)
      all.push_back(corpus[i]);
  }
  for (const fs::path& part : all) {
    const Outcome one = run({"analyze", "--json", "--jobs", "1", part});
    ASSERT_TRUE(one.status == 0 || one.status == 1) << one.err;
    const std::string expected = without_timings(one.out);
    for (const char* const jobs : {"2", "8"})
      EXPECT_EQ(without_timings(run({"analyze", "--json", "--jobs", jobs, part}).out), expected)
          << part << " with " << jobs << " threads";
    EXPECT_EQ(without_timings(
                  run({"analyze", "--json", part}, {"LC_ALL=de_DE.UTF-8", "LANG=de_DE.UTF-8"}).out),
              expected)
        << part;
  }
}

TEST_F(Analyze, TheTableHoldsTheNumbersAndGoesToStdout) {
  const Outcome outcome = run({"analyze", write("part.stl", shapes::box({10, 20, 30}))});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_NE(outcome.out.find("10.0 x 20.0 x 30.0 mm"), std::string::npos) << outcome.out;
  EXPECT_NE(outcome.out.find("mm (assumed)"), std::string::npos) << outcome.out;
  EXPECT_EQ(outcome.err, "");
  std::istringstream lines(outcome.out);
  for (std::string line; std::getline(lines, line);) {
    const auto width =
        std::count_if(line.begin(), line.end(), [](char c) { return (c & 0xC0) != 0x80; });
    EXPECT_LE(width, 100) << line;
  }
}

TEST_F(Analyze, FailOnAFindingSetsTheStatus) {
  TriMesh open = shapes::box({10, 10, 10});
  open.triangles.pop_back();
  const fs::path part = write("open.stl", open);
  EXPECT_EQ(run({"analyze", part}).status, 0);
  EXPECT_EQ(run({"analyze", "--fail-on", "open_boundary", part}).status, 1);
  EXPECT_EQ(
      run({"analyze", "--fail-on", "open_boundary", write("closed.stl", shapes::box({1, 1, 1}))})
          .status,
      0);
}

TEST_F(Analyze, EveryCommandHasHelpWithExamples) {
  const Outcome top = run({"--help"});
  EXPECT_EQ(top.status, 0);
  for (const char* const command :
       {"analyze", "batch", "list", "version", "watch", "cases", "show", "form"}) {
    EXPECT_NE(top.out.find(command), std::string::npos) << command;
    const Outcome help = run({command, "--help"});
    EXPECT_EQ(help.status, 0) << command;
    EXPECT_NE(help.out.find("Example"), std::string::npos) << command;
  }
}

TEST_F(Analyze, FoldersPipesAndEmptyFilesAreRefusedInASentence) {
  for (const fs::path& path :
       {fs::path("/dev/null"), fs::temp_directory_path(), write("empty.stl", "")}) {
    const Outcome outcome = run({"analyze", "--json", path});
    EXPECT_EQ(outcome.status, 1) << path;
    const Json document = Json::parse(outcome.out);
    EXPECT_EQ(document["status"], "refused");
    EXPECT_GT(document["error"]["text"].get<std::string>().size(), 15u);
  }
}

TEST_F(Analyze, WritesAPictureAndASheetAModelAndNumbersThoseOfOneName) {
  fs::create_directories(file("a"));
  const fs::path first = write("part.stl", shapes::pipe(4, 6, 20, 32, 3));
  const fs::path second = write("a/part.stl", shapes::box({9, 8, 7}, 2));
  const Outcome outcome =
      run({"analyze", "--preview", file("out").string(), "--sheet", file("out").string(),
           first.string(), second.string()});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  for (const char* name : {"part.png", "part.html", "part-2.png", "part-2.html"})
    EXPECT_GT(fs::file_size(file("out") / name), 10'000U) << name;
}

TEST_F(Analyze, SaysWhereAPictureCannotBeWritten) {
  const fs::path model = write("part.stl", shapes::box({9, 8, 7}, 2));
  write("taken", std::string("a file, no folder"));
  const Outcome outcome = run({"analyze", "--preview", file("taken").string(), model.string()});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_NE(outcome.err.find("is no folder"), std::string::npos) << outcome.err;
}

}  // namespace
}  // namespace pg
