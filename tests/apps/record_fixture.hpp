#pragma once
/// A record made by `watch --once`, and the commands that look into it, as a person calls them.

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>

#include "pipeline/record/store.hpp"
#include "testdata/shapes.hpp"
#include "tests/support/paths.hpp"

namespace pg {
namespace {  // the name Record is taken outside

using Json = nlohmann::json;

struct Said {
  int status = -1;
  std::string out;
};

class Record : public testing::Test {
 protected:
  Said call(const std::string& arguments, const std::string& streams = "2>/dev/null") {
    const std::string line = "PRINTGAUGE_STORE='" + (folder_.path() / "record.sqlite").string() +
                             "' '" + test::printgauge_binary().string() + "' " + arguments + " " +
                             streams;
    Said said;
    FILE* const pipe = popen(line.c_str(), "r");
    std::array<char, 4096> piece{};
    while (const std::size_t got = std::fread(piece.data(), 1, piece.size(), pipe))
      said.out.append(piece.data(), got);
    const int status = pclose(pipe);
    said.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return said;
  }
  void drop(const std::string& name, const TriMesh& mesh) {
    const auto path = folder_.path() / "in" / name;
    std::filesystem::create_directories(path.parent_path());
    const std::vector<std::byte> bytes = shapes::as_binary_stl(mesh);
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
  }
  void record() {
    EXPECT_EQ(call("watch '" + (folder_.path() / "in").string() +
                   "' --once --settle 0.05 --scan-every 0.05")
                  .status,
              0);
  }
  test::TempDir folder_;
};

}  // namespace
}  // namespace pg
