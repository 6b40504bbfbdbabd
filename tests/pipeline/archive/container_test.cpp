#include "pipeline/archive/container.hpp"

#include <gtest/gtest.h>

namespace pg {
namespace {

TEST(Container, ArchivesAreKnownByTheirSuffix) {
  for (const char* const name : {"a.zip", "A.ZIP", "a.tar", "a.tar.gz", "a.tgz", "a.tar.zst"})
    EXPECT_TRUE(is_archive_name(name)) << name;
  for (const char* const name : {"a.3mf", "zip", ".zip", "a.gz", "a.zip.stl"})
    EXPECT_FALSE(is_archive_name(name)) << name;
}

TEST(Container, NamesThatLeadOutAreSeen) {
  for (const char* const name :
       {"../a.stl", "a/../../b.stl", "/a.stl", "\\a.stl", "C:\\a.stl", "a\\..\\b.stl", ".."})
    EXPECT_TRUE(leads_out(name)) << name;
  for (const char* const name : {"a.stl", "a..b/c.stl", "...", "a/b/..c.stl"})
    EXPECT_FALSE(leads_out(name)) << name;
}

TEST(Container, TheRatioCountsOnlyFromAMebibyteOn) {
  ArchiveLimits limits;
  limits.inflate_ratio_max = 10;
  EXPECT_FALSE(over_limits(1 << 20, 1, limits).has_value());
  EXPECT_TRUE(over_limits((1 << 20) + 1, 1, limits).has_value());
  EXPECT_FALSE(over_limits(2 << 20, 1 << 20, limits).has_value());
}

}  // namespace
}  // namespace pg
