// analyze --fields: the wall thickness at every vertex as a file for ParaView.

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

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

fs::path write_plate(const fs::path& path) {
  const std::vector<std::byte> bytes = shapes::as_binary_stl(shapes::box({20, 20, 0.8}, 8));
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
  return path;
}

TEST(AnalyzeFields, WritesOneFileAModelAndKeepsNamesApart) {
  const test::TempDir dir;
  const fs::path first = write_plate(dir.path() / "a" / "plate.stl");
  const fs::path second = write_plate(dir.path() / "b" / "plate.stl");
  const test::Outcome outcome = test::run_program(
      test::printgauge_binary(),
      {"analyze", "--only", "walls", "--fields", dir.path() / "out", first, second});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  for (const char* name : {"plate.vtp", "plate-2.vtp"}) {
    const std::string file = content(dir.path() / "out" / name);
    EXPECT_NE(file.find("PolyData"), std::string::npos) << name;
    for (const char* field :
         {"wall_ray_mm", "wall_sphere_mm", "wall_separation_deg", "wall_reason"})
      EXPECT_NE(file.find("Name=\"" + std::string(field) + "\""), std::string::npos) << field;
  }
  EXPECT_EQ(content(dir.path() / "out" / "plate.vtp"), content(dir.path() / "out" / "plate-2.vtp"));
  // A finding in words, in the table of the same run.
  EXPECT_NE(outcome.out.find("under 1 mm"), std::string::npos) << outcome.out;
}

TEST(AnalyzeFields, AFolderThatCannotBeMadeIsAMistakeInTheCommandLine) {
  const test::TempDir dir;
  const fs::path plate = write_plate(dir.path() / "plate.stl");
  EXPECT_EQ(test::run_program(test::printgauge_binary(),
                              {"analyze", "--fields", plate / "under_a_file", plate})
                .status,
            2);
}

}  // namespace
}  // namespace pg
