#include "pipeline/archive/report/report.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "pipeline/archive/report/charts.hpp"
#include "pipeline/archive/report/outliers.hpp"
#include "pipeline/archive/report/rows.hpp"
#include "pipeline/archive/report/statistics.hpp"
#include "tests/support/paths.hpp"

namespace pg {
namespace {

const double kAbsent = std::nan("");

TEST(ReportStatistics, QuantilesAreThoseOfTheTextbook) {
  const std::vector<double> four = {1, 2, 3, 4};
  EXPECT_EQ(quantile(four, 0), 1);
  EXPECT_EQ(quantile(four, 0.5), 2.5);
  EXPECT_EQ(quantile(four, 1), 4);
  EXPECT_TRUE(std::isnan(quantile({}, 0.5)));
}

TEST(ReportStatistics, RankCorrelationIsOneForAnyRisingCurveAndKnowsTies) {
  const std::vector<double> x = {1, 2, 3, 4, 5};
  const std::vector<double> y = {1, 8, 27, 64, 125};
  EXPECT_DOUBLE_EQ(rank_correlation(x, y, 3), 1);
  EXPECT_DOUBLE_EQ(rank_correlation(x, std::vector<double>{5, 4, 3, 2, 1}, 3), -1);
  // Ranks 0 1.5 1.5 3 against 0 1 2 3: 4.5 / sqrt(4.5 * 5).
  EXPECT_NEAR(rank_correlation(std::vector<double>{1, 2, 2, 3}, std::vector<double>{1, 2, 3, 4}, 3),
              std::sqrt(0.9), 1e-15);
  EXPECT_TRUE(std::isnan(rank_correlation(x, std::vector<double>(5, 7.0), 3))) << "no spread";
  EXPECT_DOUBLE_EQ(
      rank_correlation(std::vector<double>{1, 2, kAbsent, 3}, std::vector<double>{1, 2, 99, 3}, 3),
      1);
}

TEST(ReportStatistics, OnlyWhatLiesFarFromMostIsFar) {
  std::vector<double> values = {9, 10, 10, 11, 9.5, 10.5, 10, 100, kAbsent};
  const auto scores = robust_scores(values, 8);
  EXPECT_GT(scores[7], 50);
  for (std::size_t i = 0; i < 7; ++i) EXPECT_LT(std::abs(scores[i]), 3) << i;
  EXPECT_EQ(scores[8], 0) << "absent";
  EXPECT_EQ(robust_scores(values, 9)[7], 0) << "too few to say";
}

TEST(ReportRows, CsvComesBackAsItWasWritten) {
  const std::string text = "path,note\r\n\"a,b \"\"c\"\"\nd\",\r\nx,y\r\n";
  std::size_t at = 0;
  std::vector<std::string> cells;
  ASSERT_TRUE(next_csv_record(text, at, cells));
  ASSERT_TRUE(next_csv_record(text, at, cells));
  EXPECT_EQ(cells, (std::vector<std::string>{"a,b \"c\"\nd", ""}));
  ASSERT_TRUE(next_csv_record(text, at, cells));
  EXPECT_EQ(cells, (std::vector<std::string>{"x", "y"}));
  EXPECT_FALSE(next_csv_record(text, at, cells));
}

class Report : public ::testing::Test {
 protected:
  /// Thirty hearts of about 100 mL, one of them a thousand times too large, and a broken file.
  [[nodiscard]] std::string table() const {
    const std::string path = dir_.path() / "t.csv";
    std::ofstream file(path, std::ios::binary);
    file << "path,sha256,status,error,error_text,class,findings,volume_mm3,triangles\r\n";
    for (int i = 0; i < 30; ++i)
      file << "m" << i << ".stl,hash" << i << ",ok,,,cardiac,"
           << (i % 3 == 0 ? "open_boundary" : "") << ',' << 100'000 + 1'000 * i << ",500\r\n";
    file << "<huge>.stl,h,ok,,,cardiac,,100000000000,500\r\n";
    file << "no.stl,,refused,malformed,\"It is cut off, & <broken>.\",,,,\r\n";
    return path;
  }

 private:
  test::TempDir dir_;
};

TEST_F(Report, FindsTheModelUnlikeTheOthers) {
  const auto profile = load_profile(table());
  ASSERT_TRUE(profile) << profile.error().message;
  ASSERT_EQ(profile->models.size(), 32u);
  EXPECT_EQ(profile->properties.size(), 2u) << "those that the table has";
  const auto found = outliers_of(*profile, 10);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(profile->models[found[0].model].path, "<huge>.stl");
  EXPECT_NEAR(found[0].median, 115'000, 1'000) << "of the class, the huge one included";
}

TEST_F(Report, SaysWhatIsThereAndLetsNoTextBecomeMarkup) {
  const auto profile = load_profile(table());
  ASSERT_TRUE(profile);
  int asked = 0;
  const std::string html = report_html(*profile, [&](const ProfiledModel& model) {
    ++asked;
    EXPECT_EQ(model.path, "<huge>.stl");
    return std::string("PNG");
  });
  EXPECT_EQ(asked, 1) << "only outliers are drawn";
  for (const char* const part :
       {"<b>32</b><span>models", "<b>1</b><span>refused", "malformed", "open_boundary", "cardiac",
        "It is cut off, &amp; &lt;broken&gt;.", "&lt;huge&gt;.stl", "data:image/png;base64,"})
    EXPECT_NE(html.find(part), std::string::npos) << part;
  EXPECT_EQ(html.find("<huge>"), std::string::npos);
  EXPECT_EQ(html.find("<script"), std::string::npos);
  EXPECT_EQ(html.find("http"), std::string::npos) << "self-contained";
  EXPECT_EQ(html, report_html(*profile, [](const ProfiledModel&) { return std::string("PNG"); }));
}

TEST_F(Report, WhatIsNoTableIsSaidSo) {
  EXPECT_FALSE(load_profile("nowhere.csv"));
  EXPECT_FALSE(load_profile("table.docx"));
  const test::TempDir dir;
  std::ofstream(dir.path() / "other.csv") << "a,b\n1,2\n";
  EXPECT_FALSE(load_profile(dir.path() / "other.csv"));
}

TEST(ReportCharts, AxesSpanTheirNumbersInDecadesWhereAsked) {
  std::vector<double> values;
  for (int i = 0; i <= 1000; ++i) values.push_back(std::pow(10.0, i / 250.0));
  const Axis decades = axis_for(values, true);
  EXPECT_NEAR(decades.low, 0.02, 1e-9) << "without the outermost half per cent";
  EXPECT_NEAR(decades.high, 3.98, 1e-9);
  EXPECT_NEAR(decades.place(100), 0.5, 1e-12);
  EXPECT_EQ(axis_for(std::vector<double>{}, true).high, 1) << "nothing to show is no fault";
}

TEST(ReportCharts, NumbersAreShort) {
  EXPECT_EQ(short_number(1234), "1234");
  EXPECT_EQ(short_number(12'345), "12.3k");
  EXPECT_EQ(short_number(1'234'567), "1.23M");
  EXPECT_EQ(short_number(0.012345), "0.0123");
}

}  // namespace
}  // namespace pg
