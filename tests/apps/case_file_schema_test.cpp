// The published schema of case.json and the program take and refuse the same files.

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "pipeline/registry/answers.hpp"
#include "pipeline/registry/case_file.hpp"
#include "tests/support/json_schema.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/run.hpp"

namespace pg {
namespace {

using Json = nlohmann::json;

class CaseFileSchema : public ::testing::Test {
 protected:
  void SetUp() override {
    std::ifstream file(test::source_dir() / "docs/reference/case-file.schema.json");
    document_ = Json::parse(file);
  }
  bool valid(const std::string& text) {
    return test::schema_misfit(document_, Json::parse(text)).empty();
  }
  static bool taken(const std::string& text) {
    const Result<CaseFile> file = read_case_file(text);
    Case subject;
    return file && take_case_file(subject, *file, "aa", "t");
  }
  Json document_;

};

std::string file_of(const std::string& answers) {
  return R"({"schema":"printgauge.case-file/1","stated_by":"M. Weber","answers":)" + answers + "}";
}

TEST_F(CaseFileSchema, NamesEveryFieldAndNoOther) {
  std::vector<std::string> named;
  for (const auto& [name, field] :
       document_["properties"]["answers"]["properties"].items())
    named.push_back(name);
  std::vector<std::string> fields = answer_fields();
  std::sort(fields.begin(), fields.end());
  EXPECT_EQ(named, fields);  // nlohmann's objects are sorted
}

TEST_F(CaseFileSchema, TakesAndRefusesWhatTheProgramDoes) {
  for (const char* answers :
       {"{}", "null", R"({"indication":"x"})", R"({"indication":""})",
        R"({"object_type":"anatomic_guide"})", R"({"anatomic_parts":[{"region":"Head"}]})",
        R"({"prints":[{"parts":[1,2],"printer":null,"scale":0.5,"copies":3}]})",
        R"({"physical_models":2,"scale":1.5,"time_saved_min":0})",
        R"({"effort_cad_clinician":{"hours":1,"minutes":2}})",
        R"({"effort_cad_non_clinician":{"unknown":true}})"}) {
    EXPECT_TRUE(valid(file_of(answers))) << answers;
    EXPECT_TRUE(taken(file_of(answers))) << answers;
  }
  for (const char* answers :
       {"[]", R"({"shoe":1})", R"({"indication":5})", R"({"object_type":"shoe"})",
        R"({"anatomic_parts":{"region":"x"}})", R"({"anatomic_parts":[{"shoe":"x"}]})",
        R"({"prints":[{"printer":"x"}]})", R"({"prints":[{"parts":[0]}]})",
        R"({"prints":[{"parts":[1],"copies":0}]})", R"({"physical_models":0})",
        R"({"physical_models":1.5})", R"({"scale":"1:1"})", R"({"time_saved_min":-1})",
        R"({"effort_cad_clinician":{"hours":-1}})", R"({"effort_cad_clinician":90})"}) {
    EXPECT_FALSE(valid(file_of(answers))) << answers;
    EXPECT_FALSE(taken(file_of(answers))) << answers;
  }
  for (const char* text : {"{}", "[]", R"({"schema":"printgauge.case-file/2"})",
                           R"({"schema":"printgauge.case-file/1","patient":"x"})"}) {
    EXPECT_FALSE(valid(text)) << text;
    EXPECT_FALSE(taken(text)) << text;
  }
}

TEST_F(CaseFileSchema, TheCommandWritesATemplateThatIsValidAndOverwritesNothing) {
  const auto shown = test::run_program(test::printgauge_binary(), {"template"});
  EXPECT_EQ(shown.status, 0) << shown.err;
  EXPECT_TRUE(valid(shown.out));
  EXPECT_TRUE(taken(shown.out));
  const test::TempDir folder;
  const std::string path = folder.path() / "case.json";
  EXPECT_EQ(test::run_program(test::printgauge_binary(), {"template", path}).status, 0);
  std::ofstream(path) << "somebody's";
  EXPECT_EQ(test::run_program(test::printgauge_binary(), {"template", path}).status, 2);
  std::string kept;
  std::ifstream(path) >> kept;
  EXPECT_EQ(kept, "somebody's");
}

}  // namespace
}  // namespace pg
