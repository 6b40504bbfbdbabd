// case.json: what is taken, what is refused with which sentence, and what a changed file changes.

#include "pipeline/registry/case_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pipeline/registry/answers.hpp"

namespace pg {
namespace {

using testing::HasSubstr;

std::string file_of(const std::string& answers) {
  return R"({"schema":"printgauge.case-file/1","stated_by":"M. Weber","answers":)" + answers + "}";
}

void take(Case& subject, const std::string& answers) {
  const Result<CaseFile> file = read_case_file(file_of(answers));
  ASSERT_TRUE(file) << file.error().message;
  const Result<Ok> taken = take_case_file(subject, *file, "aa", "2026-11-28T10:00:00.000Z");
  ASSERT_TRUE(taken) << taken.error().message;
}

std::string refusal(const std::string& text) {
  const Result<CaseFile> file = read_case_file(text);
  if (!file) return file.error().message;
  Case subject;
  const Result<Ok> taken = take_case_file(subject, *file, "aa", "t");
  EXPECT_FALSE(subject.case_file) << "refused, and yet the case was changed";
  return taken ? "" : taken.error().message;
}

TEST(CaseFile, StatesFieldsInTheNameOfWhoStatesThem) {
  Case subject;
  take(subject, R"({"indication":"tetralogy of Fallot","object_type":"anatomic_model",
    "anatomic_parts":[{"region":"Chest","structure":"Heart"}],
    "prints":[{"parts":[1],"printer":"P1","copies":2}],
    "effort_cad_clinician":{"hours":1,"minutes":30},"purpose":"planning"})");
  EXPECT_EQ(subject.indication->value, "tetralogy of Fallot");
  EXPECT_EQ(subject.indication->layer, Layer::kDeclared);
  EXPECT_EQ(subject.indication->by, "M. Weber (case.json)");
  EXPECT_EQ(subject.indication->at, "2026-11-28T10:00:00.000Z");
  EXPECT_EQ(subject.object_type->value, ObjectType::kAnatomicModel);
  EXPECT_EQ(subject.anatomic_parts->value[0].structure, "Heart");
  EXPECT_EQ(subject.prints->value[0].copies, 2);
  EXPECT_EQ(subject.effort->value[0].minutes, 90);
  EXPECT_EQ(subject.answers->value[0].field, "purpose");
  EXPECT_EQ(subject.case_file->value.sha256, "aa");
}

TEST(CaseFile, WhatIsEmptyIsNotStated) {
  Case subject;
  take(subject, R"({"indication":null,"organ_system":"","anatomic_parts":[],"prints":null})");
  EXPECT_FALSE(subject.indication || subject.organ_system || subject.anatomic_parts);
}

TEST(CaseFile, TheTemplateIsOneInWhichNothingIsStatedAndListsEveryField) {
  const std::string text = case_file_template();
  const Result<CaseFile> file = read_case_file(text);
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_TRUE(file->answers.empty());
  for (const std::string& field : answer_fields())
    EXPECT_THAT(text, HasSubstr("\"" + field + "\": null"));
  Case subject;
  EXPECT_TRUE(take_case_file(subject, *file, "aa", "t"));
  EXPECT_EQ(case_fields(subject).size(), 1u);  // only that the file was seen
}

TEST(CaseFile, AChangedFileChangesOnlyWhatItSaysAnew) {
  Case subject;
  take(subject, R"({"indication":"first","purpose":"planning"})");
  // Somebody corrects the indication in the form meanwhile.
  ASSERT_TRUE(answer_field(subject, "indication", "\"corrected\"", {.by = "page", .at = "later"}));
  take(subject, R"({"indication":"first","purpose":"teaching"})");
  EXPECT_EQ(subject.indication->value, "corrected");
  EXPECT_EQ(subject.indication->by, "page");
  EXPECT_EQ(subject.answers->value[0].value, "\"teaching\"");
  take(subject, R"({"indication":"second"})");  // now the file says something else about it
  EXPECT_EQ(subject.indication->value, "second");
}

TEST(CaseFile, WhatIsTakenOutIsTakenBackUnlessSomebodyElseStatedIt) {
  Case subject;
  take(subject, R"({"indication":"first","organ_system":"cardiac","scale":1,
                    "effort_cad_clinician":{"hours":2}})");
  ASSERT_TRUE(answer_field(subject, "organ_system", "\"other\"", {.by = "page", .at = "later"}));
  take(subject, "{}");
  EXPECT_FALSE(subject.indication);
  EXPECT_FALSE(subject.effort);
  EXPECT_FALSE(subject.answers);
  EXPECT_EQ(subject.organ_system->value, "other");
}

TEST(CaseFile, RefusalsSayWhatAndWhereAndNothingOutOfTheFile) {
  const std::string who = "Zyxwinkel";
  const std::pair<std::string, const char*> wrong[] = {
      {"", "not JSON at line 1, column 1"},
      {"{\n  \"schema\": " + who + "}", "not JSON at line 2, column 13"},
      {"[\"" + who + "\"]", "not a JSON object"},
      {"{}", "schema is not printgauge.case-file/1"},
      {R"({"schema":"printgauge.case-file/1","answers":{"indication":"x"}})", "stated_by"},
      {R"({"schema":"printgauge.case-file/1","stated_by":["x"]})", "stated_by"},
      {R"({"schema":"printgauge.case-file/1","patient":")" + who + "\"}", "not one of schema"},
      {file_of("{\"purpose\":\"x\",\"" + who + "\":1}"), "member 2 of answers is no field"},
      {file_of("[]"), "not an object of fields"},
      {file_of("{\"object_type\":\"" + who + "\"}"), "The field object_type takes"},
      {file_of("{\"anatomic_parts\":[{\"" + who + "\":1}]}"), "The field anatomic_parts takes"},
      {file_of(R"({"prints":[{"parts":[0]}]})"), "The field prints takes"},
      {file_of(R"({"scale":"1:1"})"), "The field scale takes"},
      {file_of(R"({"effort_cad_clinician":{"hours":-1}})"), "The field effort_cad_clinician takes"},
      {file_of("{\"purpose\":\"" + std::string(kAnswerBytesMax + 1, 'x') + "\"}"), "purpose takes"},
      {file_of("{\"purpose\":\"\xff\xfe\"}"), "not JSON"},
      {std::string(20, '[') + std::string(20, ']'), "nest deeper"},
      {std::string(kCaseFileBytesMax + 1, ' '), "longer than 64 KiB"}};
  for (const auto& [text, expected] : wrong) {
    const std::string said = refusal(text);
    EXPECT_THAT(said, HasSubstr(expected)) << text.substr(0, 80);
    EXPECT_EQ(said.find(who), std::string::npos) << said;
  }
}

TEST(CaseFile, AMarkOfTheByteOrderIsNoMistake) {
  EXPECT_TRUE(read_case_file("\xEF\xBB\xBF" + file_of("{}")));
}

TEST(CaseFile, AFieldThatIsRefusedLeavesTheWholeCaseAsItWas) {
  Case subject;
  take(subject, R"({"indication":"first"})");
  const std::string before = case_to_json(subject);
  const Result<CaseFile> file = read_case_file(file_of(R"({"indication":"second","scale":"x"})"));
  ASSERT_TRUE(file);
  EXPECT_FALSE(take_case_file(subject, *file, "bb", "t"));
  EXPECT_EQ(case_to_json(subject), before);
}

}  // namespace
}  // namespace pg
