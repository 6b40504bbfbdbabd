// What people say to the form: it is kept, it has a name and a time, nothing is overwritten unseen.

#include <gtest/gtest.h>

#include <thread>

#include "tests/service/served.hpp"

namespace pg {
namespace {

using Json = nlohmann::json;
using test::Answer;

const Json kNone(Json::value_t::discarded);

class Writes : public test::Served {
 protected:
  void SetUp() override {
    Served::SetUp();
    add_box("case-1", 10, "2026-01-01T00:00:00.000Z");
    begin();
  }
  const std::string form_ = "/v1/cases/case-1/form/";
};

TEST_F(Writes, ADeclaredValueStandsInTheFormWithItsNameAndTime) {
  ASSERT_EQ(say("PUT", form_ + "indication", "double outlet right ventricle").status, 200);
  const Json field = field_of("case-1", "indication");
  EXPECT_EQ(field["value"], "double outlet right ventricle");
  EXPECT_EQ(field["layer"], "declared");
  EXPECT_EQ(field["by"], "data manager");
  EXPECT_EQ(field["at"].get<std::string>().size(), 24u);
  const Json history = get("/v1/cases/case-1/history").json()["history"];
  EXPECT_EQ(history.back()["what"], "indication");
  EXPECT_EQ(history.back()["by"], "data manager");
  EXPECT_EQ(history.back()["before"], nullptr);
  EXPECT_EQ(history.back()["after"], "double outlet right ventricle");
}

TEST_F(Writes, ASuggestionIsAcceptedAndTakenBack) {
  ASSERT_EQ(field_of("case-1", "physical_models")["layer"], "suggested");
  ASSERT_EQ(say("POST", form_ + "physical_models/accept", 1).status, 200);
  EXPECT_EQ(field_of("case-1", "physical_models")["layer"], "declared");
  EXPECT_EQ(field_of("case-1", "physical_models")["value"], 1);
  ASSERT_EQ(say("DELETE", form_ + "physical_models", kNone).status, 200);
  EXPECT_EQ(field_of("case-1", "physical_models")["layer"], "suggested");
}

TEST_F(Writes, AListOfPartsIsAcceptedAsItIsShown) {
  const Json shown = field_of("case-1", "anatomic_parts");
  ASSERT_EQ(shown["layer"], "suggested") << shown;
  // A box has no class: the suggested part says nothing but its place and volume.
  const Answer answer = say("POST", form_ + "anatomic_parts/accept", shown["value"]);
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(field_of("case-1", "anatomic_parts")["layer"], "declared");
  EXPECT_EQ(field_of("case-1", "anatomic_parts")["value"].size(), 1u);
}

TEST_F(Writes, ARejectedSuggestionIsGoneUntilItIsAnotherOne) {
  ASSERT_EQ(say("POST", form_ + "physical_models/reject", 1).status, 200);
  const Json field = field_of("case-1", "physical_models");
  EXPECT_EQ(field["value"], nullptr);
  EXPECT_EQ(field["by"], "data manager");
  add_box("case-1", 20, "2026-01-02T00:00:00.000Z");
  // The server looks every 50 ms here.
  for (int tries = 0; tries < 40 && field_of("case-1", "physical_models")["value"].is_null(); ++tries)
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_EQ(field_of("case-1", "physical_models")["value"], 2);
  EXPECT_EQ(field_of("case-1", "physical_models")["layer"], "suggested");
}

TEST_F(Writes, ASuggestionThatIsNoLongerTheOneSeenIsAConflict) {
  EXPECT_EQ(say("POST", form_ + "physical_models/accept", 2).status, 409);
  EXPECT_EQ(say("POST", form_ + "purpose/accept", "x").status, 409);
  EXPECT_EQ(field_of("case-1", "physical_models")["layer"], "suggested");
}

TEST_F(Writes, TheLaterOfTwoIsToldWhatChangedAndByWhom) {
  const std::string tag = tag_of("case-1");
  const std::string header = "If-Match: " + tag + "\r\n";
  ASSERT_EQ(ask("PUT", form_ + "purpose", writer_, R"({"value":"first"})", header).status, 200);
  const Answer later = ask("PUT", form_ + "purpose", admin_, R"({"value":"second"})", header);
  ASSERT_EQ(later.status, 412);
  EXPECT_EQ(later.json()["changed"]["by"], "data manager");
  EXPECT_EQ(later.json()["revision"], 2);
  EXPECT_EQ(field_of("case-1", "purpose")["value"], "first");
}

TEST_F(Writes, OfManyAtOnceExactlyOneIsTaken) {
  const std::string header = "If-Match: " + tag_of("case-1") + "\r\n";
  std::atomic<int> taken{0};
  std::atomic<int> told{0};
  std::vector<std::thread> writers;
  for (int i = 0; i < 8; ++i)
    writers.emplace_back([&, i] {
      const Answer answer = ask("PUT", form_ + "purpose", writer_,
                                Json{{"value", std::to_string(i)}}.dump(), header);
      taken += answer.status == 200;
      told += answer.status == 412;
    });
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(taken, 1);
  EXPECT_EQ(told, 7);
}

TEST_F(Writes, WithoutATagNothingIsWritten) {
  EXPECT_EQ(ask("PUT", form_ + "purpose", writer_, R"({"value":"x"})").status, 428);
  EXPECT_EQ(ask("PUT", form_ + "purpose", writer_, R"({"value":"x"})", "If-Match: *\r\n").status,
            412);
  EXPECT_EQ(field_of("case-1", "purpose")["value"], nullptr);
}

TEST_F(Writes, ValuesOfAnotherKindAreRefusedInASentence) {
  const std::vector<std::pair<std::string, Json>> wrong = {
      {"object_type", "none"},
      {"indication", 7},
      {"indication", ""},
      {"indication", "a\u0001b"},
      {"indication", std::string(2001, 'x')},
      {"scale", 0},
      {"scale", "1:1"},
      {"physical_models", 1.5},
      {"time_saved_min", -1},
      {"effort_cad_clinician", {{"hours", "two"}}},
      {"effort_cad_robot", {{"unknown", true}}},
      {"anatomic_parts", Json::array()},
      {"anatomic_parts", {{{"regoin", "Head"}}}},
      {"prints", {{{"parts", {0}}}}},
      {"prints", {{{"parts", {1}}, {"copies", 0}}}},
      {"no_such_field", "x"}};
  for (const auto& [field, value] : wrong) {
    const Answer answer = say("PUT", form_ + field, value);
    EXPECT_EQ(answer.status, 422) << field << " " << value;
    EXPECT_FALSE(answer.json()["detail"].get<std::string>().empty());
  }
  EXPECT_EQ(get("/v1/cases/case-1").json()["revision"], 1);
}

TEST_F(Writes, AllKindsOfValuesAreKept) {
  const Json parts = {{{"region", "Head"}, {"structure", "Bone"}, {"laterality", nullptr}}};
  const Json prints = {{{"parts", {1}}, {"printer", "P1"}, {"scale", 1.0}, {"copies", 2}}};
  for (const auto& [field, value] : std::vector<std::pair<std::string, Json>>{
           {"object_type", "anatomic_guide"},
           {"anatomic_parts", parts},
           {"prints", prints},
           {"scale", 0.5},
           {"time_saved_min", 40},
           {"guide_type", "cutting guide"}}) {
    const Answer answer = say("PUT", form_ + field, value);
    EXPECT_EQ(answer.status, 200) << field << " " << answer.body;
  }
  ASSERT_EQ(say("PUT", form_ + "effort_cad_clinician", {{"hours", 1}, {"minutes", 30}}).status, 200);
  ASSERT_EQ(say("PUT", form_ + "effort_segmentation_clinician", {{"unknown", true}}).status, 200);
  EXPECT_EQ(field_of("case-1", "effort_cad_clinician")["value"]["minutes"], 30);
  EXPECT_EQ(field_of("case-1", "effort_segmentation_clinician")["value"]["unknown"], true);
  EXPECT_EQ(field_of("case-1", "scale")["value"], 0.5);
  EXPECT_EQ(field_of("case-1", "guide_type")["value"], "cutting guide");
  const Json subject = get("/v1/cases/case-1").json();
  EXPECT_EQ(subject["anatomic_parts"]["value"][0]["structure"], "Bone");
  EXPECT_EQ(subject["prints"]["value"][0]["copies"], 2);
}

TEST_F(Writes, WhatWasAnsweredIsThereAfterTheServerEnds) {
  ASSERT_EQ(say("PUT", form_ + "purpose", "kept").status, 200);
  server_->stop();
  store_.reset();
  auto again = open_sqlite_store(folder_.path() / "record.sqlite", StoreMode::kExisting);
  ASSERT_TRUE(again);
  EXPECT_EQ((*(*again)->find_case("case-1"))->answers->value.front().value, "\"kept\"");
}

TEST_F(Writes, ACaseIsSentUntilSomethingChanges) {
  const std::string sent = "/v1/cases/case-1/sent";
  const auto state = [&] {
    return get("/v1/cases").json()["cases"][0]["state"].get<std::string>();
  };
  const std::string before = state();
  for (const char* wrong : {"3dp_case_.txt", "3dp_case_1.pdf", "3dp_case_a/b.txt", "case_1.txt", "3dp_case_1",
                            "3dp_case_1.txt\n", ""})
    EXPECT_EQ(say("PUT", sent, wrong).status, 422) << wrong;
  EXPECT_EQ(state(), before);
  ASSERT_EQ(say("PUT", sent, "3dp_case_20260101a.txt").status, 200);
  EXPECT_EQ(state(), "sent");
  EXPECT_EQ(get("/v1/cases?state=sent").json()["total"], 1);
  const Json stated = get("/v1/cases/case-1").json()["sent"];
  EXPECT_EQ(stated["value"], "3dp_case_20260101a.txt");
  EXPECT_EQ(stated["by"], "data manager");
  EXPECT_EQ(get("/v1/cases/case-1/history").json()["history"].back()["what"], "sent");
  begin();  // another server reads it from the record
  EXPECT_EQ(state(), "sent");
  ASSERT_EQ(say("PUT", form_ + "purpose", "planning").status, 200);
  EXPECT_EQ(state(), before);  // what was sent is not what is there
  ASSERT_EQ(say("PUT", sent, "3dp_case_20260102b.xlsx").status, 200);
  EXPECT_EQ(state(), "sent");
  ASSERT_EQ(say("DELETE", sent, kNone).status, 200);
  EXPECT_EQ(state(), before);
  EXPECT_EQ(say("DELETE", sent, kNone).status, 404);
  EXPECT_EQ(ask("PUT", sent, reader_, R"({"value":"3dp_case_1.txt"})").status, 403);
}

}  // namespace
}  // namespace pg
