#include "pipeline/archive/memory_need.hpp"

#include <gtest/gtest.h>

#include "testdata/shapes.hpp"

namespace pg {
namespace {

TEST(MemoryNeed, BinaryStlSaysHowManyTrianglesItHas) {
  const auto bytes = shapes::as_binary_stl(shapes::box({1, 2, 3}));
  EXPECT_EQ(likely_triangles(bytes, bytes.size(), "box.stl"), 12u);
  EXPECT_EQ(likely_triangles(bytes, bytes.size(), "box"), 12u);
}

TEST(MemoryNeed, TextIsNotTakenForBinary) {
  const std::string text = "solid " + std::string(200, ' ');
  EXPECT_EQ(likely_triangles(std::as_bytes(std::span(text)), 120'000, "a.stl"), 1000u);
}

TEST(MemoryNeed, AMillionTrianglesAreAtLeastWhatWasMeasured) {
  const std::uint64_t measured = std::uint64_t{356} << 20;
  const std::uint64_t said = analysis_bytes({1'000'000, 50'000'084}, true);
  EXPECT_GE(said, measured);
  EXPECT_LE(said, measured * 11 / 10) << "not wasted either";
  EXPECT_LT(analysis_bytes({1'000'000, 50'000'084}, false), said);
}

TEST(MemoryNeed, TwentyMillionTrianglesOfBinaryStlAreWithinFourGibibytes) {
  const Size ball = {20'000'000, 84 + 50 * std::uint64_t{20'000'000}};
  EXPECT_LE(analysis_bytes(ball, true), std::uint64_t{4} << 30);
  EXPECT_GT(analysis_bytes(ball, true), std::uint64_t{1} << 30);
}

TEST(MemoryNeed, AFileLargerThanItsAnalysisCountsWhileItIsRead) {
  const Size wordy = {2'000'000, std::uint64_t{2} << 30};
  EXPECT_GT(analysis_bytes(wordy, true), wordy.bytes);
}

}  // namespace
}  // namespace pg
