#include "pipeline/intake/intake.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "pipeline/intake/guarded_file.hpp"
#include "testdata/shapes.hpp"
#include "tests/support/paths.hpp"

namespace pg {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

void write(const fs::path& path, double size) {
  fs::create_directories(path.parent_path());
  const std::vector<std::byte> bytes = shapes::as_binary_stl(shapes::box({size, size, size}));
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
}

class IntakeOnce : public testing::Test {
 protected:
  void SetUp() override {
    root_ = folder_.path() / "in";
    fs::create_directories(root_);
    fs::create_directories(folder_.path() / "state");
    auto opened = open_sqlite_store(folder_.path() / "state" / "record.sqlite", StoreMode::kCreate);
    ASSERT_TRUE(opened);
    store_ = std::move(*opened);
    ASSERT_EQ(pipe2(never_, O_CLOEXEC), 0);
  }
  void TearDown() override {
    close(never_[0]);
    close(never_[1]);
  }
  IntakeOptions options() {
    IntakeOptions options;
    options.worker->command = {test::printgauge_binary().string(), "worker"};
    options.root = root_;
    options.state = folder_.path() / "state";
    options.settle = 20ms;
    options.poll = 10ms;
    options.poll_only = true;
    options.once = true;
    return options;
  }
  IntakeSummary run(IntakeOptions with) {
    Intake intake(*store_, *SiteKey::load_or_create(folder_.path() / "state"), std::move(with));
    const Result<IntakeSummary> summary = intake.run(never_[0]);
    EXPECT_TRUE(summary) << (summary ? "" : summary.error().message);
    return summary ? *summary : IntakeSummary{};
  }
  IntakeSummary run() { return run(options()); }
  std::vector<CaseModel> models(const std::string& id, bool superseded = false) {
    return *store_->models(id, superseded);
  }

