// cases, show and form, as a person or a script calls them.

#include "tests/apps/record_fixture.hpp"

namespace pg {
namespace {

TEST_F(Record, WithoutOneIsSaidAndNothingIsMade) {
  for (const char* command : {"cases", "show x", "form x", "status", "search", "retry", "store check",
                              "store backup new"}) {
    EXPECT_EQ(call(command).status, 3) << command;
    EXPECT_NE(call(command, "2>&1 >/dev/null").out.find("no record"), std::string::npos);
  }
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "record.sqlite"));
}

TEST_F(Record, CasesJsonIsALineACaseWithItsReadings) {
  drop("case-002/a.stl", shapes::box({10, 20, 30}));
  drop("case-001/b.stl", shapes::box({10, 10, 10}));
  drop("case-001/c.stl", shapes::box({20, 10, 10}));
  record();
  const Said said = call("cases --json");
  EXPECT_EQ(said.status, 0);
  std::istringstream lines(said.out);
  std::vector<Json> cases;
  for (std::string line; std::getline(lines, line);) cases.push_back(Json::parse(line));
  ASSERT_EQ(cases.size(), 2u);
  EXPECT_EQ(cases[0]["case"], "case-001");
  EXPECT_EQ(cases[0]["models"].size(), 2u);
  const Json& model = cases[1]["models"][0];
  EXPECT_EQ(model["status"], "ok");
  EXPECT_TRUE(model.contains("class"));
  EXPECT_EQ(model["sha256"], model["reading"]["sha256"]);
  EXPECT_EQ(model["reading"]["schema"], "printgauge.reading/1");
  EXPECT_FALSE(model["reading"].contains("input"));
  EXPECT_EQ(model["reading"]["values"]["aligned_box_mm"]["size"], Json({10.0, 20.0, 30.0}));
  EXPECT_EQ(model["reading"]["values"]["signed_volume_mm3"]["value"], 6000.0);  // exact in floats
}

TEST_F(Record, TablesNameTheCaseAndItsNumbers) {
  drop("case-001/b.stl", shapes::box({10, 10, 10}));
  record();
  EXPECT_NE(call("cases").out.find("case-001"), std::string::npos);
  EXPECT_NE(call("cases").out.find("1 ok"), std::string::npos);
  const std::string shown = call("show case-001").out;
  EXPECT_NE(shown.find("10.0 x 10.0 x 10.0 mm"), std::string::npos) << shown;
  EXPECT_NE(shown.find("volume 1.00 mL"), std::string::npos) << shown;
  const std::string form = call("form case-001").out;
  EXPECT_NE(form.find("Digital Model"), std::string::npos);
}

TEST_F(Record, ShowJsonHasSupersededModelsAndTheHistory) {
  drop("case-001/b.stl", shapes::box({10, 10, 10}));
  record();
  drop("case-001/b.stl", shapes::box({11, 10, 10}));
  record();
  const Said said = call("show case-001 --json");
  ASSERT_EQ(said.status, 0);
  const Json document = Json::parse(said.out);
  ASSERT_EQ(document["models"].size(), 2u);
  EXPECT_TRUE(document["models"][0].contains("superseded"));
  EXPECT_FALSE(document["models"][1].contains("superseded"));
  EXPECT_GE(document["history"].size(), 10u);
  EXPECT_EQ(document["history"][0]["what"], "case created");
  EXPECT_EQ(Json::parse(call("cases --json").out)["models"].size(), 1u);
}

TEST_F(Record, FormJsonProposesFromTheModels) {
  drop("case-001/small.stl", shapes::box({10, 10, 10}));
  drop("case-001/large.stl", shapes::box({20, 20, 20}));
  drop("case-001/copy.stl", shapes::box({20, 20, 20}));
  record();
  const Json form = Json::parse(call("form case-001 --json").out);
  EXPECT_EQ(form["schema"], "printgauge.form/1");
  bool found = false;
  for (const Json& section : form["sections"])
    for (const Json& field : section["fields"])
      if (field["id"] == "physical_models") {
        found = true;
        EXPECT_EQ(field["value"], 2);
        EXPECT_EQ(field["layer"], "suggested");
      }
  EXPECT_TRUE(found);
  EXPECT_EQ(form["measured"].size(), 3u);
}

TEST_F(Record, AnUnknownCaseIsExitStatusOne) {
  drop("case-001/b.stl", shapes::box({10, 10, 10}));
  record();
  EXPECT_EQ(call("show case-999").status, 1);
  EXPECT_EQ(call("form case-999").status, 1);
  EXPECT_EQ(call("show case-999").out, "");
}

TEST_F(Record, EveryCommandHasHelpWithExamples) {
  for (const char* command : {"watch", "cases", "show", "form", "status", "search", "retry", "store",
                              "store backup", "store restore", "store check", "config"}) {
    const Said said = call(std::string(command) + " --help");
    EXPECT_EQ(said.status, 0) << command;
    EXPECT_NE(said.out.find("Examples:"), std::string::npos) << command;
  }
  EXPECT_EQ(call("show").status, 2);
  EXPECT_EQ(call("cases --nonsense").status, 2);
  EXPECT_EQ(call("store").status, 2);
  EXPECT_EQ(call("search --since yesterday").status, 2);
  EXPECT_EQ(call("search --status done").status, 2);
  EXPECT_EQ(call("retry --model xyz!").status, 2);
}

}  // namespace
}  // namespace pg
