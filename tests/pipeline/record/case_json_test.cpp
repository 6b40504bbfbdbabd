#include <gtest/gtest.h>

#include "pipeline/record/case.hpp"

namespace pg {
namespace {

Case full_case() {
  Case subject;
  subject.id = "case-1";
  subject.created = "2026-01-02T03:04:05.000Z";
  subject.revision = 7;
  subject.object_type = {ObjectType::kAnatomicGuide, Layer::kDeclared, "a", "t"};
  subject.indication = {"\"quoted\" and ü", Layer::kDeclared, "a", "t"};
  subject.organ_system = {"cardiac", Layer::kSuggested, "", ""};
  subject.anatomic_parts = {
      {{"Head", "Skull base", "Bone", "", "left of it"}, {"", "", "Tumor", "Left", ""}},
      Layer::kDeclared,
      "a",
      "t"};
  subject.prints = {{{{1, 2}, "P1", "resin", 0.5, 3}, {{2}, "", "", std::nullopt, 1}},
                    Layer::kDeclared,
                    "a",
                    "t"};
  subject.effort = {{{"cad", "clinician", 92}, {"cad", "non_clinician", std::nullopt}},
                    Layer::kDeclared,
                    "a",
                    "t"};
  subject.findings = {{.id = "f",
                       .severity = Severity::kWarning,
                       .text = "x",
                       .hint = "",
                       .count = 2,
                       .at_mm = Vec3(1, 2, 3),
                       .places_mm = {},
                       .box_mm = {},
                       .part = {}}};
  return subject;
}

TEST(CaseJson, ComesBackAsItWas) {
  const std::string text = case_to_json(full_case());
  const Result<Case> back = case_from_json(text);
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(case_to_json(*back), text);
  EXPECT_EQ(back->indication->value, "\"quoted\" and ü");
  EXPECT_EQ(back->organ_system->layer, Layer::kSuggested);
  EXPECT_EQ(back->prints->value[0].scale, 0.5);
  EXPECT_FALSE(back->prints->value[1].scale);
  EXPECT_EQ(back->effort->value[0].minutes, 92);
  EXPECT_FALSE(back->effort->value[1].minutes);
  EXPECT_EQ(back->findings[0].count, 2);
}

TEST(CaseJson, WhatIsNotStatedIsLeftOut) {
  Case empty;
  empty.id = "case-2";
  EXPECT_EQ(
      case_to_json(empty),
      R"({"schema":"printgauge.case/1","case":"case-2","created":"","revision":0,"findings":[]})");
  ASSERT_TRUE(case_from_json(case_to_json(empty)));
  EXPECT_FALSE(case_from_json(case_to_json(empty))->object_type);
}

TEST(CaseJson, OtherDocumentsAreRefused) {
  for (
      const char* text :
      {"", "[]", "{}", R"({"schema":"printgauge.case/2","case":"x"})",
       R"({"schema":"printgauge.case/1"})",
       R"({"schema":"printgauge.case/1","case":"x","object_type":{"value":"shoe","layer":"declared"}})",
       R"({"schema":"printgauge.case/1","case":"x","indication":{"value":5,"layer":"declared"}})",
       R"({"schema":"printgauge.case/1","case":"x","indication":{"value":"y","layer":"rumour"}})"})
    EXPECT_FALSE(case_from_json(text)) << text;
}

TEST(CaseJson, MorePartsThanTheFormHoldsAreRefused) {
  Case subject;
  subject.id = "x";
  std::string parts = "[{}";
  for (std::size_t i = 1; i < kAnatomicPartsMax; ++i) parts += ",{}";
  EXPECT_TRUE(set_case_field(subject, {"anatomic_parts", parts + "]", Layer::kDeclared, "", ""}));
  EXPECT_FALSE(
      set_case_field(subject, {"anatomic_parts", parts + ",{}]", Layer::kDeclared, "", ""}));
}

TEST(Stamp, IsUtcWithMilliseconds) {
  const Stamp stamp = stamp_now("me");
  EXPECT_EQ(stamp.by, "me");
  ASSERT_EQ(stamp.at.size(), 24u);
  EXPECT_EQ(stamp.at.substr(0, 2), "20");
  EXPECT_EQ(stamp.at[10], 'T');
  EXPECT_EQ(stamp.at.back(), 'Z');
}

}  // namespace
}  // namespace pg
