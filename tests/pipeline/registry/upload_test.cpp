// The upload file: its bytes, what refuses a record, what may go out.

#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "pipeline/analyze.hpp"
#include "pipeline/registry/answers.hpp"
#include "pipeline/registry/billing.hpp"
#include "pipeline/registry/upload.hpp"
#include "testdata/shapes.hpp"
#include "tests/support/paths.hpp"

namespace pg {
namespace {

const Stamp kPerson{.by = "data manager", .at = "2026-01-03T10:00:00.000Z"};

CaseModel box_model(double side_mm) {
  const std::vector<std::byte> bytes = shapes::as_binary_stl(shapes::box({side_mm, 10, 10}));
  const Reading reading = analyze(BigVector<std::byte>(bytes.begin(), bytes.end()), "m.stl", {});
  CaseModel model;
  model.status = ModelStatus::kOk;
  model.sha256 = reading.sha256;
  model.reading = to_json(reading);
  return model;
}

ExportCase some_case() {
  ExportCase one;
  one.subject.id = "case-1";
  one.subject.created = "2026-01-01T00:00:00.000Z";
  // The second is the larger; the third is a copy of it.
  one.models = {box_model(10), box_model(20), box_model(20)};
  return one;
}
void declare(ExportCase& one, const std::string& field, const std::string& value) {
  const Result<Ok> said = answer_field(one.subject, field, value, kPerson);
  ASSERT_TRUE(said) << said.error().message;
}
std::vector<Column> map_of(const std::string& toml) {
  const Result<std::vector<Column>> columns = column_map_from(toml);
  EXPECT_TRUE(columns) << (columns ? "" : columns.error().message);
  return columns ? *columns : std::vector<Column>();
}
UploadRow row_of(const ExportCase& one, const std::string& from, const std::string& more = {}) {
  return upload_row(one, map_of("[[column]]\nname = \"c\"\nfrom = \"" + from + "\"\n" + more));
}

TEST(Upload, ALineHasAllElementsAlsoEmptyOnesAndEndsInCrLf) {
  EXPECT_EQ(upload_line({"a", "", "c", ""}), "a||c|\r\n");
}

TEST(Upload, ValuesComeFromWhereTheMapSays) {
  ExportCase one = some_case();
  declare(one, "object_type", "\"anatomic_model\"");
  declare(one, "anatomic_parts", R"([{"region":"Head"},{"structure":"Bone"}])");
  declare(one, "effort_cad_clinician", R"({"hours":2,"minutes":5})");
  EXPECT_EQ(row_of(one, "case.id").cells, std::vector<std::string>{"case-1"});
  EXPECT_EQ(row_of(one, "form.object_type").cells, std::vector<std::string>{"anatomic_model"});
  EXPECT_EQ(row_of(one, "form.object_type", "codes = { anatomic_model = \"1\" }").cells,
            std::vector<std::string>{"1"});
  EXPECT_EQ(row_of(one, "form.anatomic_parts.2.structure").cells, std::vector<std::string>{"Bone"});
  EXPECT_EQ(row_of(one, "form.anatomic_parts.3.structure").cells, std::vector<std::string>{""});
  EXPECT_EQ(row_of(one, "form.effort_cad_clinician.hours").cells, std::vector<std::string>{"2"});
  // 20 x 10 x 10 mm is 2 mL, 10 x 10 x 10 is 1: exact in doubles.
  EXPECT_EQ(row_of(one, "measured.1.volume_mm3", "factor = 0.001\ndigits = 2").cells,
            std::vector<std::string>{"2.00"});
  EXPECT_EQ(row_of(one, "measured.2.aligned_box_mm.size.1").cells, std::vector<std::string>{"10"});
  EXPECT_EQ(row_of(one, "measured.count").cells, std::vector<std::string>{"2"});
}

TEST(Upload, ASuggestionNobodyAcceptedIsMissing) {
  ExportCase one = some_case();
  const UploadRow before = row_of(one, "form.physical_models", "required = true");
  ASSERT_EQ(before.problems.size(), 1u);
  EXPECT_NE(before.problems[0].find("nobody has accepted"), std::string::npos);
  declare(one, "physical_models", "2");
  const UploadRow after = row_of(one, "form.physical_models", "required = true");
  EXPECT_TRUE(after.problems.empty());
  EXPECT_EQ(after.cells, std::vector<std::string>{"2"});
}

TEST(Upload, WhatTheFileCannotCarryRefusesTheRecord) {
  for (const char* value : {"\"a|b\"", "\"a\\nb\""}) {
    ExportCase one = some_case();
    declare(one, "purpose", value);
    EXPECT_EQ(row_of(one, "form.purpose").problems.size(), 1u) << value;
  }
  ExportCase one = some_case();
  declare(one, "purpose", "\"planning\"");
  EXPECT_TRUE(row_of(one, "form.purpose").problems.empty());
  EXPECT_EQ(row_of(one, "form.purpose", "length = 3").problems.size(), 1u);
  EXPECT_EQ(row_of(one, "form.purpose", "codes = { other = \"1\" }").problems.size(), 1u);
  EXPECT_EQ(row_of(one, "form.use", "required = true").problems.size(), 1u);
  EXPECT_EQ(row_of(one, "measured.3.volume_mm3", "required = true").problems.size(), 1u);
}

TEST(Upload, NamesNeverRepeatAndHaveTheRegistrysShape) {
  std::set<std::string> names;
  for (int i = 0; i < 1000; ++i) {
    const std::string name = upload_file_name();
    EXPECT_TRUE(std::regex_match(name, std::regex("3dp_case_[0-9a-z]+\\.txt"))) << name;
    EXPECT_TRUE(names.insert(name).second);
  }
}

TEST(ColumnMap, MistakesAreSaidWithTheirLine) {
  for (const char* toml :
       {"", "[[column]]\nname = \"a\"\nform = \"x\"", "[[column]]\nfrom = \"case.id\"",
        "[[column]]\nname = \"a\"\nfrom = \"case.patient\"",
        "[[column]]\nname = \"a\"\nfrom = \"case.id\"\ntext = \"b\"",
        "[[column]]\nname = \"a\"\n[[column]]\nname = \"a\"", "column = 1", "[[column]",
        "[[column]]\nname = \"a\"\nfrom = \"measured.0.volume_mm3\""}) {
    const Result<std::vector<Column>> columns = column_map_from(toml);
    ASSERT_FALSE(columns) << toml;
    EXPECT_NE(columns.error().message.find("column"), std::string::npos);
  }
}

TEST(ColumnMap, TheSampleIsSound) {
  const auto columns = load_column_map(test::source_dir() / "docs/examples/registry-map.toml");
  ASSERT_TRUE(columns) << columns.error().message;
  EXPECT_EQ(columns->size(), 10u);
}

std::vector<std::pair<std::string, std::size_t>> units_of(const Case& subject) {
  std::vector<std::pair<std::string, std::size_t>> units;
  for (const BillingUnits& one : billing_of(subject).units) units.emplace_back(one.code, one.units);
  return units;
}

TEST(Billing, NamedPartsCountOnceEachAndCopiesNever) {
  ExportCase one = some_case();
  EXPECT_TRUE(units_of(one.subject).empty());
  declare(one, "object_type", "\"anatomic_model\"");
  declare(one, "anatomic_parts",
          R"([{"structure":"Heart"},{"structure":"heart"},{"structure":"Aorta"},{"comment":"x"}])");
  declare(one, "prints", R"([{"parts":[1,3],"copies":5}])");
  const std::vector<std::pair<std::string, std::size_t>> expected = {{"0559T", 1}, {"0560T", 1}};
  EXPECT_EQ(units_of(one.subject), expected);
}

TEST(Billing, GuidesCountAsDeclaredAndTheUnitLimitIsSaid) {
  ExportCase one = some_case();
  declare(one, "object_type", "\"anatomic_guide\"");
  EXPECT_TRUE(units_of(one.subject).empty());
  declare(one, "physical_models", "4");
  const std::vector<std::pair<std::string, std::size_t>> expected = {{"0561T", 1}, {"0562T", 3}};
  EXPECT_EQ(units_of(one.subject), expected);
  bool said = false;
  for (const std::string& note : billing_of(one.subject).notes)
    said |= note.find("unit limit") != std::string::npos;
  EXPECT_TRUE(said);
  declare(one, "physical_models", "3");
  for (const std::string& note : billing_of(one.subject).notes)
    EXPECT_EQ(note.find("unit limit"), std::string::npos);
}

}  // namespace
}  // namespace pg
