// The Debian package, made anew from this build, and what it holds.

#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "tests/support/paths.hpp"
#include "tests/support/run.hpp"

namespace pg {
namespace {

namespace fs = std::filesystem;

std::string tool(const char* name) {
  const auto found = test::run_program("sh", {"-c", std::string("command -v ") + name});
  return found.status == 0 ? found.out.substr(0, found.out.find('\n')) : "";
}

class Package : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    for (const char* name : {"cpack", "dpkg-deb", "dpkg-shlibdeps", "gzip"})
      if (tool(name).empty()) return;
    folder_ = new test::TempDir;
    const std::string build = test::printgauge_binary().parent_path().string();
    const auto man = test::run_program("cmake", {"--build", build, "--target", "man_page"});
    const auto made = test::run_program(
        "cpack", {"--config", build + "/CPackConfig.cmake", "-B", folder_->path().string()});
    problem_ = man.out + man.err + made.out + made.err;
    for (const auto& entry : fs::directory_iterator(folder_->path()))
      if (entry.path().extension() == ".deb") file_ = entry.path().string();
  }
  static void TearDownTestSuite() {
    delete folder_;
    folder_ = nullptr;
  }
  void SetUp() override {
    if (folder_ == nullptr)
      GTEST_SKIP() << "SKIPPED: needs cpack, dpkg-deb, dpkg-shlibdeps and gzip (./dev package)";
    ASSERT_FALSE(file_.empty()) << problem_;
  }
  static std::string field(const char* name) {
    const std::string out = test::run_program("dpkg-deb", {"-f", file_, name}).out;
    return out.substr(0, out.find('\n'));
  }
  /// The package's files, in a folder.
  static fs::path unpacked() {
    const fs::path root = folder_->path() / "root";
    if (!fs::exists(root)) {
      EXPECT_EQ(test::run_program("dpkg-deb", {"-x", file_, root.string()}).status, 0);
    }
    return root;
  }
  static test::TempDir* folder_;
  static std::string file_;
  static std::string problem_;
};
test::TempDir* Package::folder_ = nullptr;
std::string Package::file_;
std::string Package::problem_;

std::string slurp(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST_F(Package, HoldsWhatItShouldAndNothingElse) {
  const auto listed = test::run_program("dpkg-deb", {"-c", file_});
  std::istringstream lines(listed.out);
  std::set<std::string> files;
  static const std::regex row("([-dl])([rwxs-]{9}) root/root +\\d+ \\S+ \\S+ \\.(/\\S*).*");
  for (std::string line; std::getline(lines, line);) {
    std::smatch found;
    ASSERT_TRUE(std::regex_match(line, found, row)) << line;  // all of it belongs to root
    EXPECT_EQ(found[2].str().find('s'), std::string::npos) << line;
    EXPECT_EQ(found[2].str()[7], '-') << line << ": others may write it";
    if (found[1] != "d") files.insert(found[3]);
  }
  // The page, where it was built; named by its content.
  const fs::path built = test::printgauge_binary().parent_path() / "web";
  for (auto file = files.begin(); file != files.end();)
    file = file->starts_with("/usr/share/printgauge/web/") &&
                   fs::is_regular_file(built / file->substr(sizeof "/usr/share/printgauge/web"))
               ? files.erase(file)
               : std::next(file);
  std::set<std::string> expected = {
      "/usr/bin/printgauge",
      "/usr/share/man/man1/printgauge.1.gz",
      "/usr/share/printgauge/slicer/PrintgaugeMeasure",
      "/usr/share/doc/printgauge/copyright",
      "/usr/share/doc/printgauge/CHANGELOG.md",
      "/usr/share/doc/printgauge/watch.md",
      "/usr/share/doc/printgauge/install.md",
      "/usr/lib/sysusers.d/printgauge.conf",
      "/lib/systemd/system/printgauge.service",
      "/etc/printgauge/printgauge.toml"};
#ifdef PG_PYTHON_MODULE
  expected.insert("/usr/lib/python3/dist-packages/printgauge.pyi");
  expected.insert(std::string("/usr/lib/python3/dist-packages/") + PG_PYTHON_MODULE);
#endif
  EXPECT_EQ(files, expected);
}

TEST_F(Package, SaysWhatItIsAndWhatItNeeds) {
  EXPECT_EQ(field("Package"), "printgauge");
  const auto version = test::run_program(test::printgauge_binary(), {"version"}).out;
  EXPECT_NE(version.find(field("Version")), std::string::npos);
  for (const char* library : {"libc6", "libpqxx", "libsqlite3-0", "libseccomp2", "fonts-dejavu-core"})
    EXPECT_NE(field("Depends").find(library), std::string::npos) << field("Depends");
  const auto kept = test::run_program("dpkg-deb", {"-I", file_, "conffiles"});
  EXPECT_EQ(kept.out, "/etc/printgauge/printgauge.toml\n");
}

TEST_F(Package, TheProgramInItRunsAndTakesItsSettings) {
  const std::string program = unpacked() / "usr/bin/printgauge";
  EXPECT_EQ(test::run_program(program, {"version"}).status, 0);
  const auto shown = test::run_program(
      program, {"--config", unpacked() / "etc/printgauge/printgauge.toml", "config"});
  EXPECT_EQ(shown.status, 0) << shown.err;
  EXPECT_NE(shown.out.find("dir = \"/srv/printgauge\""), std::string::npos) << shown.out;
}

TEST_F(Package, TheManPageIsOne) {
  const auto page = test::run_program(
      "gzip", {"-dc", unpacked() / "usr/share/man/man1/printgauge.1.gz"});
  EXPECT_NE(page.out.find(".TH PRINTGAUGE 1"), std::string::npos);
  if (tool("man").empty()) GTEST_SKIP() << "SKIPPED: needs man";
  const fs::path plain = folder_->path() / "printgauge.1";
  std::ofstream(plain) << page.out;
  const auto shown = test::run_program("man", {"--warnings", "-E", "UTF-8", "-l", plain.string()},
                                       {"MANROFFSEQ=", "MANPAGER=cat", "MANWIDTH=80"});
  EXPECT_EQ(shown.err, "");
  EXPECT_NE(shown.out.find("--settle"), std::string::npos);
}

TEST_F(Package, TheServicePassesSystemdsOwnChecksAndIsHardened) {
  if (tool("systemd-analyze").empty()) GTEST_SKIP() << "SKIPPED: needs systemd-analyze";
  std::string unit = slurp(unpacked() / "lib/systemd/system/printgauge.service");
  // Verified where the program is, not where it will be; man pages are not looked up.
  const std::string place = "/usr/bin/printgauge";
  unit.replace(unit.find(place), place.size(), (unpacked() / "usr/bin/printgauge").string());
  unit.erase(unit.find("Documentation="), unit.find('\n', unit.find("Documentation=")) -
                                              unit.find("Documentation="));
  const fs::path file = folder_->path() / "printgauge.service";
  std::ofstream(file) << unit;
  const auto verified = test::run_program("systemd-analyze", {"verify", file.string()});
  EXPECT_EQ(verified.status, 0) << verified.err;
  EXPECT_EQ(verified.err.find("printgauge.service:"), std::string::npos) << verified.err;
  const auto scored = test::run_program(
      "systemd-analyze", {"security", "--offline=yes", "--threshold=19", file.string()});
  // The threshold counts in tenths: over 1.9 is a failure.
  EXPECT_EQ(scored.status, 0) << scored.out;
}

}  // namespace
}  // namespace pg
