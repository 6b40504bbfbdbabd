// Files over which the sandboxed worker dies, among others.

#include <algorithm>

#include "tests/pipeline/intake/intake_fixture.hpp"

namespace pg {
namespace {

/// A worker whose analysis does what the file says (tests/pipeline/worker/misbehaving_worker.cpp):
/// its readings have no hash, so that well-behaved files count as changed here.
class WorkerDeaths : public IntakeOnce {
 protected:
  IntakeOptions misbehaving() {
    IntakeOptions with = options();
    with.worker->command = {PG_MISBEHAVING_WORKER};
    with.on_event = [this](const IntakeEvent& event) { events_.push_back(event.kind); };
    return with;
  }
  void deed(const std::string& name, const char* what) {
    fs::create_directories(root_ / "case-1");
    std::ofstream(root_ / "case-1" / name) << what;
  }
  [[nodiscard]] auto count(IntakeEvent::Kind kind) const {
    return std::count(events_.begin(), events_.end(), kind);
  }
  std::vector<IntakeEvent::Kind> events_;
};

TEST_F(WorkerDeaths, APoisonFileIsLeftAsideAfterThreeTriesAndTheReasonIsRecorded) {
  deed("a.stl", "crash");
  EXPECT_EQ(run(misbehaving()).failed, 1u);
  EXPECT_EQ(count(IntakeEvent::Kind::kAgain), kTriesMax - 1);
  const CaseModel model = models("case-1").front();
  EXPECT_EQ(model.status, ModelStatus::kFailed);
  EXPECT_NE(model.error.find("crashed"), std::string::npos) << model.error;
  EXPECT_NE(model.error.find("3 times"), std::string::npos) << model.error;
  events_.clear();
  EXPECT_EQ(run(misbehaving()).failed, 0u);  // until it changes
  EXPECT_EQ(count(IntakeEvent::Kind::kAgain), 0);
}

TEST_F(WorkerDeaths, WhatTheSandboxForbidsIsRecordedWithThatReason) {
  for (const char* what : {"open", "socket", "execve", "ptrace"})
    deed(std::string(what) + ".stl", what);
  EXPECT_EQ(run(misbehaving()).failed, 4u);
  for (const CaseModel& model : models("case-1"))
    EXPECT_NE(model.error.find("sandbox forbids"), std::string::npos) << model.error;
}

TEST_F(WorkerDeaths, APoisonFileLetsTheOthersPassFirst) {
  // Dropped first, so queued first: each of its later tries comes after the files that wait.
  deed("a.stl", "crash");
  for (const char* name : {"b.stl", "c.stl", "d.stl"}) deed(name, name);
  IntakeOptions with = misbehaving();
  // The others are measured by a deed that leaves no hash; what matters is their turn.
  with.settle = 0ms;
  int stop[2];
  ASSERT_EQ(pipe2(stop, O_CLOEXEC), 0);
  with.once = false;
  std::vector<std::string> claimed;
  with.on_event = [&](const IntakeEvent& event) {
    if (event.kind == IntakeEvent::Kind::kAgain) claimed.emplace_back("poison");
    if (event.kind == IntakeEvent::Kind::kChanged) claimed.emplace_back("other");
    if (claimed.size() == 4 || event.kind == IntakeEvent::Kind::kFailed) {
      EXPECT_EQ(::write(stop[1], "x", 1), 1);
    }
  };
  Intake intake(*store_, *SiteKey::load_or_create(folder_.path() / "state"), with);
  ASSERT_TRUE(intake.run(stop[0]));
  close(stop[0]);
  close(stop[1]);
  ASSERT_GE(claimed.size(), 4u);
  EXPECT_EQ(std::count(claimed.begin(), claimed.begin() + 4, "poison"), 1);
}

TEST_F(WorkerDeaths, AFileThatTakesLongHoldsUpOneHandOnly) {
  deed("a.stl", "sleep");
  for (const char* name : {"b.stl", "c.stl", "d.stl"}) deed(name, name);
  IntakeOptions with = misbehaving();
  with.hands = 2;
  with.worker->time = std::chrono::seconds(3);
  with.once = false;
  int stop[2];
  ASSERT_EQ(pipe2(stop, O_CLOEXEC), 0);
  int before_the_long_one = 0;
  bool done = false;
  with.on_event = [&](const IntakeEvent& event) {  // one event at a time
    if (event.kind == IntakeEvent::Kind::kChanged && !done) ++before_the_long_one;
    if (event.kind != IntakeEvent::Kind::kFailed) return;
    done = true;  // stopped after its three seconds
    EXPECT_EQ(::write(stop[1], "x", 1), 1);
  };
  Intake intake(*store_, *SiteKey::load_or_create(folder_.path() / "state"), with);
  ASSERT_TRUE(intake.run(stop[0]));
  close(stop[0]);
  close(stop[1]);
  EXPECT_GE(before_the_long_one, 3);
}

TEST_F(WorkerDeaths, AFailedFileIsTakenUpWhenAPersonAsks) {
  deed("a.stl", "crash");
  run(misbehaving());
  write(root_ / "case-1" / "b.stl", 1);
  ASSERT_EQ(*store_->retry({}, stamp_now("test")), 1u);
  const IntakeSummary summary = run();
  EXPECT_EQ(summary.recorded, 1u);
  EXPECT_EQ(summary.refused, 1u);  // "crash" is no model
}

}  // namespace
}  // namespace pg
