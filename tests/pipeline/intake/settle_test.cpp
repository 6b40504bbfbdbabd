#include "pipeline/intake/settle.hpp"

#include <gtest/gtest.h>

namespace pg {
namespace {

using namespace std::chrono_literals;

class Settle : public testing::Test {
 protected:
  static SettleTracker::Time at(std::chrono::milliseconds since) {
    return SettleTracker::Time(since);
  }
  static FileSignature file(std::uint64_t size, std::int64_t mtime_ns = 1, std::uint64_t inode = 1,
                            std::int64_t ctime_ns = 1) {
    return {.size = size, .mtime_ns = mtime_ns, .ctime_ns = ctime_ns, .inode = inode, .device = 1};
  }
  SettleTracker tracker_{2s};
};

TEST_F(Settle, OneLookIsNeverEnough) {
  EXPECT_FALSE(tracker_.see("a", file(10), at(0ms)));
  SettleTracker at_once(0s);
  EXPECT_FALSE(at_once.see("a", file(10), at(0ms)));
  EXPECT_TRUE(at_once.see("a", file(10), at(0ms)));
}

TEST_F(Settle, TwoLooksMustBeFarEnoughApart) {
  EXPECT_FALSE(tracker_.see("a", file(10), at(0ms)));
  EXPECT_FALSE(tracker_.see("a", file(10), at(1999ms)));
  EXPECT_TRUE(tracker_.see("a", file(10), at(2000ms)));
}

TEST_F(Settle, AnyChangeBeginsAnew) {
  const FileSignature changed[] = {file(11), file(10, 2), file(10, 1, 2), file(10, 1, 1, 2)};
  for (const FileSignature& other : changed) {
    SettleTracker tracker(2s);
    EXPECT_FALSE(tracker.see("a", file(10), at(0ms)));
    EXPECT_FALSE(tracker.see("a", other, at(1900ms)));
    EXPECT_FALSE(tracker.see("a", other, at(3800ms)));
    EXPECT_TRUE(tracker.see("a", other, at(3900ms)));
  }
}

TEST_F(Settle, AFileThatWentAndCameBackBeginsAnew) {
  EXPECT_FALSE(tracker_.see("a", file(10), at(0ms)));
  tracker_.forget("a");
  EXPECT_FALSE(tracker_.see("a", file(10), at(5000ms)));
  EXPECT_TRUE(tracker_.see("a", file(10), at(7000ms)));
}

TEST_F(Settle, FilesAreJudgedOneByOne) {
  EXPECT_FALSE(tracker_.see("a", file(10), at(0ms)));
  EXPECT_FALSE(tracker_.see("b", file(10), at(1000ms)));
  EXPECT_EQ(tracker_.next_due(), at(2000ms));
  EXPECT_TRUE(tracker_.see("a", file(10), at(2000ms)));
  tracker_.forget("a");
  EXPECT_EQ(tracker_.next_due(), at(3000ms));
  EXPECT_EQ(tracker_.waiting(), 1u);
  tracker_.forget("b");
  EXPECT_FALSE(tracker_.next_due());
}

}  // namespace
}  // namespace pg
