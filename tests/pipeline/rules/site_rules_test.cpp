#include <gtest/gtest.h>

#include <fstream>

#include "pipeline/analyze.hpp"
#include "pipeline/rules/rules.hpp"
#include "testdata/shapes.hpp"
#include "tests/support/paths.hpp"

namespace pg {
namespace {

void write(const test::TempDir& dir, const char* name, const std::string& text) {
  std::ofstream(dir.path() / name) << text;
}

constexpr const char* kPrinter =
    "[ours]\ntitle = \"Ours\"\nprocess = \"vpp\"\nbuild_mm = [300, 300, 400]\nsource = \"site\"\n";

TEST(SiteRules, AnEntryIsAddedOrTakesThePlaceOfItsNamesake) {
  const test::TempDir dir;
  write(dir, "printers.toml", kPrinter);
  write(dir, "materials.toml",
        "[pla]\ntitle = \"PLA\"\nprocess = \"mex\"\ndensity_g_cm3 = 1.3\nsource = \"site\"\n");
  const auto rules = site_rules(dir.path());
  ASSERT_TRUE(rules.has_value()) << rules.error().message;
  EXPECT_EQ(rules->printers.size(), all_printers().size() + 1);
  EXPECT_EQ(rules->printers.back().id, "ours");
  EXPECT_EQ(rules->materials.size(), all_materials().size());
  EXPECT_EQ(rules->materials.front().density_g_cm3, 1.3);
  EXPECT_EQ(rules->processes.size(), all_processes().size());
}

TEST(SiteRules, WhatIsWrongIsSaidWithFileAndLine) {
  const auto refused = [](const char* name, const std::string& text,
                          const std::vector<std::string>& words) {
    const test::TempDir dir;
    write(dir, name, text);
    const auto rules = site_rules(dir.path());
    ASSERT_FALSE(rules.has_value()) << text;
    for (const std::string& word : words)
      EXPECT_NE(rules.error().message.find(word), std::string::npos) << rules.error().message;
  };
  refused("printers.toml", "[x]\ntitle = ", {"printers.toml line", "TOML"});
  refused("printers.toml", "title = \"x\"\n", {"line 1", "section"});
  refused("printers.toml",
          "\n[x]\ntitle = \"X\"\nprocess = \"vpp\"\nbuild_mm = [1, 2]\nsource = \"s\"\n",
          {"line 5", "build_mm", "three lengths"});
  refused("printers.toml",
          "[x]\ntitle = \"X\"\nprocess = \"magic\"\nbuild_mm = [9, 9, 9]\nsource = \"s\"\n",
          {"[x]", "magic", "vpp"});
  refused("materials.toml",
          "[x]\ntitle = \"X\"\nprocess = \"vpp\"\ndensity_g_cm3 = -1\nsource = \"s\"\n",
          {"line 4", "density_g_cm3", "0.05"});
  refused("materials.toml",
          "[x]\ntitle = \"X\"\nprocess = \"vpp\"\ndensity_g_cm3 = 1\nsource = \"s\"\ncolour = "
          "\"red\"\n",
          {"line 6", "colour", "density_g_cm3"});
  refused("processes.toml", "[x]\ntitle = \"X\"\noverhang_angle_deg = 45\n",
          {"line 3", "overhang_angle_deg", "source"});
  refused("else.toml", "", {"processes.toml"});
}

TEST(SiteRules, ChangeTheReadingAndItsDigest) {
  const test::TempDir dir;
  write(dir, "printers.toml", kPrinter);
  AnalyzeOptions ours, builtin;
  const auto rules = site_rules(dir.path());
  ASSERT_TRUE(rules.has_value());
  ours.rules = std::make_shared<const RuleSet>(*rules);
  EXPECT_NE(options_digest(ours), options_digest(builtin));
  ours.only = builtin.only = *Selection::of(std::vector<std::string>{"fits"});
  const auto bytes = shapes::as_binary_stl(shapes::box({20, 20, 395}));
  const auto fits = [&](const AnalyzeOptions& options) {
    return analyze({bytes.begin(), bytes.end()}, "rod.stl", options).number_of("fits", "as_posed");
  };
  EXPECT_EQ(fits(builtin), 0);
  EXPECT_EQ(fits(ours), 1);
}

}  // namespace
}  // namespace pg
