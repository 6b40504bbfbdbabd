// What every store does with the jobs of its queue.

#include <set>
#include <thread>

#include "tests/pipeline/record/store_contract.hpp"

namespace pg {
namespace {

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

TEST_P(StoreContract, AFileIsFoundByItsKeyAsItStandsNow) {
  EXPECT_FALSE(store_->find_file("a")->has_value());
  observe(seen("case-1", "a", "aa"));
  EXPECT_EQ((**store_->find_file("a")).status, ModelStatus::kQueued);
  claim();
  EXPECT_EQ((**store_->find_file("a")).status, ModelStatus::kAnalysing);
  observe(seen("case-1", "a", "bb"));  // other content
  const KnownFile now = **store_->find_file("a");
  EXPECT_EQ(now.sha256, "bb");
  EXPECT_EQ(now.case_id, "case-1");
  EXPECT_EQ(now.source_key, "a");
}

TEST_P(StoreContract, JobsComeInTheOrderTheyWereSeen) {
  for (const char* name : {"c", "a", "b"}) observe(seen("case-1", name, name));
  EXPECT_EQ(claim().source_key, "c");
  EXPECT_EQ(claim().source_key, "a");
  EXPECT_EQ(claim().source_key, "b");
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

}  // namespace
}  // namespace pg
