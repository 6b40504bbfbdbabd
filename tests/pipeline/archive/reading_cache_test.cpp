#include "pipeline/archive/reading_cache.hpp"

#include <gtest/gtest.h>

#include "pipeline/archive/run.hpp"
#include "tests/support/paths.hpp"

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

}  // namespace
}  // namespace pg
