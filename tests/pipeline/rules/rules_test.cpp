#include "pipeline/rules/rules.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "tests/support/paths.hpp"

namespace pg {
namespace {

TEST(Rules, EveryNumberNamesASourceThatTheSourcesPageExplains) {
  std::ifstream file(test::source_dir() / "docs/reference/sources.md");
  std::ostringstream page;
  page << file.rdbuf();
  const auto check = [&](const std::string& sources, const std::string& of) {
    std::istringstream words(sources);
    std::string word;
    ASSERT_FALSE(sources.empty()) << of;
    while (words >> word) {
      const bool explained = page.str().find("\n" + word + " ") != std::string::npos ||
                             page.str().find(" " + word + " ") != std::string::npos;
      EXPECT_TRUE(explained) << word << " of " << of << " is not explained";
    }
  };
  for (const PrintProcess& process : all_processes())
    for (const SourcedNumber* number :
         {&process.overhang_angle_deg, &process.wall_min_mm, &process.drain_hole_min_mm,
          &process.hole_min_mm, &process.gap_min_mm, &process.layer_mm})
      check(number->source, process.id);
  for (const Printer& printer : all_printers()) check(printer.source, printer.id);
  for (const Material& material : all_materials()) check(material.source, material.id);
}

TEST(Rules, PrintersAndMaterialsNameProcessesThatExist) {
  for (const Printer& printer : all_printers()) {
    EXPECT_TRUE(find_process(printer.process).has_value()) << printer.id;
    EXPECT_GT(printer.build_mm.minCoeff(), 50) << printer.id;
  }
  for (const Material& material : all_materials()) {
    EXPECT_TRUE(find_process(material.process).has_value()) << material.id;
    EXPECT_GT(material.density_g_cm3, 0.5) << material.id;
    EXPECT_LT(material.density_g_cm3, 10) << material.id;
  }
}

TEST(Rules, IdsAreUniqueAndInFileOrder) {
  std::set<std::string> ids;
  for (const PrintProcess& process : all_processes()) EXPECT_TRUE(ids.insert(process.id).second);
  for (const Printer& printer : all_printers()) EXPECT_TRUE(ids.insert(printer.id).second);
  for (const Material& material : all_materials()) EXPECT_TRUE(ids.insert(material.id).second);
  EXPECT_EQ(all_processes().front().id, "mex");
  EXPECT_EQ(all_printers().front().id, "form_2");
}

TEST(Rules, TheDefaultProcessSupportsBelowFortyFiveDegrees) {
  const auto process = find_process(kDefaultProcess);
  ASSERT_TRUE(process.has_value());
  EXPECT_EQ(process->rules().overhang_angle_deg, 45);
  EXPECT_EQ(process->rules().wall_min_mm, 1.0);
}

TEST(Rules, AnUnknownProcessIsRefusedWithTheOnesThereAre) {
  const auto process = find_process("magic");
  ASSERT_FALSE(process.has_value());
  EXPECT_NE(process.error().message.find("vpp"), std::string::npos);
}

}  // namespace
}  // namespace pg
