#include "io/container/container.hpp"

#include <gtest/gtest.h>

namespace pg {
namespace {

TEST(Container, ArchivesAreKnownByTheirSuffix) {
  for (const char* const name : {"a.tar", "a.tar.gz", "a.tgz", "a.TAR.zst"})
    EXPECT_EQ(container_kind(name), ContainerKind::kTar) << name;
  for (const char* const name : {"a.zip", "A.ZIP"})
    EXPECT_EQ(container_kind(name), ContainerKind::kZip) << name;
  for (const char* const name : {"a.3mf", "zip", ".zip", "a.gz", "a.zip.stl"})
    EXPECT_FALSE(container_kind(name).has_value()) << name;
}

TEST(Container, NamesThatLeadOutAreSeen) {
  for (const char* const name :
       {"../a.stl", "a/../../b.stl", "/a.stl", "\\a.stl", "C:\\a.stl", "a\\..\\b.stl", ".."})
    EXPECT_TRUE(leads_out(name)) << name;
  for (const char* const name : {"a.stl", "a..b/c.stl", "...", "a/b/..c.stl"})
    EXPECT_FALSE(leads_out(name)) << name;
}

TEST(Container, TheRatioCountsOnlyFromAMebibyteOn) {
  ReadLimits limits;
  limits.inflate_ratio_max = 10;
  EXPECT_FALSE(over_limits(1 << 20, 1, limits).has_value());
  EXPECT_TRUE(over_limits((1 << 20) + 1, 1, limits).has_value());
  EXPECT_FALSE(over_limits(2 << 20, 1 << 20, limits).has_value());
}

TEST(Container, NamesBecomeUtf8) {
  EXPECT_EQ(as_utf8("f\xC3\xBC\xE2\x82\xAC\xF0\x9F\x99\x82.stl"),
            "f\xC3\xBC\xE2\x82\xAC\xF0\x9F\x99\x82.stl");
  // Latin-1, an overlong slash, a surrogate, a cut-off end: a mark for each byte that is no part.
  EXPECT_EQ(as_utf8("\xFC"), "\xEF\xBF\xBD");
  EXPECT_EQ(as_utf8("\xC0\xAF"), "\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(as_utf8("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(as_utf8("a\xE2\x82"), "a\xEF\xBF\xBD\xEF\xBF\xBD");
}

}  // namespace
}  // namespace pg
