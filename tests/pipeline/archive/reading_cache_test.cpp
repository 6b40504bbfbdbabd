#include "pipeline/archive/reading_cache.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "pipeline/archive/run.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/postgres_server.hpp"

namespace pg {
namespace {

class ReadingCacheFile : public ::testing::Test {
 protected:
  [[nodiscard]] std::string path() const { return dir_.path() / "c"; }
  [[nodiscard]] std::unique_ptr<ReadingCache> open(const std::string& decides = "1") const {
    auto cache = ReadingCache::open(path(), decides);
    EXPECT_TRUE(cache) << cache.error().message;
    return std::move(*cache);
  }
  [[nodiscard]] static Reading reading(const std::string& sha256) {
    Reading reading;
    reading.version = version();
    reading.sha256 = sha256;
    return reading;
  }

 private:
  test::TempDir dir_;
};

TEST_F(ReadingCacheFile, FindsWhatWasKeptAlsoAfterItIsOpenedAgain) {
  {
    const auto cache = open();
    EXPECT_FALSE(cache->find("a"));
    cache->keep("a", reading("one"));
    EXPECT_EQ(cache->find("a")->sha256, "one");
  }
  const auto cache = open();
  EXPECT_EQ(cache->find("a")->sha256, "one");
  EXPECT_FALSE(cache->find("b"));
  EXPECT_EQ(cache->found_count(), 1u);
  EXPECT_EQ(cache->note(), "");
}

TEST_F(ReadingCacheFile, AnotherVersionOrOptionFindsNothing) {
  open("1")->keep("a", reading("one"));
  EXPECT_FALSE(open("2")->find("a"));
  EXPECT_TRUE(open("1")->find("a"));
  AnalyzeOptions inches;
  inches.unit = LengthUnit::kInch;
  EXPECT_NE(reading_digest(AnalyzeOptions()), reading_digest(inches));
  EXPECT_EQ(reading_digest(AnalyzeOptions()).rfind(version(), 0), 0u);
}

TEST_F(ReadingCacheFile, ASecondRunReadsOnlyAndSaysSo) {
  const auto first = open();
  first->keep("a", reading("one"));
  const auto second = open();
  EXPECT_NE(second->note().find("only reads it"), std::string::npos) << second->note();
  EXPECT_EQ(second->find("a")->sha256, "one");
  second->keep("b", reading("two"));
  EXPECT_FALSE(second->find("b"));
  first->keep("b", reading("two"));
  EXPECT_EQ(first->find("b")->sha256, "two");
}

TEST_F(ReadingCacheFile, RefusalsAreNotKept) {
  const auto cache = open();
  Reading refused = reading("one");
  refused.refused = Error{ErrorCode::kTooLarge, "There is not enough memory."};
  cache->keep("a", refused);
  EXPECT_FALSE(cache->find("a"));
}

class ReadingCachePostgreSQL : public ::testing::Test {
 protected:
  void SetUp() override {
    server_ = test::PostgresServer::shared();
    if (server_ == nullptr) GTEST_SKIP() << test::kNoPostgres;
    schema_ = server_->fresh_schema();
  }
  [[nodiscard]] std::unique_ptr<ReadingCache> open(const std::string& decides = "1") const {
    auto cache = ReadingCache::open(server_->address(schema_), decides);
    EXPECT_TRUE(cache) << (cache ? "" : cache.error().message);
    return cache ? std::move(*cache) : nullptr;
  }
  [[nodiscard]] static Reading reading(const std::string& sha256) {
    Reading reading;
    reading.version = version();
    reading.sha256 = sha256;
    return reading;
  }
  test::PostgresServer* server_ = nullptr;
  std::string schema_;
};

TEST_F(ReadingCachePostgreSQL, WhatOneRunKeepsAnotherFindsAtOnce) {
  const auto first = open();
  const auto second = open();
  EXPECT_FALSE(second->find("a"));
  first->keep("a", reading("one"));
  EXPECT_EQ(second->find("a")->sha256, "one");
  second->keep("a", reading("two"));  // the first stays
  EXPECT_EQ(first->find("a")->sha256, "one");
  EXPECT_EQ(second->found_count(), 1u);
  EXPECT_FALSE(open("2")->find("a"));
  EXPECT_EQ(first->note() + second->note(), "");
}

TEST_F(ReadingCachePostgreSQL, ManyBeginAndKeepAtOnce) {
  std::vector<std::thread> nodes;
  for (int node = 0; node < 6; ++node)
    nodes.emplace_back([&] {
      const auto cache = open();
      for (int i = 0; i < 30; ++i) {
        const std::string content = std::to_string(i);
        const auto known = cache->find(content);
        if (!known) cache->keep(content, reading(content));
        EXPECT_EQ(cache->find(content)->sha256, content);
      }
      EXPECT_EQ(cache->note(), "");
    });
  for (std::thread& node : nodes) node.join();
  EXPECT_EQ(server_->ask(schema_, "SELECT count(*) FROM shared_readings"), "30");
}

TEST_F(ReadingCachePostgreSQL, ADatabaseThatIsGoneCostsTheCacheAndNotTheRun) {
  const auto cache = open();
  cache->keep("a", reading("one"));
  server_->stop();
  EXPECT_FALSE(cache->find("a"));
  EXPECT_NE(cache->note().find("went on without it"), std::string::npos) << cache->note();
  cache->keep("b", reading("two"));
  const auto none = ReadingCache::open(server_->address(schema_), "1");
  ASSERT_FALSE(none);
  EXPECT_NE(none.error().message.find("name a file"), std::string::npos) << none.error().message;
  server_->start();
  // What was kept in its last moments may be lost with it, and is measured again.
  const auto again = open();
  again->keep("c", reading("three"));
  ASSERT_TRUE(again->find("c"));
  EXPECT_EQ(again->find("c")->sha256, "three");
}

}  // namespace
}  // namespace pg