  test::TempDir folder_;
  fs::path root_;
  std::unique_ptr<Store> store_;
  int never_[2] = {-1, -1};
};

TEST_F(IntakeOnce, ASubFolderIsACaseAndDeeperFoldersBelongToIt) {
  write(root_ / "case-1" / "a.stl", 1);
  write(root_ / "case-1" / "deep" / "deeper" / "b.stl", 2);
  write(root_ / "case-2" / "c.STL", 3);
  write(root_ / "loose.stl", 4);
  EXPECT_EQ(run().recorded, 4u);
  EXPECT_EQ(models("case-1").size(), 2u);
  EXPECT_EQ(models("case-2").size(), 1u);
  EXPECT_EQ(models("unsorted").size(), 1u);
  EXPECT_EQ(store_->cases()->size(), 3u);
}

TEST_F(IntakeOnce, ASecondRunFindsNothingToDo) {
  write(root_ / "case-1" / "a.stl", 1);
  run();
  const std::size_t changes = store_->history("case-1")->size();
  const IntakeSummary second = run();
  EXPECT_EQ(second.recorded + second.refused + second.failed, 0u);
  EXPECT_EQ(store_->history("case-1")->size(), changes);
}

TEST_F(IntakeOnce, WhatIsNotAModelIsPassedOver) {
  write(root_ / "case-1" / ".a.stl.Xy12Ab", 1);
  write(root_ / "case-1" / "a.stl.part", 1);
  write(root_ / "case-1" / "notes.txt", 1);
  write(root_ / "case-1" / ".hidden" / "a.stl", 1);
  mkfifo((root_ / "pipe.stl").c_str(), 0600);
  fs::create_directory(root_ / "folder.stl");
  EXPECT_EQ(run().recorded, 0u);
  EXPECT_TRUE(store_->cases()->empty());
}

TEST_F(IntakeOnce, SymbolicLinksAreNotFollowed) {
  write(folder_.path() / "outside" / "a.stl", 1);
  fs::create_directory(root_ / "case-1");
  fs::create_symlink(folder_.path() / "outside" / "a.stl", root_ / "case-1" / "link.stl");
  fs::create_directory_symlink(folder_.path() / "outside", root_ / "case-2");
  EXPECT_EQ(run().recorded, 0u);
}

TEST_F(IntakeOnce, NamesInAnyBytes) {
  write(root_ / "case-1" / "\xff\xfe \n\x01.stl", 1);
  write(root_ / std::string("\xc3\x28-folder") / "a.stl", 2);
  EXPECT_EQ(run().recorded, 2u);
  EXPECT_EQ(models("case-1").size(), 1u);
  EXPECT_EQ(store_->cases()->size(), 2u);
}

TEST_F(IntakeOnce, ARefusedFileHasItsReasonAndDoesNotStopTheRest) {
  fs::create_directory(root_ / "case-1");
  std::ofstream(root_ / "case-1" / "a.stl") << "no model";
  write(root_ / "case-1" / "b.stl", 1);
  const IntakeSummary summary = run();
  EXPECT_EQ(summary.recorded, 1u);
  EXPECT_EQ(summary.refused, 1u);
  EXPECT_EQ(models("case-1")[0].status, ModelStatus::kRefused);
  EXPECT_FALSE(models("case-1")[0].reading.empty());
}

TEST_F(IntakeOnce, ReplacedContentSupersedes) {
  write(root_ / "case-1" / "a.stl", 1);
  run();
  write(root_ / "case-1" / "a.stl", 2);
  run();
  EXPECT_EQ(models("case-1").size(), 1u);
  EXPECT_EQ(models("case-1", true).size(), 2u);
  EXPECT_NE(models("case-1", true)[0].sha256, models("case-1", true)[1].sha256);
}

TEST_F(IntakeOnce, ContentChangedUnderItsOldTimeIsSeen) {
  write(root_ / "case-1" / "a.stl", 1);
  const auto old_time = fs::last_write_time(root_ / "case-1" / "a.stl");
  run();
  write(root_ / "case-1" / "a.stl", 2);  // same size
  fs::last_write_time(root_ / "case-1" / "a.stl", old_time);
  run();
  EXPECT_EQ(models("case-1", true).size(), 2u);
}

TEST_F(IntakeOnce, ARenamedFileIsStillOneModelAndADeletedOneStaysInTheRecord) {
  write(root_ / "case-1" / "a.stl", 1);
  run();
  fs::rename(root_ / "case-1" / "a.stl", root_ / "case-1" / "b.stl");
  run();
  EXPECT_EQ(models("case-1", true).size(), 1u);
  fs::remove(root_ / "case-1" / "b.stl");
  run();
  EXPECT_EQ(models("case-1").size(), 1u);
}

TEST_F(IntakeOnce, AnUnreadableFileIsRecordedAndTakenWhenItCanBeRead) {
  if (geteuid() == 0) GTEST_SKIP() << "SKIPPED: root can read everything";
  write(root_ / "case-1" / "a.stl", 1);
  fs::permissions(root_ / "case-1" / "a.stl", fs::perms::none);
  EXPECT_EQ(run().failed, 1u);
  EXPECT_EQ(models("case-1")[0].status, ModelStatus::kFailed);
  fs::permissions(root_ / "case-1" / "a.stl", fs::perms::owner_read);
  EXPECT_EQ(run().recorded, 1u);
  EXPECT_EQ(models("case-1").size(), 1u);
}

/// Ends the run as soon as the first file stands in the queue.
TEST_F(IntakeOnce, WhatWasQueuedBeforeAStopIsDoneAfterIt) {
  write(root_ / "case-1" / "a.stl", 1);
  write(root_ / "case-1" / "b.stl", 2);
  int stop[2];
  ASSERT_EQ(pipe2(stop, O_CLOEXEC), 0);
  IntakeOptions stopping = options();
  stopping.once = false;
  stopping.on_event = [&](const IntakeEvent& event) {
    if (event.kind == IntakeEvent::Kind::kQueued) {
      EXPECT_EQ(::write(stop[1], "x", 1), 1);
    }
  };
  {
    Intake intake(*store_, *SiteKey::load_or_create(folder_.path() / "state"), stopping);
    ASSERT_TRUE(intake.run(stop[0]));
  }
  close(stop[0]);
  close(stop[1]);
  // The one in hand is finished; the other waits.
  ASSERT_EQ(models("case-1").size(), 2u);
  EXPECT_EQ(models("case-1")[0].status, ModelStatus::kOk);
  EXPECT_EQ(models("case-1")[1].status, ModelStatus::kQueued);
  fs::remove(root_ / "case-1" / "b.stl");
  EXPECT_EQ(run().recorded, 0u);
  EXPECT_EQ(models("case-1")[1].status, ModelStatus::kFailed);
  EXPECT_FALSE(models("case-1")[1].error.empty());
  write(root_ / "case-1" / "b.stl", 2);
  EXPECT_EQ(run().recorded, 1u);
  EXPECT_EQ(models("case-1")[1].status, ModelStatus::kOk);
}

TEST_F(IntakeOnce, OtherUnitsAreAnotherReadingOfTheSameModel) {
  write(root_ / "case-1" / "a.stl", 1);
  run();
  IntakeOptions in_cm = options();
  in_cm.analyze.unit = LengthUnit::kCentimetre;
  EXPECT_EQ(run(in_cm).recorded, 1u);
  ASSERT_EQ(models("case-1", true).size(), 1u);
  const Result<Reading> reading = reading_from_json(models("case-1")[0].reading);
  ASSERT_TRUE(reading);
  EXPECT_EQ(reading->unit.value, "cm");
}

TEST_F(IntakeOnce, FilesAreNeverTouched) {
  write(root_ / "case-1" / "a.stl", 1);
  struct stat before {
  }, after{};
  ASSERT_EQ(stat((root_ / "case-1" / "a.stl").c_str(), &before), 0);
  run();
  ASSERT_EQ(stat((root_ / "case-1" / "a.stl").c_str(), &after), 0);
  EXPECT_EQ(signature_of(before), signature_of(after));
  EXPECT_EQ(std::distance(fs::recursive_directory_iterator(root_), {}), 2);
}

TEST_F(IntakeOnce, ASecondWatcherOfTheSameFolderIsRefused) {
  int stop[2];
  ASSERT_EQ(pipe2(stop, O_CLOEXEC), 0);
  const SiteKey key = *SiteKey::load_or_create(folder_.path() / "state");
  IntakeOptions first_options = options();
  bool checked = false;
  first_options.on_event = [&](const IntakeEvent& event) {
    if (event.kind != IntakeEvent::Kind::kStarted) return;
    Intake second(*store_, key, options());
    const auto refused = second.run(never_[0]);
    EXPECT_FALSE(refused);
    checked = true;
  };
  Intake first(*store_, key, first_options);
  EXPECT_TRUE(first.run(stop[0]));
  EXPECT_TRUE(checked);
  close(stop[0]);
  close(stop[1]);
}

TEST_F(IntakeOnce, AMissingFolderIsAnErrorWithoutItsName) {
  IntakeOptions missing = options();
  missing.root = folder_.path() / "Mueller";
  Intake intake(*store_, *SiteKey::load_or_create(folder_.path() / "state"), missing);
  const auto refused = intake.run(never_[0]);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kUnreadable);
  EXPECT_EQ(refused.error().message.find("Mueller"), std::string::npos);
}

