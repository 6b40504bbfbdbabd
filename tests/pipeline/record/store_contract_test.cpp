// The contract of Store (store.hpp), written against the interface. An implementation joins by an
// entry at the end of this file.

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "pipeline/record/store.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/postgres_server.hpp"

namespace pg {
namespace {

using Opener = std::function<Result<std::unique_ptr<Store>>(const std::filesystem::path& folder)>;
struct Kind {
  const char* name;
  Opener open;
  bool needs_server = false;
};

/// A schema for each test, named by its folder.
Result<std::unique_ptr<Store>> open_on_server(const std::filesystem::path& folder) {
  static std::map<std::filesystem::path, std::string> schemas;
  static std::mutex mutex;
  test::PostgresServer& server = *test::PostgresServer::shared();
  const std::lock_guard lock(mutex);
  std::string& schema = schemas[folder];
  if (schema.empty()) schema = server.fresh_schema();
  return open_postgres_store(server.address(schema), StoreMode::kCreate);
}

const Stamp kDaemon{.by = "printgauge watch", .at = "2026-01-02T03:04:05.000Z"};
const Stamp kLater{.by = "printgauge watch", .at = "2026-01-02T03:05:00.000Z"};
const Stamp kPerson{.by = "an engineer", .at = "2026-01-03T10:00:00.000Z"};

class StoreContract : public testing::TestWithParam<Kind> {
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

TEST_P(StoreContract, AFileBeginsItsCaseAndWaitsInTheQueue) {
  EXPECT_EQ(observe(seen("case-1", "a", "aa")), Observed::kQueued);
  const auto cases = store_->cases();
  ASSERT_TRUE(cases);
  ASSERT_EQ(cases->size(), 1u);
  EXPECT_EQ(cases->front().id, "case-1");
  EXPECT_EQ(cases->front().created, kDaemon.at);
  const auto all = models("case-1");
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].status, ModelStatus::kQueued);
  EXPECT_EQ(all[0].sha256, "aa");
  EXPECT_TRUE(all[0].reading.empty());
}

TEST_P(StoreContract, AFinishedJobHasItsReading) {
  record(seen("case-1", "a", "aa"));
  const auto all = models("case-1");
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].status, ModelStatus::kOk);
  EXPECT_EQ(all[0].reading, "{\"n\":1}");
  EXPECT_EQ(all[0].format, "stl-binary");
  EXPECT_EQ(all[0].model_class, "cardiac");
}

TEST_P(StoreContract, WhatReturnedIsThereAfterReopening) {
  record(seen("case-1", "a", "aa"));
  ASSERT_EQ(observe(seen("case-1", "b", "bb")), Observed::kQueued);
  open();
  ASSERT_EQ(models("case-1").size(), 2u);
  EXPECT_EQ(models("case-1")[0].status, ModelStatus::kOk);
  EXPECT_EQ(claim().sha256, "bb");
}

TEST_P(StoreContract, SeeingAFileAgainChangesNothingButTheTime) {
  record(seen("case-1", "a", "aa"));
  const std::size_t changes = history("case-1").size();
  EXPECT_EQ(observe(seen("case-1", "a", "aa", "s2"), kLater), Observed::kKnown);
  ASSERT_EQ(models("case-1", true).size(), 1u);
  EXPECT_EQ(models("case-1")[0].last_seen, kLater.at);
  EXPECT_EQ(models("case-1")[0].first_seen, kDaemon.at);
  EXPECT_EQ(history("case-1").size(), changes);
  const auto none = store_->claim("root", kDaemon);
  ASSERT_TRUE(none);
  EXPECT_FALSE(none->has_value());
}

TEST_P(StoreContract, OneContentIsAnalysedOnce) {
  record(seen("case-1", "a", "aa"));
  EXPECT_EQ(observe(seen("case-2", "b", "aa")), Observed::kShared);
  EXPECT_EQ(models("case-2")[0].status, ModelStatus::kOk);
  EXPECT_EQ(models("case-2")[0].reading, models("case-1")[0].reading);
}

TEST_P(StoreContract, CopiesThatWaitTogetherAreAnalysedOnce) {
  observe(seen("case-1", "a", "aa"));
  observe(seen("case-1", "b", "aa"));
  observe(seen("case-2", "c", "aa"));
  EXPECT_TRUE(finish(claim()));
  for (const char* id : {"case-1", "case-2"})
    for (const CaseModel& model : models(id)) EXPECT_EQ(model.status, ModelStatus::kOk);
  const auto none = store_->claim("root", kDaemon);
  ASSERT_TRUE(none);
  EXPECT_FALSE(none->has_value());
}

