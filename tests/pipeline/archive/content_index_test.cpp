#include "pipeline/archive/content_index.hpp"

#include <gtest/gtest.h>

namespace pg {
namespace {

using Turn = ContentIndex::Turn;

TEST(ContentIndex, TheFirstAnalysesThoseMeanwhileAreParkedAndLaterOnesTakeItsRow) {
  ContentIndex index;
  EXPECT_EQ(index.ask("a", 3).turn, Turn::kAnalyse);
  EXPECT_EQ(index.ask("b", 4).turn, Turn::kAnalyse);
  EXPECT_EQ(index.ask("a", 5).turn, Turn::kParked);
  EXPECT_EQ(index.ask("a", 9).turn, Turn::kParked);
  EXPECT_EQ(index.finished("a", 3), (std::vector<std::size_t>{5, 9}));
  const auto late = index.ask("a", 12);
  EXPECT_EQ(late.turn, Turn::kSame);
  EXPECT_EQ(late.earlier, 3u);
}

TEST(ContentIndex, TheSuffixCountsItsCaseDoesNot) {
  EXPECT_EQ(content_key("00", "a/b.STL"), content_key("00", "c.stl"));
  EXPECT_NE(content_key("00", "b.stl"), content_key("00", "b.obj"));
}

}  // namespace
}  // namespace pg
