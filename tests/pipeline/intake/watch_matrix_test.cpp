// The ways in which files come into a watched folder, one test each. Those that need a program of
// its own (kills, restarts) are in tests/apps.

#include <algorithm>
#include <functional>
#include <mutex>
#include <thread>

#include "tests/pipeline/intake/intake_fixture.hpp"

namespace pg {
namespace {

std::string box_bytes(double size) {
  const std::vector<std::byte> bytes = shapes::as_binary_stl(shapes::box({size, size, size}));
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void append(const fs::path& path, std::string_view bytes) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary | std::ios::app)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

/// The watcher runs beside the test until it has heard what it waits for, or is told to stop.
class WatchMatrix : public IntakeOnce {
 protected:
  void begin(IntakeOptions with) {
    with.once = false;
    with.settle = 150ms;
    with.poll = 50ms;
    with.on_event = [this](const IntakeEvent& event) {
      const std::lock_guard lock(mutex_);
      events_.push_back(event);
    };
    ASSERT_EQ(pipe2(stop_, O_CLOEXEC), 0);
    watcher_ = std::thread([this, with] {
      Intake intake(*store_, *SiteKey::load_or_create(folder_.path() / "state"), with);
      EXPECT_TRUE(intake.run(stop_[0]));
    });
  }
  void end() {
    if (!watcher_.joinable()) return;
    EXPECT_EQ(::write(stop_[1], "x", 1), 1);
    watcher_.join();
    close(stop_[0]);
    close(stop_[1]);
  }
  void TearDown() override {
    end();
    IntakeOnce::TearDown();
  }
  /// Room for a machine that is busy with other things: the waits end as soon as it is so.
  bool until(const std::function<bool()>& so, std::chrono::seconds limit = 120s) {
    const auto last = std::chrono::steady_clock::now() + limit;
    while (std::chrono::steady_clock::now() < last) {
      if (so()) return true;
      std::this_thread::sleep_for(10ms);
    }
    return false;
  }
  bool until_ok(std::size_t count) {
    return until([&] {
      const auto all = models("case-1");
      return static_cast<std::size_t>(
                 std::count_if(all.begin(), all.end(), [](const CaseModel& model) {
                   return model.status == ModelStatus::kOk;
                 })) == count;
    });
  }
  std::ptrdiff_t heard(IntakeEvent::Kind kind) {
    const std::lock_guard lock(mutex_);
    return std::count_if(events_.begin(), events_.end(),
                         [&](const IntakeEvent& event) { return event.kind == kind; });
  }

