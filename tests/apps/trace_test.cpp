// Whatever a file says, printgauge opens that file and the system's libraries and nothing else:
// shown by tracing the system calls of the real binary.

#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <sstream>

#include "tests/support/dicom_file.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/run.hpp"
#include "tests/support/threemf_package.hpp"

namespace pg {
namespace {

namespace fs = std::filesystem;

const std::string kTriangle = "v 0 0 0\nv 20 0 0\nv 0 20 0\nusemtl m\nf 1 2 3\n";
const std::string kModel =
    "<model xmlns='http://schemas.microsoft.com/3dmanufacturing/core/2015/02'><resources>"
    "<object id='1'><mesh><vertices><vertex x='0' y='0' z='0'/><vertex x='9' y='0' z='0'/>"
    "<vertex x='0' y='9' z='0'/></vertices><triangles><triangle v1='0' v2='1' v3='2'/></triangles>"
    "</mesh></object></resources><build><item objectid='1'/></build></model>";

/// Paths that a program of this kind may open on its own: libraries, what threads and memory ask
/// the kernel for, and what the TLS library of the PostgreSQL client looks for as it is loaded.
bool is_systems(const std::string& path) {
  static const std::regex allowed(
      "/etc/ld\\.so\\.(cache|preload)|(/usr)?/lib(64|32)?(/.*)?|/proc/.*|/sys/.*|/dev/null|"
      "/usr/share/(locale|zoneinfo)/.*|/etc/localtime|/etc/gnutls/config");
  return std::regex_match(path, allowed);
}

class Trace : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto probe = test::run_program("strace", {"-f", "-e", "trace=%file", "true"});
    if (probe.status != 0)
      GTEST_SKIP() << "SKIPPED: needs strace, and the permission to trace (ptrace)";
  }

  /// Every path the binary touches while it analyzes the file, and its network calls.
  std::vector<std::string> touched(const std::string& name, std::string_view content) {
    const fs::path file = dir_.path() / name;
    std::ofstream(file, std::ios::binary)
        .write(content.data(), static_cast<std::streamsize>(content.size()));
    const fs::path log = dir_.path() / "trace.log";
    const auto outcome = test::run_program(
        "strace", {"-f", "-s", "4096", "-e", "trace=%file,%network", "-o", log.string(),
                   test::printgauge_binary().string(), "analyze", "--json", file.string()});
    EXPECT_LE(outcome.status, 1) << outcome.err;
    EXPECT_EQ(outcome.out.empty(), false);
    std::ifstream in(log);
    static const std::regex quoted("\"([^\"]*)\"");
    static const std::regex call("^\\d+ +(execve|socket|connect|sendto|getcwd)\\(.*");
    std::vector<std::string> paths;
    bool opened = false;
    for (std::string line; std::getline(in, line);) {
      EXPECT_EQ(line.find("passwd"), std::string::npos) << line;
      EXPECT_EQ(line.find("secret"), std::string::npos) << line;
      std::smatch found;
      if (std::regex_match(line, found, call)) {
        if (found[1] != "execve" && found[1] != "getcwd") paths.push_back(line);
        continue;
      }
      if (!std::regex_search(line, found, quoted)) continue;
      const std::string path = found[1];
      opened = opened || path == file.string();
      if (path.empty() || path == file.string()) continue;  // "": of an open descriptor
      if (!is_systems(path)) paths.push_back(line);
    }
    EXPECT_TRUE(opened) << "the trace saw nothing";
    return paths;
  }
  void expect_alone(const std::string& name, std::string_view content) {
    for (const std::string& line : touched(name, content)) ADD_FAILURE() << name << ": " << line;
  }
  static std::string package(const std::string& model, const std::string& relationships) {
    const auto bytes = test::packed(model, false, relationships);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }

  test::TempDir dir_;
};

TEST_F(Trace, MaterialLibrariesOfAnObjAreNeverOpened) {
  std::ofstream(dir_.path() / "secret.mtl") << "newmtl m\nmap_Kd secret.png\n";
  expect_alone("a.obj",
               "mtllib ../../etc/passwd\nmtllib /etc/passwd\nmtllib secret.mtl\n" + kTriangle);
}

TEST_F(Trace, EntitiesAndRelationshipsOfA3mfAreNeverFollowed) {
  const std::string relationships(test::kRelationships);
  const auto with = [&](const std::string& more) {
    std::string text = relationships;
    return text.insert(text.find("</Relationships>"), more);
  };
  expect_alone("entity.3mf",
               package("<!DOCTYPE model [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>" + kModel,
                       relationships));
  expect_alone("include.3mf",
               package("<?xml-stylesheet href='file:///etc/passwd'?>" + kModel, relationships));
  expect_alone("external.3mf",
               package(kModel, with("<Relationship Id='x' TargetMode='External' "
                                    "Target='file:///etc/passwd' Type='http://example.org/t'/>")));
  expect_alone("upward.3mf",
               package(kModel, with("<Relationship Id='x' Target='../../../etc/passwd' "
                                    "Type='http://example.org/t'/>")));
  expect_alone("remote.3mf",
               package(kModel, with("<Relationship Id='x' TargetMode='External' "
                                    "Target='http://127.0.0.1:9/secret' Type='http://e.org/t'/>")));
}

TEST_F(Trace, StlPlyAndDicomNeedNothingElse) {
  expect_alone(
      "a.ply",
      "ply\nformat ascii 1.0\ncomment TextureFile secret.png\nelement vertex 3\nproperty "
      "float x\nproperty float y\nproperty float z\nelement face 1\nproperty list uchar int "
      "vertex_indices\nend_header\n0 0 0\n9 0 0\n0 9 0\n3 0 1 2\n");
  expect_alone("a.dcm", test::DicomWriter{}.encapsulate(test::kEncapsulatedObj, "mm",
                                                        "mtllib /etc/passwd\n" + kTriangle));
}

}  // namespace
}  // namespace pg
