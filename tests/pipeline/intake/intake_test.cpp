#include <thread>

#include "tests/pipeline/intake/intake_fixture.hpp"

namespace pg {
namespace {

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

/// Ends the run when the first file is recorded and the other waits.
TEST_F(IntakeOnce, WhatWasQueuedBeforeAStopIsDoneAfterIt) {
  write(root_ / "case-1" / "a.stl", 1);
  write(root_ / "case-1" / "b.stl", 2);
  int stop[2];
  ASSERT_EQ(pipe2(stop, O_CLOEXEC), 0);
  IntakeOptions stopping = options();
  stopping.once = false;
  stopping.on_event = [&](const IntakeEvent& event) {
    if (event.kind != IntakeEvent::Kind::kRecorded) return;
    while (models("case-1").size() < 2) std::this_thread::sleep_for(1ms);
    EXPECT_EQ(::write(stop[1], "x", 1), 1);
  };
  {
    Intake intake(*store_, *SiteKey::load_or_create(folder_.path() / "state"), stopping);
    ASSERT_TRUE(intake.run(stop[0]));
  }
  close(stop[0]);
  close(stop[1]);
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

TEST_F(IntakeOnce, SeveralHandsRecordEachFileOnce) {
  constexpr int kFiles = 24;
  for (int i = 0; i < kFiles; ++i)  // each content in both cases
    write(root_ / ("case-" + std::to_string(i % 2)) / (std::to_string(i) + ".stl"), 1 + i / 2);
  IntakeOptions with = options();
  with.hands = 3;
  run(with);
  for (const char* id : {"case-0", "case-1"}) {
    EXPECT_EQ(models(id).size(), kFiles / 2u);
    for (const CaseModel& model : models(id)) EXPECT_EQ(model.status, ModelStatus::kOk);
    const auto history = *store_->history(id);
    EXPECT_EQ(std::count_if(history.begin(), history.end(),
                            [](const auto& change) { return change.what == "reading"; }),
              kFiles / 2);
  }
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

}  // namespace
}  // namespace pg
