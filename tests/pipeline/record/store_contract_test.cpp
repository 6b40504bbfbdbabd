// What every store does with the files of a watched folder.

#include "tests/pipeline/record/store_contract.hpp"

namespace pg {
namespace {

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

INSTANTIATE_TEST_SUITE_P(Stores, StoreContract, all_stores(), store_kind_name);

}  // namespace
}  // namespace pg
