#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "testdata/shapes.hpp"
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

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

class Batch : public ::testing::Test {
 protected:
  void SetUp() override {
    for (int i = 0; i < 40; ++i) {
      const fs::path folder = models() / ("folder-" + std::to_string(i % 4));
      fs::create_directories(folder);
      const auto bytes = shapes::as_binary_stl(shapes::sphere(10 + i, 100 + 200 * i));
      std::ofstream(folder / ("m" + std::to_string(i) + ".stl"), std::ios::binary)
          .write(reinterpret_cast<const char*>(bytes.data()),
                 static_cast<std::streamsize>(bytes.size()));
    }
    std::ofstream(models() / "folder-0" / "broken, \"quoted\".stl") << "nothing";
    std::ofstream(models() / "folder-0" / "readme.txt") << "not a model";
  }
  [[nodiscard]] fs::path models() const { return dir_.path() / "models"; }
  [[nodiscard]] fs::path out(const std::string& name) const { return dir_.path() / name; }
  [[nodiscard]] static test::Outcome run(const std::vector<std::string>& arguments,
                                         const std::string& input = {}) {
    return test::run_program(test::printgauge_binary(), arguments, {}, input);
  }

 private:
  test::TempDir dir_;
};

TEST_F(Batch, OneRowAModelAndFailuresAreRows) {
  const auto outcome = run({"batch", models(), "--out", out("t.csv"), "--only", "size"});
  EXPECT_EQ(outcome.status, 1) << "a refused model makes the status 1";
  EXPECT_EQ(outcome.out, "");
  const auto lines = lines_of(content(out("t.csv")));
  ASSERT_EQ(lines.size(), 42u);
  EXPECT_EQ(lines[0].substr(0, 12), "path,sha256,");
  EXPECT_NE(content(out("t.csv")).find("refused"), std::string::npos);
  EXPECT_FALSE(fs::exists(out("t.csv.part")));
}

TEST_F(Batch, BytesDoNotDependOnTheNumberOfJobs) {
  (void)run({"batch", models(), "--out", out("one.csv"), "--jobs", "1"});
  (void)run({"batch", models(), "--out", out("eight.csv"), "--jobs", "8"});
  EXPECT_GT(content(out("one.csv")).size(), 1000u);
  EXPECT_EQ(content(out("one.csv")), content(out("eight.csv")));
}

TEST_F(Batch, ListsOnStdinAndJsonLines) {
  const auto outcome = run(
      {"batch", "-", "--out", out("t.jsonl"), "--only", "size"},
      (models() / "folder-1").string() + "\n" + (models() / "folder-2" / "m2.stl").string() + "\n");
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(lines_of(content(out("t.jsonl"))).size(), 11u);
}

TEST_F(Batch, MissingPathsAndUnknownTablesAreUsageErrors) {
  EXPECT_EQ(run({"batch", out("nowhere"), "--out", out("t.csv")}).status, 2);
  EXPECT_EQ(run({"batch", models(), "--out", out("t.docx")}).status, 2);
  EXPECT_EQ(run({"batch", models(), "--out", out("no/such/folder/t.csv")}).status, 3);
}

}  // namespace
}  // namespace pg
