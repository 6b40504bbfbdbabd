// Recorded files move into the archive: whole, under their path, over nothing.

#include "pipeline/intake/file_archive.hpp"

#include <algorithm>
#include <thread>

#include "pipeline/intake/guarded_file.hpp"
#include "tests/pipeline/intake/intake_fixture.hpp"

namespace pg {
namespace {

std::string slurp(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// A folder on another file system than the temporary files; none: there is no such place here.
class Elsewhere {
 public:
  Elsewhere() {
    struct stat here {}, there {};
    if (stat(fs::temp_directory_path().c_str(), &here) != 0 || stat("/dev/shm", &there) != 0 ||
        here.st_dev == there.st_dev)
      return;
    std::string name = "/dev/shm/printgauge-XXXXXX";
    if (mkdtemp(name.data()) != nullptr) path = name;
  }
  ~Elsewhere() {
    std::error_code ignored;
    if (!path.empty()) fs::remove_all(path, ignored);
  }
  Elsewhere(const Elsewhere&) = delete;
  Elsewhere& operator=(const Elsewhere&) = delete;
  fs::path path;
};

/// On the same file system as the watched folder, and on another one.
class Archive : public IntakeOnce, public testing::WithParamInterface<bool> {
 protected:
  void SetUp() override {
    IntakeOnce::SetUp();
    archive_ = folder_.path() / "archive";
    if (!GetParam()) return;
    if (elsewhere_.path.empty())
      GTEST_SKIP() << "SKIPPED: needs /dev/shm on another file system than the temporary files";
    archive_ = elsewhere_.path / "archive";
  }
  IntakeOptions archiving() {
    IntakeOptions with = options();
    with.archive = archive_;
    with.analyze.only = *Selection::of(std::vector<std::string>{"size"});
    return with;
  }
  /// All files of a folder, by their paths in it.
  static std::vector<std::string> files(const fs::path& folder) {
    std::vector<std::string> all;
    if (fs::exists(folder))
      for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (entry.is_regular_file()) all.push_back(entry.path().lexically_relative(folder));
    std::sort(all.begin(), all.end());
    return all;
  }
  using Names = std::vector<std::string>;

  Elsewhere elsewhere_;
  fs::path archive_;
};

TEST_P(Archive, ARecordedFileMovesUnderItsPathAndTheRecordStaysAsItWas) {
  write(root_ / "case-1" / "deep" / "a.stl", 2);
  const std::string bytes = slurp(root_ / "case-1" / "deep" / "a.stl");
  fs::last_write_time(root_ / "case-1" / "deep" / "a.stl",
                      fs::file_time_type::clock::now() - std::chrono::hours(24 * 30));
  const auto time = fs::last_write_time(root_ / "case-1" / "deep" / "a.stl");
  EXPECT_EQ(run(archiving()).recorded, 1u);
  EXPECT_EQ(files(root_), Names());
  ASSERT_EQ(files(archive_), Names({"case-1/deep/a.stl"}));
  EXPECT_EQ(slurp(archive_ / "case-1/deep/a.stl"), bytes);
  EXPECT_EQ(fs::last_write_time(archive_ / "case-1/deep/a.stl"), time);
  EXPECT_EQ(models("case-1").size(), 1u);
  const std::size_t changes = store_->history("case-1")->size();
  run(archiving());
  EXPECT_EQ(store_->history("case-1")->size(), changes);
}

TEST_P(Archive, WhatIsRefusedAndWhatIsNoModelStays) {
  fs::create_directories(root_ / "case-1");
  std::ofstream(root_ / "case-1" / "bad.stl") << "no model";
  std::ofstream(root_ / "case-1" / "notes.txt") << "notes";
  std::ofstream(root_ / "case-1" / "case.json") << R"({"schema":"printgauge.case-file/1"})";
  write(root_ / "case-1" / "good.stl", 2);
  EXPECT_EQ(run(archiving()).refused, 1u);
  EXPECT_EQ(files(root_), Names({"case-1/bad.stl", "case-1/case.json", "case-1/notes.txt"}));
  EXPECT_EQ(files(archive_), Names({"case-1/good.stl"}));
}

TEST_P(Archive, FilesRecordedBeforeTheOptionWasGivenAndCopiesMoveToo) {
  write(root_ / "case-1" / "a.stl", 2);
  EXPECT_EQ(run([&] { auto with = archiving(); with.archive.clear(); return with; }()).recorded, 1u);
  write(root_ / "case-1" / "copy.stl", 2);
  write(root_ / "case-2" / "b.stl", 3);
  write(root_ / "case-2" / "copy of b.stl", 3);
  EXPECT_EQ(run(archiving()).recorded, 2u);  // the copy of what was known, and b with its copy
  EXPECT_EQ(models("case-1").size(), 2u);
  EXPECT_EQ(models("case-2").size(), 2u);
  EXPECT_EQ(files(root_), Names());
  EXPECT_EQ(files(archive_).size(), 4u);
}

TEST_P(Archive, NothingIsOverwritten) {
  write(root_ / "case-1" / "a.stl", 2);
  run(archiving());
  const std::string first = slurp(archive_ / "case-1/a.stl");
  write(root_ / "case-1" / "a.stl", 3);  // another export under the same name
  const std::string second = slurp(root_ / "case-1" / "a.stl");
  run(archiving());
  write(root_ / "case-1" / "a.stl", 3);  // and dropped once more
  run(archiving());
  EXPECT_EQ(files(root_), Names());
  EXPECT_EQ(files(archive_), Names({"case-1/a (2).stl", "case-1/a.stl"}));
  EXPECT_EQ(slurp(archive_ / "case-1/a.stl"), first);
  EXPECT_EQ(slurp(archive_ / "case-1/a (2).stl"), second);
  EXPECT_EQ(models("case-1").size(), 1u);  // a name's newer content supersedes the earlier one
  EXPECT_EQ(models("case-1", true).size(), 2u);
}

TEST_P(Archive, AFileThatSomebodyWritesOrThatChangedStays) {
  write(root_ / "case-1" / "a.stl", 2);
  const FileArchive archive(root_, archive_);
  ASSERT_TRUE(archive.prepare());
  const auto recorded = [&] {
    const Result<GuardedFile> file = GuardedFile::open_in(root_, "case-1/a.stl");
    return std::pair(*file->sha256(), file->signature());
  };
  const auto [sha256, before] = recorded();
  {
    std::ofstream writer(root_ / "case-1" / "a.stl", std::ios::app);
    EXPECT_FALSE(*archive.put_away("case-1/a.stl", sha256, before));
    writer << "more";
  }
  EXPECT_FALSE(*archive.put_away("case-1/a.stl", sha256, before));  // not what was recorded
  EXPECT_FALSE(*archive.put_away("case-1/gone.stl", sha256, before));
  EXPECT_EQ(files(archive_), Names());
  const auto [digest, now] = recorded();
  EXPECT_TRUE(*archive.put_away("case-1/a.stl", digest, now));
  EXPECT_EQ(files(archive_), Names({"case-1/a.stl"}));
}

TEST_P(Archive, ACopyThatWasCutShortIsTakenUpAgain) {
  write(root_ / "case-1" / "a.stl", 2);
  const std::string bytes = slurp(root_ / "case-1" / "a.stl");
  const std::string sha256 = *GuardedFile::open_in(root_, "case-1/a.stl")->sha256();
  fs::create_directories(archive_ / "case-1");
  std::ofstream(archive_ / "case-1" / (".printgauge-" + sha256.substr(0, 32) + ".part"))
      << std::string(100'000, 'x');
  run(archiving());
  EXPECT_EQ(slurp(archive_ / "case-1/a.stl"), bytes);
  if (GetParam()) {
    EXPECT_EQ(files(archive_), Names({"case-1/a.stl"}));
  }
}

TEST_P(Archive, TwoWatchersOfOneFolderMoveEachFileOnce) {
  // As two machines on one record would, at the same moment.
  Names expected;
  for (int i = 0; i < 50; ++i) {
    write(root_ / "case-1" / (std::to_string(i) + ".stl"), 1 + 0.1 * i);
    expected.push_back("case-1/" + std::to_string(i) + ".stl");
  }
  std::sort(expected.begin(), expected.end());
  std::map<std::string, std::pair<std::string, FileSignature>> recorded;
  for (const std::string& relative : expected) {
    const Result<GuardedFile> file = GuardedFile::open_in(root_, relative);
    recorded[relative] = {*file->sha256(), file->signature()};
  }
  const FileArchive archive(root_, archive_);
  ASSERT_TRUE(archive.prepare());
  const auto move_all = [&] {
    for (const auto& [relative, known] : recorded)
      EXPECT_TRUE(archive.put_away(relative, known.first, known.second));
  };
  std::thread other(move_all);
  move_all();
  other.join();
  move_all();  // what both left to each other
  EXPECT_EQ(files(root_), Names());
  EXPECT_EQ(files(archive_), expected);
}

INSTANTIATE_TEST_SUITE_P(Places, Archive, testing::Bool(),
                         [](const testing::TestParamInfo<bool>& other) {
                           return std::string(other.param ? "OtherFileSystem" : "SameFileSystem");
                         });

TEST_F(IntakeOnce, AnArchiveInTheWatchedFolderOrAroundItIsRefused) {
  for (const fs::path& place : {root_ / "archive", folder_.path()}) {
    IntakeOptions with = options();
    with.archive = place;
    Intake intake(*store_, *SiteKey::load_or_create(folder_.path() / "state"), with);
    const auto refused = intake.run(never_[0]);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("--archive"), std::string::npos);
  }
}

}  // namespace
}  // namespace pg