  std::mutex mutex_;
  std::vector<IntakeEvent> events_;
  std::thread watcher_;
  int stop_[2] = {-1, -1};
};

TEST_F(WatchMatrix, ASlowWriterIsWaitedForAndTakenOnce) {
  begin(options());
  const std::string bytes = box_bytes(3);
  for (std::size_t at = 0; at < bytes.size(); at += bytes.size() / 8 + 1) {
    append(root_ / "case-1" / "slow.stl", std::string_view(bytes).substr(at, bytes.size() / 8 + 1));
    std::this_thread::sleep_for(40ms);
  }
  EXPECT_TRUE(until_ok(1));
}

TEST_F(WatchMatrix, APausePastTheSettleTimeEndsWithTheWholeFileAndTheHistorySaysSo) {
  begin(options());
  const std::string bytes = box_bytes(3);
  append(root_ / "case-1" / "a.stl", std::string_view(bytes).substr(0, 200));
  EXPECT_TRUE(until([&] { return !models("case-1").empty(); }));  // longer than the settle time
  append(root_ / "case-1" / "a.stl", std::string_view(bytes).substr(200));
  EXPECT_TRUE(until_ok(1));
  EXPECT_EQ(models("case-1").size(), 1u);
  EXPECT_EQ(models("case-1", true).size(), 2u);
}

TEST_F(WatchMatrix, AHardLinkIsACopyThatSharesTheReading) {
  begin(options());
  write(root_ / "case-1" / "a.stl", 2);
  EXPECT_TRUE(until_ok(1));
  fs::create_hard_link(root_ / "case-1" / "a.stl", root_ / "case-1" / "b.stl");
  EXPECT_TRUE(until_ok(2));
  end();
  EXPECT_EQ(heard(IntakeEvent::Kind::kRecorded), 1);
  EXPECT_EQ(store_->status()->readings, 1u);
}

TEST_F(WatchMatrix, APreallocatedFileThatIsFilledLaterEndsWithItsContent) {
  begin(options());
  const std::string bytes = box_bytes(4);
  const fs::path path = root_ / "case-1" / "a.stl";
  fs::create_directories(path.parent_path());
  const int file = open(path.c_str(), O_RDWR | O_CREAT, 0600);
  ASSERT_EQ(posix_fallocate(file, 0, static_cast<off_t>(bytes.size())), 0);
  EXPECT_TRUE(until([&] { return !models("case-1").empty(); }));  // taken as zeros
  ASSERT_EQ(pwrite(file, bytes.data(), bytes.size(), 0), static_cast<ssize_t>(bytes.size()));
  close(file);  // the size is as it was all along
  EXPECT_TRUE(until_ok(1));
  EXPECT_EQ(models("case-1").size(), 1u);
}

TEST_F(WatchMatrix, ATimeInThePastDelaysNothing) {
  begin(options());
  write(folder_.path() / "old.stl", 2);
  fs::last_write_time(folder_.path() / "old.stl",
                      fs::file_time_type::clock::now() - std::chrono::hours(24 * 365));
  fs::create_directories(root_ / "case-1");
  fs::rename(folder_.path() / "old.stl", root_ / "case-1" / "a.stl");
  EXPECT_TRUE(until_ok(1));
}

TEST_F(WatchMatrix, AFileDeletedBeforeItIsReadHasARecordThatSaysSoAndIsTakenWhenItIsBack) {
  IntakeOptions with = options();
  with.worker->command = {PG_MISBEHAVING_WORKER};
  with.worker->time = 2s;
  fs::create_directories(root_ / "case-1");
  std::ofstream(root_ / "case-1" / "a.stl") << "sleep";  // in hand for two seconds
  begin(with);
  ASSERT_TRUE(until([&] { return heard(IntakeEvent::Kind::kQueued) == 1; }));
  write(root_ / "case-1" / "b.stl", 2);
  ASSERT_TRUE(until([&] { return heard(IntakeEvent::Kind::kQueued) == 2; }));
  fs::remove(root_ / "case-1" / "b.stl");
  ASSERT_TRUE(until([&] { return heard(IntakeEvent::Kind::kChanged) == 1; }));
  end();
  EXPECT_EQ(models("case-1")[1].status, ModelStatus::kFailed);
  EXPECT_NE(models("case-1")[1].error.find("taken away"), std::string::npos);
  write(root_ / "case-1" / "b.stl", 2);
  EXPECT_EQ(run().recorded, 1u);
  EXPECT_EQ(models("case-1")[1].status, ModelStatus::kOk);
}

TEST_F(WatchMatrix, ALongAnalysisDelaysNoLook) {
  IntakeOptions with = options();
  with.worker->command = {PG_MISBEHAVING_WORKER};
  with.worker->time = 4s;
  fs::create_directories(root_ / "case-1");
  std::ofstream(root_ / "case-1" / "long.stl") << "sleep";
  begin(with);
  ASSERT_TRUE(until([&] {
    const auto all = models("case-1");
    return all.size() == 1 && all[0].status == ModelStatus::kAnalysing;
  }));
  write(root_ / "case-1" / "b.stl", 1);
  EXPECT_TRUE(until([&] { return heard(IntakeEvent::Kind::kQueued) == 2; }));
  EXPECT_EQ(heard(IntakeEvent::Kind::kFailed), 0);  // the first is still under way
  EXPECT_EQ(models("case-1")[0].status, ModelStatus::kAnalysing);
}

TEST_F(WatchMatrix, AWholeFolderMovedInIsOneCaseWithEventsAndWithout) {
  for (const bool poll_only : {false, true}) {
    IntakeOptions with = options();
    with.poll_only = poll_only;
    begin(with);
    const std::string id = poll_only ? "case-2" : "case-1";
    for (int i = 1; i <= 3; ++i)
      write(folder_.path() / "staging" / id / "deep" / (std::to_string(i) + ".stl"),
            i + (poll_only ? 10 : 0));
    fs::rename(folder_.path() / "staging" / id, root_ / id);
    EXPECT_TRUE(until([&] {
      const auto all = models(id);
      return all.size() == 3 && std::all_of(all.begin(), all.end(), [](const CaseModel& model) {
               return model.status == ModelStatus::kOk;
             });
    })) << id;
    end();
  }
}

}  // namespace
}  // namespace pg
