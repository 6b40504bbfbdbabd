// The REDCap instrument: a dictionary that REDCap takes, and records that fit it.

#include "pipeline/registry/redcap.hpp"

#include <gtest/gtest.h>

#include <map>
#include <regex>
#include <set>

#include "pipeline/registry/statistics.hpp"
#include "tests/pipeline/registry/some_case.hpp"

namespace pg {
namespace {

using Rows = std::vector<std::vector<std::string>>;

/// RFC 4180, written apart from the writer.
Rows csv(const std::string& text) {
  Rows rows(1);
  std::string cell;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '"' && i + 1 < text.size() && text[i + 1] == '"') {
      cell += text[++i];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && (c == ',' || c == '\n')) {
      rows.back().push_back(std::exchange(cell, {}));
      if (c == '\n') rows.emplace_back();
    } else if (quoted || c != '\r') {
      cell += c;
    }
  }
  rows.pop_back();
  return rows;
}

std::map<std::string, std::string> record_of(const ExportCase& one) {
  const Rows rows = csv(redcap_records({one}));
  std::map<std::string, std::string> record;
  for (std::size_t i = 0; i < rows.at(0).size(); ++i) record[rows[0][i]] = rows.at(1).at(i);
  return record;
}

TEST(RedCap, TheDictionaryKeepsRedCapsRules) {
  const Rows rows = csv(redcap_dictionary());
  ASSERT_GT(rows.size(), 100u);
  EXPECT_EQ(rows[0][0], "Variable / Field Name");
  EXPECT_EQ(rows[1][0], "record_id");
  std::set<std::string> names;
  for (const auto& row : rows) ASSERT_EQ(row.size(), 18u);
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const auto& row = rows[i];
    EXPECT_TRUE(std::regex_match(row[0], std::regex("[a-z][a-z0-9_]{0,25}"))) << row[0];
    EXPECT_EQ(row[0].find("__"), std::string::npos);
    EXPECT_TRUE(names.insert(row[0]).second) << row[0];
    EXPECT_EQ(row[1], "printgauge");
    EXPECT_TRUE(row[3] == "text" || row[3] == "notes" || row[3] == "radio") << row[3];
    EXPECT_FALSE(row[4].empty());
    EXPECT_EQ(row[5].empty(), row[3] != "radio");
    EXPECT_TRUE(row[7].empty() || row[7] == "number" || row[7] == "integer");
  }
}

TEST(RedCap, TheImportsColumnsAreTheDictionarysFieldsInOrder) {
  const Rows dictionary = csv(redcap_dictionary());
  const Rows records = csv(redcap_records({test::some_case()}));
  ASSERT_EQ(records.at(0).size(), dictionary.size());  // a header less, `..._complete` more
  for (std::size_t i = 1; i < dictionary.size(); ++i)
    EXPECT_EQ(records[0][i - 1], dictionary[i][0]);
  EXPECT_EQ(records[0].back(), "printgauge_complete");
}

TEST(RedCap, RecordsHoldWhatWasDeclaredAndMeasuredAndNoSuggestion) {
  ExportCase one = test::some_case();
  EXPECT_EQ(record_of(one)["physical_models"], "");  // suggested: 2
  test::declare(one, "physical_models", "3");
  test::declare(one, "object_type", "\"anatomic_guide\"");
  test::declare(one, "use", "\"a, \\\"b\\\"\\nc\"");
  test::declare(one, "anatomic_parts",
                R"([{"region":"Head","structure":"Bone"},{"structure":"Skin"}])");
  test::declare(one, "effort_cad_clinician", R"({"hours":2,"minutes":5})");
  test::declare(one, "effort_cad_non_clinician", R"({"unknown":true})");
  auto record = record_of(one);
  EXPECT_EQ(record["record_id"], "case-1");
  EXPECT_EQ(record["physical_models"], "3");
  EXPECT_EQ(record["object_type"], "anatomic_guide");
  EXPECT_EQ(record["use"], "a, \"b\"\nc");
  EXPECT_EQ(record["eff_cad_clin_min"], "125");
  EXPECT_EQ(record["eff_cad_clin_unk"], "0");
  EXPECT_EQ(record["eff_cad_nonclin_min"], "");
  EXPECT_EQ(record["eff_cad_nonclin_unk"], "1");
  EXPECT_EQ(record["measured_models"], "2");
  EXPECT_NEAR(std::stod(record["m1_volume_mm3"]), 2000, 1e-6);  // rounding of the sum
  EXPECT_EQ(record["m2_size_x_mm"], "10");
  EXPECT_EQ(record["m3_volume_mm3"], "");
}

TEST(RedCap, PartsAreNumberedAsDeclared) {
  ExportCase one = test::some_case();
  test::declare(one, "object_type", "\"anatomic_model\"");
  test::declare(one, "anatomic_parts",
                R"([{"region":"Head","structure":"Bone"},{"structure":"Skin"}])");
  auto record = record_of(one);
  EXPECT_EQ(record["part_1"], "Head /  / Bone /  / ");
  EXPECT_EQ(record["part_2"], " /  / Skin /  / ");
  EXPECT_EQ(record["part_3"], "");
}

TEST(Statistics, OneRowAModelUnderEveryMeasuredColumn) {
  ExportCase one = test::some_case();
  test::declare(one, "object_type", "\"anatomic_guide\"");
  CaseModel failed;
  failed.status = ModelStatus::kFailed;
  failed.sha256 = std::string(64, 'f');
  one.models.push_back(failed);
  const Rows rows = csv(statistics_csv({one}));
  ASSERT_EQ(rows.size(), 5u);
  std::map<std::string, std::size_t> column;
  for (std::size_t i = 0; i < rows[0].size(); ++i) column[rows[0][i]] = i;
  for (const auto& row : rows) ASSERT_EQ(row.size(), rows[0].size());
  EXPECT_EQ(rows[1][column.at("case")], "case-1");
  EXPECT_EQ(rows[1][column.at("object_type")], "anatomic_guide");
  EXPECT_NEAR(std::stod(rows[2][column.at("volume_mm3")]), 2000, 1e-6);  // rounding of the sum
  EXPECT_EQ(rows[4][column.at("status")], "failed");
  EXPECT_EQ(rows[4][column.at("volume_mm3")], "");
}

}  // namespace
}  // namespace pg