TEST_P(StoreContract, ReplacedContentSupersedesAndIsKept) {
  record(seen("case-1", "a", "aa"));
  record(seen("case-1", "a", "bb", "s2"));
  ASSERT_EQ(models("case-1").size(), 1u);
  EXPECT_EQ(models("case-1")[0].sha256, "bb");
  const auto all = models("case-1", true);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].sha256, "aa");
  EXPECT_FALSE(all[0].superseded.empty());
  EXPECT_FALSE(all[0].reading.empty());
}

TEST_P(StoreContract, ContentReplacedWhileItWaitsIsNotHandedOut) {
  observe(seen("case-1", "a", "aa"));
  observe(seen("case-1", "a", "bb", "s2"));
  EXPECT_EQ(claim().sha256, "bb");
  const auto all = models("case-1", true);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].status, ModelStatus::kFailed);
}

TEST_P(StoreContract, ARenamedFileIsOneModel) {
  record(seen("case-1", "a", "aa"));
  Observation moved = seen("case-1", "b", "aa");
  moved.present = [](const std::string& key) { return key == "b"; };
  EXPECT_EQ(observe(moved), Observed::kKnown);
  EXPECT_EQ(models("case-1", true).size(), 1u);
  EXPECT_EQ(observe(seen("case-1", "b", "aa")), Observed::kKnown);
}

TEST_P(StoreContract, ACopyIsASecondModel) {
  record(seen("case-1", "a", "aa"));
  Observation copy = seen("case-1", "b", "aa");
  copy.present = [](const std::string&) { return true; };
  EXPECT_EQ(observe(copy), Observed::kShared);
  EXPECT_EQ(models("case-1").size(), 2u);
}

TEST_P(StoreContract, ANewVersionAnalysesAnewInPlace) {
  record(seen("case-1", "a", "aa"));
  Observation newer = seen("case-1", "a", "aa");
  newer.version = "2";
  EXPECT_EQ(observe(newer), Observed::kQueued);
  EXPECT_EQ(models("case-1")[0].reading, "{\"n\":1}");  // until the new one is there
  Outcome second = outcome(ModelStatus::kOk, "{\"n\":2}");
  second.version = "2";
  EXPECT_TRUE(finish(claim(), second));
  ASSERT_EQ(models("case-1", true).size(), 1u);
  EXPECT_EQ(models("case-1")[0].reading, "{\"n\":2}");
  newer.stat_key = "s2";
  EXPECT_EQ(observe(newer), Observed::kKnown);
}

TEST_P(StoreContract, AnUnreadableFileIsRecordedAndTakenWhenItCanBeRead) {
  Observation bad = seen("case-1", "a", "");
  bad.error = "The file cannot be opened.";
  EXPECT_EQ(observe(bad), Observed::kUnreadable);
  EXPECT_EQ(observe(bad), Observed::kUnreadable);
  ASSERT_EQ(models("case-1").size(), 1u);
  EXPECT_EQ(models("case-1")[0].status, ModelStatus::kFailed);
  EXPECT_EQ(models("case-1")[0].error, bad.error);
  record(seen("case-1", "a", "aa", "s2"));
  EXPECT_EQ(models("case-1").size(), 1u);
}

TEST_P(StoreContract, AFailureHoldsUntilTheFileChanges) {
  observe(seen("case-1", "a", "aa"));
  Outcome failed = outcome(ModelStatus::kFailed);
  failed.error = "It failed.";
  EXPECT_TRUE(finish(claim(), failed));
  EXPECT_EQ(models("case-1")[0].error, "It failed.");
  EXPECT_EQ(observe(seen("case-1", "a", "aa")), Observed::kKnown);
  EXPECT_EQ(observe(seen("case-1", "a", "aa", "s2")), Observed::kQueued);
}

TEST_P(StoreContract, AJobGivenBackIsTakenWhenItIsSeenAgain) {
  observe(seen("case-1", "a", "aa"));
  const Job job = claim();
  ASSERT_TRUE(*store_->give_back(job, "It changed.", kDaemon));
  EXPECT_EQ(models("case-1")[0].status, ModelStatus::kFailed);
  EXPECT_FALSE(finish(job));  // no longer this worker's
  EXPECT_EQ(observe(seen("case-1", "a", "aa")), Observed::kQueued);
  EXPECT_TRUE(finish(claim()));
}

