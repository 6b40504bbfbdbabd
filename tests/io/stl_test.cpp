#include <gtest/gtest.h>
#include <tbb/global_control.h>

#include <cstring>
#include <limits>

#include "tests/io/read_text.hpp"

namespace pg {
namespace {

std::string binary(std::uint32_t promised, const std::vector<std::array<float, 9>>& facets,
                   std::string header = "made by a test") {
  header.resize(80, '\0');
  std::string bytes = header + std::string(reinterpret_cast<const char*>(&promised), 4);
  for (const auto& corners : facets) {
    bytes += std::string(12, '\0');
    bytes.append(reinterpret_cast<const char*>(corners.data()), sizeof corners);
    bytes += std::string(2, '\0');
  }
  return bytes;
}
constexpr std::array<float, 9> kFacet = {0, 0, 0, 1, 0, 0, 0, 1, 0};

std::string facet(const std::string& x) {
  return "facet normal 0 0 1\n outer loop\n  vertex " + x +
         " 0 0\n  vertex 1 0 0\n  vertex 0 1 0\n endloop\nendfacet\n";
}

TEST(StlBinary, SolidInTheHeaderIsStillBinaryWhenTheSizeFits) {
  const auto model = test::read_text(binary(2, {kFacet, kFacet}, "solid thing"), "x.stl");
  ASSERT_TRUE(model);
  EXPECT_EQ(model->format_id, "stl-binary");
  EXPECT_EQ(model->triangle_count(), 2u);
}
TEST(StlBinary, CountBeyondTheEndIsRefused) {
  const auto model = test::read_text(binary(3, {kFacet, kFacet}), "x.stl");
  ASSERT_FALSE(model);
  EXPECT_NE(model.error().message.find("promises 3 facets"), std::string::npos);
}
TEST(StlBinary, CountOfZeroWithFacetsBehindIsAnErrorFinding) {
  const auto model = test::read_text(binary(0, {kFacet, kFacet}), "x.stl");
  ASSERT_TRUE(model);
  EXPECT_EQ(model->triangle_count(), 2u);
  EXPECT_TRUE(test::has_finding(*model, "facet_count_wrong", Severity::kError));
}
TEST(StlBinary, OneByteBehindTheEndIsAWarningAWholeFacetAnError) {
  const auto warned = test::read_text(binary(1, {kFacet}) + "x", "x.stl");
  ASSERT_TRUE(warned);
  EXPECT_TRUE(test::has_finding(*warned, "trailing_bytes", Severity::kWarning));
  const auto wrong = test::read_text(binary(1, {kFacet, kFacet}), "x.stl");
  ASSERT_TRUE(wrong);
  EXPECT_TRUE(test::has_finding(*wrong, "trailing_bytes", Severity::kError));
}
TEST(StlBinary, FacetsThatAreNotFiniteAreDroppedWithAnError) {
  auto bad = kFacet;
  bad[4] = std::numeric_limits<float>::infinity();
  const auto model = test::read_text(binary(3, {kFacet, bad, kFacet}), "x.stl");
  ASSERT_TRUE(model);
  EXPECT_EQ(model->triangle_count(), 2u);
  EXPECT_TRUE(test::has_finding(*model, "non_finite_facets", Severity::kError));
  EXPECT_FALSE(test::read_text(binary(1, {bad}), "x.stl"));
}
TEST(StlAscii, EveryLineEndAndCaseGivesTheSame) {
  for (const char* const end : {"\n", "\r", "\r\n", "\n\n", " "}) {
    std::string text;
    for (const char c : "solid\n" + facet("1.0E-03") + "endsolid\n")
      text += c == '\n' ? end : std::string(1, static_cast<char>(std::toupper(c)));
    const auto model = test::read_text(text, "x.stl");
    ASSERT_TRUE(model) << model.error().message;
    ASSERT_EQ(model->triangle_count(), 1u);
    EXPECT_EQ(test::corners_of(model->parts[0], 0)[0][0], 0.001);
  }
}
TEST(StlAscii, SolidsArePartsOfOneWeldGroupWithTheirNames) {
  const auto model = test::read_text(
      "solid a b\n" + facet("0") + "endsolid a b\nsolid\n" + facet("0") + facet("0") + "endsolid\n",
      "x");
  ASSERT_TRUE(model);
  ASSERT_EQ(model->parts.size(), 2u);
  EXPECT_EQ(model->parts[0].name, "a b");
  EXPECT_EQ(model->parts[1].soup.triangle_count(), 2u);
  EXPECT_EQ(model->parts[0].soup.weld_group, model->parts[1].soup.weld_group);
}
TEST(StlAscii, SeveralSolidsOnOneLineAreAllRead) {
  const std::string one =
      "facet normal 0 0 1 outer loop vertex 0 0 0 vertex 1 0 0 vertex 0 1 0 endloop endfacet ";
  const auto model = test::read_text(
      "solid a b " + one + "endsolid a b solid facet " + one + one + "endsolid facet", "x.stl");
  ASSERT_TRUE(model) << model.error().message;
  ASSERT_EQ(model->parts.size(), 2u);
  EXPECT_EQ(model->parts[0].soup.triangle_count(), 1u);
  EXPECT_EQ(model->parts[1].soup.triangle_count(), 2u);
}
TEST(StlAscii, TheMarkOfSlicerIsReportedWithoutTheNameAroundIt) {
  const auto model = test::read_text(
      "solid MUSTER 3D Slicer output. SPACE=LPS MUSTER\n" + facet("1") + "endsolid\n", "x.stl");
  ASSERT_TRUE(model);
  ASSERT_TRUE(test::has_finding(*model, "coordinate_space", Severity::kInfo));
  EXPECT_NE(model->findings[0].text.find("LPS"), std::string::npos);
  EXPECT_EQ(model->findings[0].text.find("MUSTER"), std::string::npos);
}
TEST(StlAscii, FourCornersAreRefusedWithTheirLine) {
  const auto model = test::read_text(
      "solid\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nvertex 1 1 0\nvertex 0 1 "
      "0\nendloop\nendfacet\nendsolid",
      "x");
  ASSERT_FALSE(model);
  EXPECT_NE(model.error().message.find("more than three corners in line 7"), std::string::npos)
      << model.error().message;
}
TEST(StlAscii, NamesStayOutOfSentences) {
  const auto model = test::read_text("solid Doe_Jane\nfacet normal Doe_Jane\n", "Doe_Jane.stl");
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().message.find("Doe"), std::string::npos);
}
TEST(StlAscii, AnyNumberOfThreadsGivesTheSameBits) {
  std::string text = "solid x\n";  // several pieces long, with traps where a piece could begin
  for (int i = 0; i < 60'000; ++i) {
    if (i % 20'000 == 19'999) text += "endsolid\nsolid facet normal\n";
    text += facet(std::to_string(0.1 * i));
  }
  text += "endsolid\n";
  std::vector<Vec3> first;
  for (const std::size_t threads : {1, 2, 7}) {
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
    const auto model = test::read_text(text, "x");
    ASSERT_TRUE(model) << model.error().message;
    EXPECT_EQ(model->parts.size(), 4u);
    EXPECT_EQ(model->triangle_count(), 60'000u);
    std::vector<Vec3> all;
    for (const Part& part : model->parts)
      for (std::size_t t = 0; t < part.soup.triangle_count(); ++t)
        all.push_back(test::corners_of(part, t)[0]);
    if (first.empty()) first = all;
    EXPECT_TRUE(first == all);
  }
}

}  // namespace
}  // namespace pg
