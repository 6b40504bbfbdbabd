// kill -9 of the daemon and of its workers at random moments, on both stores: nothing is lost,
// nothing is twice, nothing is half-written. PG_SOAK=1: 2,500 kills a store and 1,000 files.

#include <random>

#include "tests/apps/watch_fixture.hpp"
#include "tests/support/postgres_server.hpp"

namespace pg {
namespace {

const std::vector<std::string> kQuick = {"--only", "volume,size"};  // when, not what, matters here

bool soaking() {
  return std::getenv("PG_SOAK") != nullptr;
}

/// The processes that `parent` has started, by Linux's own list.
std::vector<pid_t> children_of(pid_t parent) {
  std::vector<pid_t> all;
  std::error_code error;
  for (const auto& task :
       fs::directory_iterator("/proc/" + std::to_string(parent) + "/task", error)) {
    std::ifstream list(task.path() / "children");
    for (pid_t child = 0; list >> child;) all.push_back(child);
  }
  return all;
}

class WatchKill : public Watch, public testing::WithParamInterface<const char*> {
 protected:
  void SetUp() override {
    if (GetParam() != std::string("PostgreSQL")) return;
    test::PostgresServer* const server = test::PostgresServer::shared();
    if (server == nullptr) GTEST_SKIP() << test::kNoPostgres;
    store_ = server->address(server->fresh_schema());
    setenv("XDG_STATE_HOME", (folder_.path() / "state").c_str(), 1);
  }
  std::unique_ptr<Program> start() {
    std::vector<std::string> more = {"--settle", "0.05", "--scan-every", "0.1", "--jobs", "1"};
    more.insert(more.end(), kQuick.begin(), kQuick.end());
    return daemon(more);
  }
  /// The end of what the daemons said.
  [[nodiscard]] std::string last_words() const {
    const std::string log = slurp(log_);
    return log.substr(log.size() - std::min<std::size_t>(log.size(), 2000));
  }
  void expect_each_once(const std::map<std::string, std::multiset<std::string>>& expected) {
    auto store = open_store(store_, StoreMode::kExisting);
    ASSERT_TRUE(store) << store.error().message;
    EXPECT_EQ(recorded(**store), expected);
    std::size_t files = 0, models = 0;
    for (const auto& [id, hashes] : expected) {
      files += hashes.size();
      models += all_models(**store, id).size();
      std::map<std::int64_t, int> readings;
      const auto history = (*store)->history(id);
      ASSERT_TRUE(history);
      for (const HistoryRow& row : *history)
        if (row.what == "reading") ++readings[*row.model_id];
      for (const auto& [model, times] : readings) EXPECT_EQ(times, 1) << id << " " << model;
    }
    EXPECT_EQ(models, files);
    const auto broken = (*store)->check();
    ASSERT_TRUE(broken) << broken.error().message;
    EXPECT_TRUE(broken->empty()) << broken->front();
  }
};

TEST_P(WatchKill, KillsOfTheDaemonAndOfItsWorkersLoseNothingAndRepeatNothing) {
  const int kills = soaking() ? 2500 : 50;
  // Each change of the record is some ten trips to a server.
  const int files = soaking() ? 1000 : GetParam() == std::string("SQLite") ? 150 : 60;
  std::mt19937 random(20261128);  // the same kills each time, as far as the machine allows
  std::map<std::string, std::multiset<std::string>> expected;
  auto program = start();
  int dropped = 0, workers_killed = 0;
  for (int kill_number = 0; kill_number < kills; ++kill_number) {
    // The files come spread over the kills.
    for (; dropped < files * (kill_number + 1) / kills; ++dropped) {
      const std::string id = "case-" + std::to_string(dropped % 20 + 100);
      const std::string content = box_file(1 + 0.25 * dropped);
      expected[id].insert(sha256(content));
      put(root_ / id / (std::to_string(dropped) + ".stl"), content);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(random() % 300));
    if (random() % 3 == 0) {
      for (const pid_t worker : children_of(program->process_id())) {
        kill(worker, SIGKILL);
        ++workers_killed;
      }
      continue;
    }
    EXPECT_EQ(program->stop(SIGKILL), -SIGKILL)
        << "after " << kill_number << " kills: " << last_words();
    program = start();
  }
  // A file whose worker was killed three times is left aside with that reason, until a person asks.
  std::size_t left_aside = 0;
  EXPECT_TRUE(until(
      [&](Store& store) {
        ModelQuery failed;
        failed.status = ModelStatus::kFailed;
        if (const auto found = store.search(failed); found && !found->empty()) {
          left_aside += found->size();
          for (const FoundModel& model : *found)
            EXPECT_TRUE(model.error.find("stopped from outside") != std::string::npos ||
                        model.error.find("never came to its end") != std::string::npos)
                << model.error;
          EXPECT_TRUE(store.retry({}, stamp_now("test")));
        }
        return recorded(store) == expected;
      },
      soaking() ? 1800s : 300s));  // a soak may have other work beside it
  EXPECT_EQ(ended(*program), 0);
  expect_each_once(expected);
  RecordProperty("workers_killed", workers_killed);
  RecordProperty("left_aside", static_cast<int>(left_aside));
}

INSTANTIATE_TEST_SUITE_P(Stores, WatchKill, testing::Values("SQLite", "PostgreSQL"),
                         [](const testing::TestParamInfo<const char*>& kind) {
                           return std::string(kind.param);
                         });

/// Several machines that share a folder and a record: here programs with state folders of their
/// own.
class WatchTogetherPostgreSQL : public Watch {
 protected:
  void SetUp() override {
    server_ = test::PostgresServer::shared();
    if (server_ == nullptr) GTEST_SKIP() << test::kNoPostgres;
    store_ = server_->address(server_->fresh_schema());
    for (int i = 0; i < kPrograms; ++i) {
      const fs::path state = folder_.path() / ("machine-" + std::to_string(i)) / "printgauge";
      fs::create_directories(state);
      put(state / "site.key", std::string(32, 'k'));
      fs::permissions(state / "site.key", fs::perms::owner_read | fs::perms::owner_write);
    }
  }
  std::unique_ptr<Program> start(int i) {
    std::vector<std::string> all = {"watch", root_.string(), "--store", store_,   "--settle",
                                    "0.1",   "--scan-every", "0.3",     "--jobs", "1"};
    all.insert(all.end(), kQuick.begin(), kQuick.end());
    return std::make_unique<Program>(
        all, out_, log_of(i),
        std::vector<std::string>{"XDG_STATE_HOME=" +
                                 (folder_.path() / ("machine-" + std::to_string(i))).string()});
  }
  [[nodiscard]] fs::path log_of(int i) const {
    return folder_.path() / ("log-" + std::to_string(i));
  }
  static constexpr int kPrograms = 3;
  test::PostgresServer* server_ = nullptr;
};

TEST_F(WatchTogetherPostgreSQL, ThreeProgramsOfWhichOneIsKilledAgainAndAgainRecordEachFileOnce) {
  const int files = soaking() ? 10'000 : 120;
  const auto between_kills = soaking() ? 2000ms : 700ms;
  std::map<std::string, std::multiset<std::string>> expected;
  std::vector<std::unique_ptr<Program>> programs;
  for (int i = 0; i < kPrograms; ++i) programs.push_back(start(i));
  std::thread drops([&] {
    for (int i = 0; i < files; ++i) {
      const std::string id = "case-" + std::to_string(i % 50 + 100);
      const std::string content = box_file(1 + 0.25 * i);
      expected[id].insert(sha256(content));
      put(root_ / id / (std::to_string(i) + ".stl"), content);
    }
  });
  drops.join();
  bool all = false;
  int kills = 0;
  std::size_t said_before = 0;  // by the program that is killed, when it was begun last
  const auto end = std::chrono::steady_clock::now() + (soaking() ? 7200s : 300s);
  while (!all && std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(between_kills);
    programs[0]->stop(SIGKILL);
    ++kills;
    said_before = slurp(log_of(0)).size();
    programs[0] = start(0);
    if (auto store = open_store(store_, StoreMode::kExisting))
      all = (*store)->status() &&
            (*store)->status()->of(ModelStatus::kOk) == static_cast<std::size_t>(files);
  }
  EXPECT_TRUE(all);
  EXPECT_GE(kills, 1);
  // The one begun last hears of the end as the others do, once it is there.
  EXPECT_TRUE(until([&](Store&) {
    return slurp(log_of(0)).find("watching", said_before) != std::string::npos;
  })) << slurp(log_of(0));
  for (const auto& program : programs) EXPECT_EQ(program->stop(SIGTERM), 0);
  auto store = open_store(store_, StoreMode::kExisting);
  ASSERT_TRUE(store);
  EXPECT_EQ(recorded(**store), expected);
  // Once: one reading a model, and every job that was begun was either finished or begun again.
  EXPECT_EQ((*store)->status()->readings, static_cast<std::size_t>(files));
  EXPECT_TRUE((*store)->check()->empty());
  int worked = 0;  // the work was shared
  for (int i = 0; i < kPrograms; ++i)
    worked += slurp(log_of(i)).find("recorded ") != std::string::npos;
  EXPECT_GE(worked, 2);
}

}  // namespace
}  // namespace pg
