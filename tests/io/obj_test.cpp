#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>

#include "tests/io/read_text.hpp"

namespace pg {
namespace {

const std::string kSquare = "v 0 0 0\nv 2 0 0\nv 2 2 0\nv 0 2 0\n";

TEST(Obj, ConcavePolygonsKeepTheirArea) {
  // An L of area 300, from every starting corner: a fan is wrong from two of them.
  const std::string points = "v 0 0 0\nv 20 0 0\nv 20 10 0\nv 10 10 0\nv 10 20 0\nv 0 20 0\n";
  for (int start = 0; start < 6; ++start) {
    std::string face = "f";
    for (int k = 0; k < 6; ++k) face.append(1, ' ').append(std::to_string((start + k) % 6 + 1));
    const auto model = test::read_text(points + face + "\n", "x.obj");
    ASSERT_TRUE(model);
    EXPECT_EQ(model->triangle_count(), 4u);
    EXPECT_EQ(test::area_of(*model), 300.0);
  }
}
TEST(Obj, PolygonsWiderThanDoublesReachAreRefused) {
  // A square with dents in three sides; from 1e308 on its width overflows to infinity, and sums of
  // its areas long before.
  const auto dented = [](const std::string& exponent) {
    std::string text;
    for (const auto& [x, y] : {std::pair{"-1.7", "-1.7"},
                               {"1.7", "-1.7"},
                               {"1.0", "0"},
                               {"1.7", "1.7"},
                               {"0", "1.0"},
                               {"-1.7", "1.7"},
                               {"-1.0", "0"}})
      text += "v " + (x + exponent) + " " + (y + exponent) + " 0\n";
    return test::read_text(text + "f 1 2 3 4 5 6 7\n", "x.obj");
  };
  for (const char* const exponent : {"", "e-50", "e59"}) {
    const auto model = dented(exponent);
    ASSERT_TRUE(model) << model.error().message;
    EXPECT_EQ(model->triangle_count(), 5u);
    EXPECT_FALSE(test::has_finding(*model, "tangled_polygons", Severity::kWarning)) << exponent;
  }
  for (const char* const exponent : {"e60", "e300", "e308"}) {
    const auto model = dented(exponent);
    ASSERT_FALSE(model) << exponent;
    EXPECT_NE(model.error().message.find("not finite"), std::string::npos) << model.error().message;
  }
}
TEST(Obj, StarOfTenThousandPointsIsQuickAndExact) {
  std::string text;
  std::string face = "f";
  double expected = 0;
  constexpr int kCorners = 20'000;
  for (int i = 0; i < kCorners; ++i) {
    const double angle = 2 * M_PI * i / kCorners, radius = i % 2 == 0 ? 100 : 60;
    text += fmt::format("v {:.6f} {:.6f} 0\n", radius * std::cos(angle), radius * std::sin(angle));
    face.append(1, ' ').append(std::to_string(i + 1));
  }
  expected = 0.5 * kCorners * 100 * 60 * std::sin(2 * M_PI / kCorners);
  const auto start = std::chrono::steady_clock::now();
  const auto model = test::read_text(text + face, "x.obj");
  ASSERT_TRUE(model);
  EXPECT_LT(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(), 2.0);
  EXPECT_EQ(model->triangle_count(), kCorners - 2u);
  // Six decimals: each corner is off by at most 5e-7, so the area by at most the rim's length times
  // that.
  EXPECT_NEAR(test::area_of(*model), expected, 5e-7 * kCorners * 41);
}
TEST(Obj, NegativeIndicesContinuationsCommentsAndIndentation) {
  const auto model = test::read_text(
      "  v 0 0 0 # a\n\tv 2 0 0\nv 2 \\\r\n 2 0 1.0\nv 0 2 0 1 0 0\n f -4/1 \\\n -3//2 -2/1/1 -1 # "
      "b\n",
      "x.obj");
  ASSERT_TRUE(model) << model.error().message;
  EXPECT_EQ(model->triangle_count(), 2u);
  EXPECT_EQ(test::area_of(*model), 4.0);
}
TEST(Obj, GroupsArePartsOfOneWeldGroup) {
  const auto model =
      test::read_text(kSquare + "o a\nf 1 2 3\ng b\nf 1 3 4\no a\nf 1 2 4\n", "x.obj");
  ASSERT_TRUE(model);
  ASSERT_EQ(model->parts.size(), 2u);
  EXPECT_EQ(model->parts[0].soup.triangle_count(), 2u);
  EXPECT_EQ(model->parts[0].soup.weld_group, model->parts[1].soup.weld_group);
  EXPECT_EQ(test::corners_of(model->parts[1], 0)[2], Vec3(0, 2, 0));
}
TEST(Obj, UnitCommentIsBelievedAndReported) {
  const auto model = test::read_text(
      "# vertex coordinates are measured in units, where 1 unit = 1000.000000 mm\n" + kSquare +
          "f 1 2 3\n",
      "x.obj");
  ASSERT_TRUE(model);
  EXPECT_EQ(model->declared_mm_per_unit, 1000.0);
  EXPECT_TRUE(test::has_finding(*model, "unit_from_comment", Severity::kInfo));
}
TEST(Obj, TheMarkOfSlicerIsReportedWithoutTheCommentAroundIt) {
  const auto model =
      test::read_text("# MUSTER SPACE=RAS MUSTER\n" + kSquare + "f 1 2 3\n", "x.obj");
  ASSERT_TRUE(model);
  ASSERT_TRUE(test::has_finding(*model, "coordinate_space", Severity::kInfo));
  EXPECT_NE(model->findings[0].text.find("RAS"), std::string::npos);
  EXPECT_EQ(model->findings[0].text.find("MUSTER"), std::string::npos);
}
TEST(Obj, IndexOutOfRangeIsRefusedWithItsLine) {
  for (const char* const face : {"f 1 2 5", "f 1 2 -5"}) {
    const auto model = test::read_text(kSquare + "f 1 2 3\n" + face + "\nf 1 2 3\n", "x.obj");
    ASSERT_FALSE(model);
    EXPECT_NE(model.error().message.find("line 6"), std::string::npos) << model.error().message;
  }
}
/// The error's sentence, or what was read: places and triangles.
std::string outcome(const std::string& text) {
  const auto model = test::read_text(text, "x.obj");
  if (!model) return model.error().message;
  std::string words;
  for (const Part& part : model->parts)
    for (std::size_t t = 0; t < part.soup.triangle_count(); ++t)
      for (const Vec3& corner : test::corners_of(part, t))
        words += fmt::format("{} {} {}, ", corner[0], corner[1], corner[2]);
  return words;
}

TEST(Obj, TheLastLineIsReadLikeAnyOther) {
  // Words are read eight bytes at a time where the file goes on, byte by byte near its end.
  for (const char* const line : {"f 1 2 3",
                                 "f 1/1 2/2 3/3",
                                 "f 1//1 2//2 3//3",
                                 "f 1/1/1 2/2/2 3/3/3",
                                 "f 1/ 2/ 3/",
                                 "f 1/2/3/4 2 3",
                                 "f 00000001 0000000002 3",
                                 "f 1 2 3 4",
                                 "f\t1\t2\t3",
                                 "f  1 2  3 ",
                                 "f 1 2 3\r",
                                 "f 1/1234567/1234567 2 3",
                                 "f 1/12345678/12345678 2 3",
                                 "f 12345678 1 2",
                                 "f 1 2 0",
                                 "f 1 2 -1",
                                 "f 1 2 3#",
                                 "f 1 2 3 # 4",
                                 "f 1 2",
                                 "f 1 2 3.0",
                                 "f 1 2 3x",
                                 "f",
                                 "f 1/a 2 3",
                                 "f 1 2 9999999999",
                                 "f 1 2/-1/-1 3/+1/+1",
                                 "f 1 2 4294967297",
                                 "v 1 2 3",
                                 "v 1 2",
                                 "v 1 2 3 4 5 6",
                                 "v 1,5 2 3",
                                 "v 1.0000000000000001 2 3",
                                 "v 1 2 3#",
                                 "v 1 2 x",
                                 "v 1e400 2 3",
                                 "v -.5 +.5 5.",
                                 "v 1 2 3/",
                                 "v\t1\t2\t3"}) {
    const std::string begin = kSquare + "f 1 2 3\n" + line;
    const std::string last = outcome(begin);
    EXPECT_FALSE(last.empty());
    EXPECT_EQ(last, outcome(begin + "\n")) << line;
    EXPECT_EQ(last, outcome(begin + "\n#" + std::string(100, '-') + "\n")) << line;
  }
}

TEST(Obj, DecimalCommasUtf16AndPointsAreRefusedInTheirWords) {
  EXPECT_NE(test::read_text("v 1,5 0 0\nv 0 0 0\n", "x.obj").error().message.find("decimal comma"),
            std::string::npos);
  EXPECT_NE(
      test::read_text(std::string("\xFF\xFEv\0 \0", 6), "x.obj").error().message.find("UTF-16"),
      std::string::npos);
  EXPECT_FALSE(test::read_text("v 0 0 0\np 1\n", "x.obj"));
}

}  // namespace
}  // namespace pg