TEST_F(IntakeOnce, AnotherSiteKeyIsRefusedBeforeAnythingIsRecorded) {
  write(root_ / "case-1" / "a.stl", 1);
  run();
  Intake intake(*store_, SiteKey(SiteKey::Bytes{1}), options());
  EXPECT_FALSE(intake.run(never_[0]));
  EXPECT_EQ(models("case-1", true).size(), 1u);
}

TEST(GuardedFile, RefusesLinksAnywhereInThePath) {
  const test::TempDir folder;
  write(folder.path() / "real" / "a.stl", 1);
  fs::create_directory_symlink(folder.path() / "real", folder.path() / "link");
  fs::create_symlink("a.stl", folder.path() / "real" / "b.stl");
  const int root = open(folder.path().c_str(), O_RDONLY | O_DIRECTORY);
  EXPECT_TRUE(GuardedFile::open_beneath(root, "real/a.stl"));
  EXPECT_FALSE(GuardedFile::open_beneath(root, "link/a.stl"));
  EXPECT_FALSE(GuardedFile::open_beneath(root, "real/b.stl"));
  EXPECT_FALSE(GuardedFile::open_beneath(root, "real"));
  close(root);
}

TEST(GuardedFile, HashesTheBytes) {
  const test::TempDir folder;
  std::ofstream(folder.path() / "abc") << "abc";
  const int root = open(folder.path().c_str(), O_RDONLY | O_DIRECTORY);
  // FIPS 180-2, appendix B.1.
  EXPECT_EQ(*GuardedFile::open_beneath(root, "abc")->sha256(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  close(root);
}

TEST(FolderEvents, WakesForWhatHappensInWatchedFolders) {
  const test::TempDir folder;
  fs::create_directory(folder.path() / "case-1");
  FolderEvents events(folder.path());
  if (events.descriptor() < 0) GTEST_SKIP() << "SKIPPED: no inotify here";
  EXPECT_TRUE(events.watch({"", "case-1"}));
  EXPECT_FALSE(events.drain().changed);
  write(folder.path() / "case-1" / "a.stl", 1);
  EXPECT_TRUE(events.drain().changed);
  fs::create_directory(folder.path() / "case-2");
  EXPECT_TRUE(events.drain().changed);
  EXPECT_TRUE(events.watch({"", "case-2"}));
  events.drain();
  fs::remove(folder.path() / "case-1" / "a.stl");  // no longer watched
  EXPECT_FALSE(events.drain().changed);
}

}  // namespace
}  // namespace pg
