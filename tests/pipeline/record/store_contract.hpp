#pragma once
/// The contract of Store (store.hpp), written against the interface: what its tests share. An
/// implementation joins by an entry in `all_stores`.

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <mutex>

#include "pipeline/record/store.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/postgres_server.hpp"

namespace pg {

using Opener = std::function<Result<std::unique_ptr<Store>>(const std::filesystem::path& folder)>;
struct StoreKind {
  const char* name;
  Opener open;
  bool needs_server = false;
};

/// A schema for each test, named by its folder.
inline Result<std::unique_ptr<Store>> open_on_server(const std::filesystem::path& folder) {
  static std::map<std::filesystem::path, std::string> schemas;
  static std::mutex mutex;
  test::PostgresServer& server = *test::PostgresServer::shared();
  const std::lock_guard lock(mutex);
  std::string& schema = schemas[folder];
  if (schema.empty()) schema = server.fresh_schema();
  return open_postgres_store(server.address(schema), StoreMode::kCreate);
}

inline auto all_stores() {
  return testing::Values(StoreKind{"SQLite",
                                   [](const std::filesystem::path& folder) {
                                     return open_sqlite_store(folder / "record.sqlite",
                                                              StoreMode::kCreate);
                                   }},
                         StoreKind{"PostgreSQL", open_on_server, true});
}
inline std::string store_kind_name(const testing::TestParamInfo<StoreKind>& kind) {
  return kind.param.name;
}

inline const Stamp kDaemon{.by = "printgauge watch", .at = "2026-01-02T03:04:05.000Z"};
inline const Stamp kLater{.by = "printgauge watch", .at = "2026-01-02T03:05:00.000Z"};
inline const Stamp kPerson{.by = "an engineer", .at = "2026-01-03T10:00:00.000Z"};

class StoreContract : public testing::TestWithParam<StoreKind> {
 protected:
  void SetUp() override {
    if (GetParam().needs_server && test::PostgresServer::shared() == nullptr)
      GTEST_SKIP() << test::kNoPostgres;
    open();
  }
  void open() {
    store_.reset();
    Result<std::unique_ptr<Store>> opened = GetParam().open(folder_.path());
    ASSERT_TRUE(opened) << opened.error().message;
    store_ = std::move(*opened);
  }

  static Observation seen(const std::string& case_id, const std::string& source,
                          const std::string& sha, const std::string& stat = "s1") {
    Observation observation;
    observation.case_id = case_id;
    observation.root_key = "root";
    observation.source_key = source;
    observation.stat_key = stat;
    observation.sha256 = sha;
    observation.bytes = 84;
    observation.version = "1";
    observation.options = "o";
    return observation;
  }
  static Outcome outcome(ModelStatus status = ModelStatus::kOk,
                         const std::string& reading = "{\"n\":1}") {
    return {.status = status,
            .version = "1",
            .options = "o",
            .reading = reading,
            .format = "stl-binary",
            .model_class = "cardiac",
            .error = ""};
  }
  Observed observe(const Observation& observation, const Stamp& stamp = kDaemon) {
    const Result<Observed> result = store_->observe(observation, stamp);
    EXPECT_TRUE(result) << (result ? "" : result.error().message);
    return result ? *result : Observed::kUnreadable;
  }
  Job claim() {
    const Result<std::optional<Job>> job = store_->claim("root", kDaemon);
    EXPECT_TRUE(job && job->has_value());
    return job && job->has_value() ? **job : Job{};
  }
  bool finish(const Job& job, const Outcome& with = outcome()) {
    const Result<bool> done = store_->finish(job, with, kDaemon);
    EXPECT_TRUE(done) << (done ? "" : done.error().message);
    return done && *done;
  }
  void record(const Observation& observation) {
    ASSERT_EQ(observe(observation), Observed::kQueued);
    ASSERT_TRUE(finish(claim()));
  }
  std::vector<CaseModel> models(const std::string& id, bool superseded = false) {
    const auto found = store_->models(id, superseded);
    EXPECT_TRUE(found);
    return found ? *found : std::vector<CaseModel>();
  }
  std::vector<HistoryRow> history(const std::string& id) {
    const auto found = store_->history(id);
    EXPECT_TRUE(found);
    return found ? *found : std::vector<HistoryRow>();
  }

  test::TempDir folder_;
  std::unique_ptr<Store> store_;
};

}  // namespace pg
