// A full disk, a database that goes away, more events than the kernel keeps: said clearly, gone by
// itself, and nothing is lost.

#include <sys/mount.h>

#include "tests/apps/watch_fixture.hpp"
#include "tests/support/postgres_server.hpp"

namespace pg {
namespace {

const std::vector<std::string> kQuick = {"--only", "volume,size", "--settle", "0.1",
                                         "--scan-every", "0.2"};

bool until_true(const std::function<bool()>& so, std::chrono::seconds limit = 180s) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (std::chrono::steady_clock::now() < end) {
    if (so()) return true;
    std::this_thread::sleep_for(50ms);
  }
  return false;
}

class SmallDisk {
 public:
  explicit SmallDisk(const fs::path& place) : place_(place) {
    fs::create_directories(place);
    mounted_ = mount("tmpfs", place.c_str(), "tmpfs", 0, "size=10m,mode=0700") == 0;
  }
  ~SmallDisk() {
    if (mounted_) umount2(place_.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  [[nodiscard]] bool mounted() const { return mounted_; }
  /// Until not a byte more fits.
  void fill() const {
    std::ofstream ballast(place_ / "ballast", std::ios::binary);
    const std::string block(4096, 'x');
    while (ballast.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) {
    }
  }
  void empty() const { fs::remove(place_ / "ballast"); }

 private:
  fs::path place_;
  bool mounted_ = false;
};

class WatchTrouble : public Watch {
 protected:
  void drop(int from, int to) {
    for (int i = from; i < to; ++i) {
      const std::string content = box_file(1 + i);
      expected_["case-1"].insert(sha256(content));
      put(root_ / "case-1" / (std::to_string(i) + ".stl"), content);
    }
  }
  bool until_recorded() {
    return until([&](Store& store) { return recorded(store) == expected_; });
  }
  void expect_whole() {
    auto store = open_store(store_, StoreMode::kExisting);
    ASSERT_TRUE(store);
    EXPECT_EQ(all_models(**store, "case-1").size(), expected_["case-1"].size());
    EXPECT_TRUE((*store)->check()->empty());
  }
  std::map<std::string, std::multiset<std::string>> expected_;
};

TEST_F(WatchTrouble, AFullDiskIsSaidAndEndsByItselfAndNothingIsLost) {
  const SmallDisk disk(folder_.path() / "state");
  if (!disk.mounted()) GTEST_SKIP() << "SKIPPED: needs the right to mount a tmpfs";
  auto program = daemon(kQuick);
  drop(0, 3);
  ASSERT_TRUE(until_recorded());
  disk.fill();
  drop(3, 20);
  EXPECT_TRUE(until_true([&] { return slurp(log_).find(" error ") != std::string::npos; }))
      << slurp(log_);
  EXPECT_NE(slurp(log_).find("disk"), std::string::npos) << slurp(log_);
  EXPECT_EQ(kill(program->process_id(), 0), 0);
  std::this_thread::sleep_for(1s);  // some tries in vain
  disk.empty();
  EXPECT_TRUE(until_recorded());
  EXPECT_TRUE(until_true([&] { return slurp(log_).find("trouble is over") != std::string::npos; }));
  EXPECT_EQ(program->stop(SIGTERM), 0);
  expect_whole();
}

TEST_F(WatchTrouble, KillsOnAFullDiskLoseNothing) {
  const SmallDisk disk(folder_.path() / "state");
  if (!disk.mounted()) GTEST_SKIP() << "SKIPPED: needs the right to mount a tmpfs";
  auto program = daemon(kQuick);
  drop(0, 3);
  ASSERT_TRUE(until_recorded());
  disk.fill();
  drop(3, 10);
  for (int i = 0; i < 3; ++i) {
    std::this_thread::sleep_for(400ms);
    program->stop(SIGKILL);
    program = daemon(kQuick);  // may end at once: the disk is full
  }
  disk.empty();
  program->stop(SIGKILL);
  program = daemon(kQuick);
  EXPECT_TRUE(until_recorded());
  EXPECT_EQ(program->stop(SIGTERM), 0);
  expect_whole();
}

class WatchTroublePostgreSQL : public WatchTrouble {};

TEST_F(WatchTroublePostgreSQL, ADatabaseThatGoesAwayAndComesBackCostsNothing) {
  test::PostgresServer* const server = test::PostgresServer::shared();
  if (server == nullptr) GTEST_SKIP() << test::kNoPostgres;
  store_ = server->address(server->fresh_schema());
  setenv("XDG_STATE_HOME", (folder_.path() / "state").c_str(), 1);
  auto program = daemon(kQuick);
  drop(0, 3);
  ASSERT_TRUE(until_recorded());
  for (int time = 1; time <= 2; ++time) {
    server->stop();
    drop(10 * time, 10 * time + 5);
    EXPECT_TRUE(until_true([&] {
      const std::string log = slurp(log_);
      const std::size_t first = log.find("cannot be reached");
      return time == 1 ? first != std::string::npos
                       : first != std::string::npos &&
                             log.find("cannot be reached", first + 1) != std::string::npos;
    })) << slurp(log_);
    EXPECT_EQ(kill(program->process_id(), 0), 0);
    server->start();
    EXPECT_TRUE(until_recorded());
  }
  EXPECT_EQ(program->stop(SIGTERM), 0);
  expect_whole();
}

/// A setting of the whole machine, put back at the end.
class QueueLength {
 public:
  explicit QueueLength(const std::string& length) {
    before_ = slurp(kPath);
    std::ofstream(kPath) << length;
    set_ = slurp(kPath) == length + "\n";
  }
  ~QueueLength() {
    if (set_) std::ofstream(kPath) << before_;
  }
  QueueLength(const QueueLength&) = delete;
  QueueLength& operator=(const QueueLength&) = delete;
  [[nodiscard]] bool set() const { return set_; }

 private:
  static constexpr const char* kPath = "/proc/sys/fs/inotify/max_queued_events";
  std::string before_;
  bool set_ = false;
};

TEST_F(WatchTrouble, MoreEventsThanTheQueueHoldsLoseNoFile) {
  const QueueLength queue("64");
  if (!queue.set())
    GTEST_SKIP() << "SKIPPED: needs the right to set fs.inotify.max_queued_events";
  constexpr int kCreates = 50'000;
  fs::create_directories(root_ / "case-1");
  // Only events can make it look in time: a full scan comes once an hour.
  auto program = daemon({"--only", "volume,size", "--settle", "0.1", "--scan-every", "3600"});
  drop(0, 1);
  ASSERT_TRUE(until_recorded());
  for (int i = 0; i < kCreates; ++i)
    put(root_ / "case-1" / ("noise-" + std::to_string(i) + ".txt"), "");
  drop(1, 21);
  EXPECT_TRUE(until_recorded());
  EXPECT_EQ(program->stop(SIGTERM), 0);
  expect_whole();
}

}  // namespace
}  // namespace pg
