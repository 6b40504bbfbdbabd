// The module that 3D Slicer calls: it describes itself, and does what it describes.

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <regex>

#include "testdata/shapes.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/run.hpp"

namespace pg {
namespace {

namespace fs = std::filesystem;

std::string content(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

test::Outcome module(std::vector<std::string> arguments) {
  return test::run_program(test::source_dir() / "packaging/slicer/PrintgaugeMeasure", arguments,
                           {"PRINTGAUGE=" + test::printgauge_binary().string()});
}

TEST(Slicer, TheModuleDescribesItsParametersInTheirOrder) {
  const test::Outcome said = module({"--xml"});
  EXPECT_EQ(said.status, 0) << said.err;
  EXPECT_EQ(said.out.rfind("<?xml", 0), 0u);  // Slicer refuses anything before it
  const test::Outcome lint = test::run_program(
      "/usr/bin/python3",
      {"-c",
       "import sys,xml.etree.ElementTree as t\n"
       "r=t.fromstring(sys.stdin.read().encode())\n"
       "assert r.tag=='executable'\n"
       "p=r.find('parameters')\n"
       "for e in p:\n"
       "  i=e.find('index')\n"
       "  if i is not None: print(i.text,e.tag,e.get('fileExtensions'),e.find('channel').text)\n"
       "print(*[e.text for e in p.iter('element')])"},
      {}, said.out);
  EXPECT_EQ(lint.status, 0) << lint.err;
  EXPECT_EQ(lint.out.substr(0, lint.out.find("mex")),
            "0 geometry .stl input\n1 geometry .vtp output\n2 table .csv output\n");
}

TEST(Slicer, AModelBecomesATableAndAColouredModel) {
  const test::TempDir dir;
  const std::vector<std::byte> bytes = shapes::as_binary_stl(shapes::box({20, 20, 0.8}, 8));
  std::ofstream(dir.path() / "in.stl", std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
  const test::Outcome done = module({"--process", "vpp", dir.path() / "in.stl",
                                     dir.path() / "walls.vtp", dir.path() / "table.csv"});
  EXPECT_EQ(done.status, 0) << done.err;
  EXPECT_NE(content(dir.path() / "walls.vtp").find("wall_sphere_mm"), std::string::npos);
  const std::string table = content(dir.path() / "table.csv");
  EXPECT_EQ(table.rfind("measure,value,unit\r\n", 0), 0u);
  std::smatch found;
  ASSERT_TRUE(std::regex_search(table, found, std::regex("\nvolume_mm3,([0-9.]+),mm3\r\n")))
      << table;
  EXPECT_NEAR(std::stod(found[1]), 320, 1e-3);  // 0.8 in single precision
  ASSERT_TRUE(
      std::regex_search(table, found, std::regex("\nwall_sphere_mm_median,([0-9.]+),mm\r\n")));
  EXPECT_NEAR(std::stod(found[1]), 0.8, 0.004);  // half a percent: the ball search's own
}

TEST(Slicer, WithoutFilesItSaysWhatItNeeds) {
  EXPECT_EQ(module({}).status, 2);
  EXPECT_EQ(module({"no-such.stl", "a.vtp", "b.csv"}).status, 1);
}

}  // namespace
}  // namespace pg
