#pragma once
/// A small archive of models, and printgauge run over it.

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "testdata/shapes.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/run.hpp"

namespace pg {

inline std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

inline std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

inline void write_file(const std::filesystem::path& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

inline std::string stl_of_sphere(double radius_mm, int triangles) {
  const auto bytes = shapes::as_binary_stl(shapes::sphere(radius_mm, triangles));
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// 40 spheres in four folders, and one file that is no model.
class BatchFiles : public ::testing::Test {
 protected:
  void SetUp() override {
    for (int i = 0; i < 40; ++i) {
      const std::filesystem::path folder = models() / ("folder-" + std::to_string(i % 4));
      std::filesystem::create_directories(folder);
      write_file(folder / ("m" + std::to_string(i) + ".stl"), stl_of_sphere(10 + i, 100 + 200 * i));
    }
    write_file(models() / "folder-0" / "broken, \"quoted\".stl", "nothing");
    write_file(models() / "folder-0" / "readme.txt", "not a model");
  }
  [[nodiscard]] std::filesystem::path models() const { return dir_.path() / "models"; }
  [[nodiscard]] std::filesystem::path out(const std::string& name) const {
    return dir_.path() / name;
  }
  [[nodiscard]] static test::Outcome run(const std::vector<std::string>& arguments,
                                         const std::string& input = {}) {
    return test::run_program(test::printgauge_binary(), arguments, {}, input);
  }

 private:
  test::TempDir dir_;
};

}  // namespace pg