TEST_P(StoreContract, JobsLeftByAStopAreQueuedAgainAndTheOldHolderIsFencedOff) {
  observe(seen("case-1", "a", "aa"));
  const Job before = claim();
  EXPECT_EQ(*store_->recover("another root", kDaemon), 0u);
  EXPECT_EQ(*store_->recover("root", kDaemon), 1u);
  const Job after = claim();
  EXPECT_EQ(after.model_id, before.model_id);
  EXPECT_FALSE(finish(before));
  EXPECT_TRUE(finish(after));
  EXPECT_FALSE(finish(after));
}

TEST_P(StoreContract, AFileThatNeverComesToAnEndIsLeftAside) {
  observe(seen("case-1", "poison", "aa"));
  for (std::int64_t attempt = 0; attempt < kAttemptsMax; ++attempt) {
    EXPECT_EQ(claim().source_key, "poison");
    ASSERT_EQ(*store_->recover("root", kDaemon), 1u);
  }
  EXPECT_FALSE(store_->claim("root", kDaemon)->has_value());
  EXPECT_EQ(models("case-1")[0].status, ModelStatus::kFailed);
  EXPECT_FALSE(models("case-1")[0].error.empty());
}

TEST_P(StoreContract, AFileThatWasInterruptedLetsTheOthersPass) {
  observe(seen("case-1", "interrupted", "aa"));
  observe(seen("case-1", "waiting", "bb"));
  EXPECT_EQ(claim().source_key, "interrupted");
  ASSERT_EQ(*store_->recover("root", kDaemon), 1u);
  EXPECT_EQ(claim().source_key, "waiting");
  EXPECT_EQ(claim().source_key, "interrupted");
}

TEST_P(StoreContract, QueuesOfTwoFoldersAreApart) {
  Observation other = seen("case-1", "a", "aa");
  other.root_key = "other";
  observe(other);
  const auto none = store_->claim("root", kDaemon);
  ASSERT_TRUE(none);
  EXPECT_FALSE(none->has_value());
  EXPECT_EQ(store_->known_files("other")->size(), 1u);
  EXPECT_TRUE(store_->known_files("root")->empty());
}

TEST_P(StoreContract, JobsComeInTheOrderTheyWereSeen) {
  for (const char* name : {"c", "a", "b"}) observe(seen("case-1", name, name));
  EXPECT_EQ(claim().source_key, "c");
  EXPECT_EQ(claim().source_key, "a");
  EXPECT_EQ(claim().source_key, "b");
}

TEST_P(StoreContract, EveryChangeHasItsHistoryRow) {
  record(seen("case-1", "a", "aa"));
  record(seen("case-1", "a", "bb", "s2"));
  std::vector<std::string> what;
  for (const HistoryRow& row : history("case-1")) {
    EXPECT_EQ(row.by, kDaemon.by);
    EXPECT_EQ(row.at, kDaemon.at);
    what.push_back(row.what);
  }
  const std::vector<std::string> expected = {
      "case created",     "model added",    "model status", "reading", "model status",
      "model superseded", "model replaced", "model status", "reading", "model status"};
  EXPECT_EQ(what, expected);
  EXPECT_EQ(history("case-1")[5].before, "\"aa\"");
  EXPECT_EQ(history("case-1")[5].after, "\"bb\"");
}

TEST_P(StoreContract, AStatementOfAPersonKeepsItsLayerAndHistory) {
  observe(seen("case-1", "a", "aa"));
  Case subject = **store_->find_case("case-1");
  subject.object_type = {ObjectType::kAnatomicModel, Layer::kSuggested, "", ""};
  ASSERT_TRUE(store_->update_case(subject, kDaemon));
  subject = **store_->find_case("case-1");
  EXPECT_EQ(subject.object_type->layer, Layer::kSuggested);
  subject.object_type = {ObjectType::kAnatomicGuide, Layer::kDeclared, kPerson.by, kPerson.at};
  subject.anatomic_parts = {{{.region = "Pelvis",
                              .subregion = "",
                              .structure = "Prostate",
                              .laterality = "",
                              .comment = ""}},
                            Layer::kDeclared,
                            kPerson.by,
                            kPerson.at};
  ASSERT_TRUE(store_->update_case(subject, kPerson));
  open();
  subject = **store_->find_case("case-1");
  EXPECT_EQ(subject.object_type->value, ObjectType::kAnatomicGuide);
  EXPECT_EQ(subject.object_type->layer, Layer::kDeclared);
  EXPECT_EQ(subject.object_type->by, kPerson.by);
  EXPECT_EQ(subject.anatomic_parts->value[0].structure, "Prostate");
  const auto rows = history("case-1");
  ASSERT_GE(rows.size(), 2u);
  EXPECT_EQ(rows[rows.size() - 2].what, "object_type");
  EXPECT_EQ(rows[rows.size() - 2].before, "\"anatomic_model\"");
  EXPECT_EQ(rows[rows.size() - 2].after, "\"anatomic_guide\"");
  EXPECT_EQ(rows.back().what, "anatomic_parts");
  EXPECT_EQ(rows.back().by, kPerson.by);
  subject.object_type.reset();
  ASSERT_TRUE(store_->update_case(subject, kPerson));
  EXPECT_FALSE((**store_->find_case("case-1")).object_type);
  EXPECT_EQ(history("case-1").back().after, "null");
}

