// The upload file: its bytes, what refuses a record, what may go out.

#include <gtest/gtest.h>

#include <unistd.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <sstream>

#include "pipeline/registry/upload.hpp"
#include "tests/pipeline/registry/some_case.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/run.hpp"

namespace pg {
namespace {

using test::declare;
using test::some_case;

ColumnMap map_of(const std::string& toml) {
  const Result<ColumnMap> map = column_map_from(toml);
  EXPECT_TRUE(map) << (map ? "" : map.error().message);
  return map ? *map : ColumnMap();
}
UploadRow row_of(const ExportCase& one, const std::string& from, const std::string& more = {}) {
  const ColumnMap map = map_of("[[column]]\nname = \"c\"\nfrom = \"" + from + "\"\n" + more);
  return upload_of({one}, map).rows.at(0);
}

TEST(Upload, ALineHasAllElementsAlsoEmptyOnesAndEndsInCrLf) {
  const Upload upload{.rows = {{.case_id = "1", .cells = {"a", "", "c", ""}, .problems = {}},
                               {.case_id = "2", .cells = {"x", "", "", ""}, .problems = {"no."}},
                               {.case_id = "3", .cells = {"", "", "", "d"}, .problems = {}}},
                      .good = 2};
  EXPECT_EQ(upload_text(upload), "a||c|\r\n|||d\r\n");
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
  for (const char* value : {"\"a|b\"", "\"a\\nb\"", "\"a\\u2028b\"", "\"a\\u0085b\""}) {
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
    const std::string name = upload_file_name(".txt");
    EXPECT_TRUE(std::regex_match(name, std::regex("3dp_case_[0-9a-z]+\\.txt"))) << name;
    EXPECT_TRUE(names.insert(name).second);
  }
}

/// What openpyxl, which shares nothing with the writer, reads back: one JSON list of rows, each
/// cell with its kind.
std::vector<std::vector<std::string>> read_back(const std::string& bytes) {
  const test::TempDir folder;
  const auto path = folder.path() / "sheet.xlsx";
  std::ofstream(path, std::ios::binary) << bytes;
  const test::Outcome read = test::run_program(
      "/usr/bin/python3",
      {"-c",
       "import json,sys,openpyxl\n"
       "book=openpyxl.load_workbook(sys.argv[1])\n"
       "assert len(book.worksheets)==1\n"
       "for row in book.active.iter_rows():\n"
       "  print(json.dumps(['' if c.value is None else c.data_type+c.value for c in row]))",
       path.string()});
  EXPECT_EQ(read.status, 0) << read.err;
  std::vector<std::vector<std::string>> rows;
  std::istringstream lines(read.out);
  for (std::string line; std::getline(lines, line);)
    rows.push_back(nlohmann::json::parse(line).get<std::vector<std::string>>());
  return rows;
}

TEST(UploadSheet, AnotherReaderFindsTheSameElementsAsTextsAndNoFormula) {
  if (access("/usr/bin/python3", X_OK) != 0) GTEST_SKIP() << "SKIPPED: needs python3-openpyxl";
  ColumnMap map =
      map_of("[[column]]\nname = \"a\"\n[[column]]\nname = \"b\"\n[[column]]\nname = \"c\"");
  const Upload upload{
      .rows = {{.case_id = "1", .cells = {"=1+1", "007", "<&\"\xC3\xA9"}, .problems = {}},
               {.case_id = "2", .cells = {"left out", "", ""}, .problems = {"no."}},
               {.case_id = "3", .cells = {"", "+cmd|' /C calc'!A0", " x "}, .problems = {}}},
      .good = 2};
  const auto plain = upload_sheet(upload, map);
  ASSERT_TRUE(plain) << plain.error().message;
  using Rows = std::vector<std::vector<std::string>>;
  const Rows rows = {{"s=1+1", "s007", "s<&\"\xC3\xA9"}, {"", "s+cmd|' /C calc'!A0", "s x "}};
  EXPECT_EQ(read_back(*plain), rows);
  map.sheet_heading = true;
  const auto headed = upload_sheet(upload, map);
  ASSERT_TRUE(headed);
  const Rows with_heading = {{"sa", "sb", "sc"}, rows[0], rows[1]};
  EXPECT_EQ(read_back(*headed), with_heading);
}

TEST(ColumnMap, MistakesAreRefusedWithASentence) {
  for (const char* toml :
       {"", "[[column]]\nname = \"a\"\nform = \"x\"", "[[column]]\nfrom = \"case.id\"",
        "[[column]]\nname = \"a\"\nfrom = \"case.patient\"",
        "[[column]]\nname = \"a\"\nfrom = \"form.no_such_field\"",
        "[[column]]\nname = \"a\"\nfrom = \"case.id\"\ntext = \"b\"",
        "[[column]]\nname = \"a\"\n[[column]]\nname = \"a\"", "column = 1", "[[column]",
        "[[column]]\nname = \"a\"\ntext = \"x|y\"", "[[column]]\nname = \"a\"\nrequired = \"yes\"",
        "[[column]]\nname = \"a\"\ndigits = 2.5", "[[column]]\nname = \"a\"\ndigits = 10",
        "[[column]]\nname = \"a\"\ncodes = { x = 1 }", "sheet_heading = 1",
        "[[column]]\nname = \"a\"\nfrom = \"measured.0.volume_mm3\""}) {
    const Result<ColumnMap> map = column_map_from(toml);
    ASSERT_FALSE(map) << toml;
    EXPECT_NE(map.error().message.find("column"), std::string::npos) << map.error().message;
  }
}

TEST(ColumnMap, AMistakeIsSaidWithItsLine) {
  const Result<ColumnMap> map =
      column_map_from("[[column]]\nname = \"a\"\n[[column]]\nname = \"b\"\nform = \"x\"\n");
  ASSERT_FALSE(map);
  EXPECT_NE(map.error().message.find("line 5"), std::string::npos) << map.error().message;
}

TEST(ColumnMap, TheSampleIsSound) {
  const auto map = load_column_map(test::source_dir() / "docs/examples/registry-map.toml");
  ASSERT_TRUE(map) << map.error().message;
  EXPECT_EQ(map->columns.size(), 10u);
}

}  // namespace
}  // namespace pg
