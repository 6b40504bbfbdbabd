#include "io/unit_plausibility.hpp"

#include <gtest/gtest.h>

#include <cstdio>

#include "io/file.hpp"
#include "tests/io/read_text.hpp"
#include "tests/io/shared_files.hpp"
#include "tests/support/paths.hpp"

namespace pg {
namespace {

TEST(UnitPlausibility, SizesOfAnatomyRaiseNothing) {
  for (const double mm : {5.0, 7.9, 12.0, 120.0, 500.0, 1800.0})
    EXPECT_FALSE(suspect_unit(mm, 1.0)) << mm;
}

TEST(UnitPlausibility, AHeartInAnotherUnitIsNamedWithTheOption) {
  for (const auto& [longest, unit] : {std::pair{0.12, "m"}, std::pair{4.72, "inch"}}) {
    const auto finding = suspect_unit(longest, 1.0);
    ASSERT_TRUE(finding) << unit;
    EXPECT_EQ(finding->id, "unit_suspect");
    EXPECT_NE(finding->hint.find(std::string("--units ") + unit), std::string::npos)
        << finding->hint;
    EXPECT_NE(finding->text.find("120 mm"), std::string::npos) << finding->text;
  }
}

TEST(UnitPlausibility, AMillimetreModelMarkedAsMetresIsSuspectToo) {
  // 120 units read as metres are 120,000 mm; nothing larger than the unit read helps, smaller do.
  const auto finding = suspect_unit(120'000.0, 1000.0);
  ASSERT_TRUE(finding);
  EXPECT_NE(finding->hint.find("--units mm"), std::string::npos) << finding->hint;
}

TEST(UnitPlausibility, WhatFitsInNoUnitRaisesNothing) {
  EXPECT_FALSE(suspect_unit(1e-9, 1.0));
  EXPECT_FALSE(suspect_unit(1e12, 1.0));
  EXPECT_FALSE(suspect_unit(0.0, 1.0));
}

/// Rates over real models whose unit the index knows: printed for who wants to judge the rule.
TEST(UnitPlausibility, FalseAlarmsAreRareOnTheCorpusAndMetresAreFound) {
  if (!test::shared_dir()) GTEST_SKIP() << test::kNoShared;
  const auto folder = *test::shared_dir() / "corpus";
  struct Rate {
    int models = 0, suspect = 0, named_first = 0;
  };
  std::map<std::string, Rate> by_unit, as_if;
  for (const test::Row& row : test::read_csv(folder / "index.csv")) {
    const auto bytes = load_file(folder / row.at("path"), {});
    ASSERT_TRUE(bytes);
    const auto model = read_model(*bytes, row.at("path"), {});
    if (!model) continue;
    const std::string& truth = row.at("units_guess");
    const double longest = longest_side(*model);
    const auto note = [](Rate& rate, double as_read, std::string_view unit) {
      ++rate.models;
      const auto finding = suspect_unit(as_read, 1.0);
      if (!finding) return;
      ++rate.suspect;
      if (finding->hint.find("--units " + std::string(unit) + ".") != std::string::npos)
        ++rate.named_first;
    };
    note(by_unit[truth], longest, truth);
    if (truth != "mm" && truth != "m") continue;
    for (const LengthUnit unit : {LengthUnit::kMetre, LengthUnit::kInch, LengthUnit::kCentimetre})
      note(as_if[std::string(unit_symbol(unit))],
           longest * (truth == "m" ? 1000 : 1) / mm_per(unit), unit_symbol(unit));
  }
  for (const auto& [unit, rate] : by_unit)
    std::printf("corpus in %s, read as mm: %d of %d suspect, unit named first for %d\n",
                unit.c_str(), rate.suspect, rate.models, rate.named_first);
  for (const auto& [unit, rate] : as_if)
    std::printf("known models rewritten in %s: %d of %d suspect, named first for %d\n",
                unit.c_str(), rate.suspect, rate.models, rate.named_first);
  EXPECT_LE(by_unit["mm"].suspect, 2) << "a false alarm in a hundred at most";
  EXPECT_EQ(by_unit["m"].suspect, by_unit["m"].models);
  EXPECT_EQ(by_unit["m"].named_first, by_unit["m"].models);
}

}  // namespace
}  // namespace pg
