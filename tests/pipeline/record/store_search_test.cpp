// What every store finds, counts and tries again.

#include "tests/pipeline/record/store_contract.hpp"

namespace pg {
namespace {

/// A reading with the members that are searched by; numbers that no rounding touches.
std::string reading(const std::string& sha, double volume, double side, const std::string& finding) {
  return R"({"schema":"printgauge.reading/1","version":"1","sha256":")" + sha +
         R"(","values":{"triangles":{"value":12,"layer":"measured"},"volume_mm3":{"value":)" +
         std::to_string(volume) + R"(},"aligned_box_mm":{"size":[1.5,)" + std::to_string(side) +
         R"(,2.5]},"wall_sphere_mm":{"min":0.25}},"findings":[{"id":")" + finding +
         R"(","severity":"warning","text":"T.","count":3},{"id":")" + finding +
         R"(","severity":"warning","text":"U.","count":2}]})";
}

class StoreSearch : public StoreContract {
 protected:
  void keep(const std::string& id, const std::string& sha, double volume, double side,
            const std::string& finding, const std::string& model_class, const Stamp& stamp) {
    ASSERT_EQ(observe(seen(id, sha, sha), stamp), Observed::kQueued);
    Outcome with = outcome(ModelStatus::kOk, reading(sha, volume, side, finding));
    with.model_class = model_class;
    ASSERT_TRUE(finish(claim(), with));
  }
  void keep_three() {
    keep("case-1", "aa", 1000, 10, "thin_walls", "cardiac", kDaemon);
    keep("case-1", "bb", 8000, 20, "unit_suspect", "unknown", kLater);
    keep("case-2", "cc", 125000, 50, "thin_walls", "cardiac", kPerson);
  }
  std::string found(const ModelQuery& query) {
    const auto all = store_->search(query);
    EXPECT_TRUE(all) << (all ? "" : all.error().message);
    std::string hashes;
    if (all)
      for (const FoundModel& model : *all) hashes += model.sha256 + " ";
    return hashes;
  }
};

TEST_P(StoreSearch, EachConditionNarrows) {
  keep_three();
  EXPECT_EQ(found({}), "aa bb cc ");
  ModelQuery query;
  query.model_class = "cardiac";
  EXPECT_EQ(found(query), "aa cc ");
  query.volume_mm3_min = 1000.5;
  EXPECT_EQ(found(query), "cc ");
  query = {};
  query.finding = "unit_suspect";
  EXPECT_EQ(found(query), "bb ");
  query = {};
  query.size_mm_max = 20;  // the longest side; both ends count
  EXPECT_EQ(found(query), "aa bb ");
  query.size_mm_min = 20;
  EXPECT_EQ(found(query), "bb ");
  query = {};
  query.volume_mm3_max = 8000;
  query.case_id = "case-1";
  EXPECT_EQ(found(query), "aa bb ");
  query = {};
  query.seen_from = "2026-01-02T03:05";
  EXPECT_EQ(found(query), "bb cc ");
  query.seen_before = "2026-01-03";
  EXPECT_EQ(found(query), "bb ");
  query = {};
  query.sha256 = "c";
  EXPECT_EQ(found(query), "cc ");
  query = {};
  query.limit = 2;
  EXPECT_EQ(found(query), "aa bb ");
  query = {};
  query.case_id = "case-1' OR '1' = '1";
  EXPECT_EQ(found(query), "");
}

TEST_P(StoreSearch, AFoundModelHasItsNumbers) {
  keep_three();
  const FoundModel model = store_->search({})->back();
  EXPECT_EQ(model.case_id, "case-2");
  EXPECT_EQ(model.status, ModelStatus::kOk);
  EXPECT_EQ(model.format, "stl-binary");
  EXPECT_EQ(model.volume_mm3, 125000.0);
  EXPECT_EQ(model.size_mm, (std::array<double, 3>{1.5, 50.0, 2.5}));
  EXPECT_EQ(model.wall_mm_min, 0.25);
  EXPECT_EQ(model.first_seen, kPerson.at);
}

TEST_P(StoreSearch, NumbersThatAReadingDoesNotHaveAreAbsentAndNotFound) {
  record(seen("case-1", "a", "aa"));
  EXPECT_FALSE(store_->search({})->front().volume_mm3);
  EXPECT_FALSE(store_->search({})->front().size_mm);
  ModelQuery query;
  query.volume_mm3_max = 1e9;
  EXPECT_EQ(found(query), "");
}

TEST_P(StoreSearch, WhatIsSupersededIsNotFound) {
  record(seen("case-1", "a", "aa"));
  record(seen("case-1", "a", "bb", "s2"));
  EXPECT_EQ(found({}), "bb ");
}

TEST_P(StoreSearch, TheStatusCountsWhatIsThere) {
  EXPECT_EQ(store_->status()->cases, 0u);
  EXPECT_EQ(store_->status()->last_change, "");
  record(seen("case-1", "a", "aa"));
  record(seen("case-1", "a", "bb", "s2"));
  observe(seen("case-2", "c", "cc"), kLater);
  const RecordStatus status = *store_->status();
  EXPECT_EQ(status.cases, 2u);
  EXPECT_EQ(status.of(ModelStatus::kOk), 1u);
  EXPECT_EQ(status.of(ModelStatus::kQueued), 1u);
  EXPECT_EQ(status.superseded, 1u);
  EXPECT_EQ(status.readings, 2u);
  EXPECT_EQ(status.waiting_since, kLater.at);
  EXPECT_EQ(status.last_change, kLater.at);
}

TEST_P(StoreSearch, WhatFailedIsTriedAgainWhenAPersonAsks) {
  for (const char* name : {"a", "b"}) {
    observe(seen("case-1", name, name));
    Outcome failed = outcome(ModelStatus::kFailed);
    failed.error = "It failed.";
    ASSERT_TRUE(finish(claim(), failed));
  }
  record(seen("case-2", "c", "c"));
  ModelQuery one;
  one.sha256 = "b";
  EXPECT_EQ(*store_->retry(one, kPerson), 1u);
  EXPECT_EQ(models("case-1")[0].status, ModelStatus::kFailed);
  EXPECT_EQ(models("case-1")[1].status, ModelStatus::kQueued);
  EXPECT_EQ(models("case-1")[1].error, "");
  EXPECT_EQ(history("case-1").back().by, kPerson.by);
  EXPECT_TRUE(finish(claim()));
  EXPECT_EQ(*store_->retry({}, kPerson), 1u);
  EXPECT_EQ(*store_->retry({}, kPerson), 0u);
  EXPECT_EQ(claim().sha256, "a");
}

TEST_P(StoreSearch, WhatWasLeftAsideAfterItsTriesHasThemAllAgain) {
  observe(seen("case-1", "poison", "aa"));
  for (std::int64_t attempt = 0; attempt < kAttemptsMax; ++attempt) {
    claim();
    ASSERT_EQ(*store_->recover("root", kDaemon), 1u);
  }
  ASSERT_EQ(*store_->retry({}, kPerson), 1u);
  claim();
  ASSERT_EQ(*store_->recover("root", kDaemon), 1u);
  EXPECT_EQ(models("case-1")[0].status, ModelStatus::kQueued);
}

INSTANTIATE_TEST_SUITE_P(Stores, StoreSearch, all_stores(), store_kind_name);

}  // namespace
}  // namespace pg