TEST_P(StoreContract, TheLaterOfTwoEditorsIsTold) {
  observe(seen("case-1", "a", "aa"));
  Case mine = **store_->find_case("case-1");
  Case theirs = mine;
  theirs.indication = {"aneurysm", Layer::kDeclared, "b", kPerson.at};
  ASSERT_TRUE(store_->update_case(theirs, kPerson));
  mine.indication = {"tumour", Layer::kDeclared, "a", kPerson.at};
  const std::size_t changes = history("case-1").size();
  const Result<Ok> refused = store_->update_case(mine, kPerson);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kStore);
  EXPECT_EQ((**store_->find_case("case-1")).indication->value, "aneurysm");
  EXPECT_EQ(history("case-1").size(), changes);
}

TEST_P(StoreContract, ACaseCanBeginWithoutFilesAndOnlyOnce) {
  Case fresh;
  fresh.id = "case-9";
  fresh.organ_system = {"cardiac", Layer::kDeclared, kPerson.by, kPerson.at};
  ASSERT_TRUE(store_->create_case(fresh, kPerson));
  EXPECT_FALSE(store_->create_case(fresh, kPerson));
  EXPECT_EQ((**store_->find_case("case-9")).organ_system->value, "cardiac");
  EXPECT_TRUE(models("case-9").empty());
  EXPECT_FALSE(store_->find_case("case-8")->has_value());
}

TEST_P(StoreContract, FindingsOfACaseAreKept) {
  Observation first = seen("case-1", "a", "aa");
  first.case_findings = {{.id = "f",
                          .severity = Severity::kInfo,
                          .text = "Noticed.",
                          .hint = "Do.",
                          .count = 1,
                          .at_mm = {},
                          .box_mm = {},
                          .part = {}}};
  observe(first);
  const Case subject = **store_->find_case("case-1");
  ASSERT_EQ(subject.findings.size(), 1u);
  EXPECT_EQ(subject.findings[0].text, "Noticed.");
}

TEST_P(StoreContract, AnotherSiteKeyIsRefused) {
  ASSERT_TRUE(store_->bind_site_key("one"));
  ASSERT_TRUE(store_->bind_site_key("one"));
  open();
  EXPECT_FALSE(store_->bind_site_key("two"));
}

TEST_P(StoreContract, TwoProcessesClaimEachJobOnce) {
  constexpr int kJobs = 40;
  for (int i = 0; i < kJobs; ++i)
    observe(seen("case-1", "s" + std::to_string(i), "h" + std::to_string(i)));
  std::set<std::string> claimed[2];
  std::vector<std::thread> threads;
  for (auto& mine : claimed)
    threads.emplace_back([&] {
      Result<std::unique_ptr<Store>> own = GetParam().open(folder_.path());
      ASSERT_TRUE(own);
      for (;;) {
        const auto job = (*own)->claim("root", kDaemon);
        ASSERT_TRUE(job) << job.error().message;
        if (!job->has_value()) return;
        EXPECT_TRUE(mine.insert((*job)->source_key).second);
        ASSERT_TRUE(*(*own)->finish(**job, outcome(), kDaemon));
      }
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(claimed[0].size() + claimed[1].size(), static_cast<std::size_t>(kJobs));
  std::set<std::string> all = claimed[0];
  all.merge(claimed[1]);
  EXPECT_EQ(all.size(), static_cast<std::size_t>(kJobs));
}

INSTANTIATE_TEST_SUITE_P(Stores, StoreContract,
                         testing::Values(Kind{"SQLite",
                                              [](const std::filesystem::path& folder) {
                                                return open_sqlite_store(folder / "record.sqlite",
                                                                         StoreMode::kCreate);
                                              }},
                                         Kind{"PostgreSQL", open_on_server, true}),
                         [](const testing::TestParamInfo<Kind>& kind) { return kind.param.name; });

}  // namespace
}  // namespace pg
