#include "pipeline/registry/form.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "pipeline/analysis/reading.hpp"
#include "tests/support/json_schema.hpp"
#include "tests/support/paths.hpp"

namespace pg {
namespace {

using Json = nlohmann::json;

CaseModel measured(char digit, double volume_mm3, const std::string& model_class,
                   double components = 1, const std::string& finding = "") {
  Reading reading;
  reading.version = "1";
  reading.sha256 = std::string(64, digit);
  reading.values.push_back({number("volume_mm3", volume_mm3), Layer::kMeasured});
  reading.values.push_back({number("components", components), Layer::kMeasured});
  if (!model_class.empty())
    reading.model_class = {.best = model_class,
                           .probability = 0.9,
                           .alternatives = {},
                           .sub_kind = {},
                           .evidence = {}};
  if (!finding.empty())
    reading.findings.push_back({.id = finding,
                                .severity = Severity::kWarning,
                                .text = "x",
                                .hint = "",
                                .count = 1,
                                .at_mm = {},
                                .places_mm = {},
                                .box_mm = {},
                                .part = {}});
  CaseModel model;
  model.sha256 = reading.sha256;
  model.status = ModelStatus::kOk;
  model.model_class = model_class;
  model.reading = to_json(reading);
  return model;
}

CaseModel with_status(ModelStatus status) {
  CaseModel model;
  model.sha256 = std::string(64, 'f');
  model.status = status;
  return model;
}

Case empty_case() {
  Case subject;
  subject.id = "case-1";
  return subject;
}

const FormField* find(const Form& form, const std::string& id) {
  for (const FormSection& section : form.sections)
    for (const FormField& field : section.fields)
      if (field.id == id) return &field;
  return nullptr;
}

/// "" when `document` fits the schema, else why not.
std::string misfit(const Json& document) {
  Json schema_json;
  std::ifstream(test::source_dir() / "docs" / "reference" / "form.schema.json") >> schema_json;
  return test::schema_misfit(schema_json, document);
}

TEST(Form, HasTheRegistrysSectionsInTheirOrder) {
  const Form form = form_of(empty_case(), {});
  std::vector<std::string> titles;
  for (const FormSection& section : form.sections) titles.push_back(section.title);
  EXPECT_EQ(titles, (std::vector<std::string>{
                        "Imaging description and indications", "Digital Model", "Physical Model",
                        "Procedure (Use of 3D Printed Model)", "Effort", "User Assessment"}));
  EXPECT_EQ(form.sections[4].fields.size(), 8u);
}

TEST(Form, AnEmptyCaseClaimsNothing) {
  const Form form = form_of(empty_case(), {});
  std::size_t fields = 0;
  for (const FormSection& section : form.sections)
    for (const FormField& field : section.fields) {
      EXPECT_TRUE(field.open()) << field.id;
      EXPECT_FALSE(field.source.empty()) << field.id;
      ++fields;
    }
  EXPECT_EQ(form.open_count(), fields);
}

TEST(Form, ClaimsNoFieldForMeasuredNumbers) {
  const Form form = form_of(empty_case(), {measured('a', 1000, "cardiac")});
  for (const FormSection& section : form.sections)
    for (const FormField& field : section.fields)
      for (const char* word : {"volume", "box", "wall", "support", "area", "trapped"})
        EXPECT_EQ(field.id.find(word), std::string::npos) << field.id;
}

TEST(Form, PartsAreOrderedByVolumeAndCopiesCountOnce) {
  const Form form =
      form_of(empty_case(), {measured('a', 100, "vascular_other"), measured('b', 300, "cardiac", 2),
                             measured('a', 100, "vascular_other"), measured('c', 200, "")});
  const FormField* const parts = find(form, "anatomic_parts");
  ASSERT_NE(parts, nullptr);
  EXPECT_EQ(parts->layer, Layer::kSuggested);
  const Json list = Json::parse(parts->value);
  ASSERT_EQ(list.size(), 3u);
  EXPECT_EQ(list[0]["sha256"], std::string(64, 'b'));
  EXPECT_EQ(list[0]["structure"], "Heart");
  EXPECT_EQ(list[1]["sha256"], std::string(64, 'c'));
  EXPECT_TRUE(list[1]["structure"].is_null());
  EXPECT_EQ(list[2]["order"], 3);
  EXPECT_TRUE(list[0]["laterality"].is_null());
  EXPECT_NE(parts->source.find("4 connected shells"), std::string::npos) << parts->source;
  EXPECT_EQ(find(form, "physical_models")->value, "3");
  EXPECT_NE(find(form, "physical_models")->source.find("4 measured files"), std::string::npos);
}

TEST(Form, ObjectTypeFollowsTheClassesAndOnlyWhereTheyAgree) {
  const auto type = [](const std::vector<CaseModel>& models) {
    return find(form_of(empty_case(), models), "object_type")->value;
  };
  EXPECT_EQ(type({measured('a', 1, "cardiac"), measured('b', 1, "")}), "\"anatomic_model\"");
  EXPECT_EQ(type({measured('a', 1, "cmf_guide")}), "\"anatomic_guide\"");
  EXPECT_EQ(type({measured('a', 1, "cmf_guide"), measured('b', 1, "cmf_bone")}), "null");
  EXPECT_EQ(type({measured('a', 1, "unknown")}), "null");
  EXPECT_EQ(type({measured('a', 1, "non_medical")}), "null");
}

TEST(Form, GuidesAreDescribedByTheirTypeAndNotByParts) {
  const Form form = form_of(empty_case(), {measured('a', 1, "cmf_guide")});
  EXPECT_EQ(find(form, "anatomic_parts"), nullptr);
  ASSERT_NE(find(form, "guide_type"), nullptr);
  EXPECT_TRUE(find(form, "guide_type")->open());
}

TEST(Form, ScaleIsProposedOnlyWhereEverySizeFits) {
  const auto scale = [](const std::vector<CaseModel>& models) {
    return find(form_of(empty_case(), models), "scale")->value;
  };
  EXPECT_EQ(scale({measured('a', 1, "cardiac")}), "1");
  EXPECT_EQ(scale({measured('a', 1, "cardiac"), measured('b', 1, "unknown")}), "null");
  EXPECT_EQ(scale({measured('a', 1, "cardiac", 1, "unit_suspect")}), "null");
}

TEST(Form, WhatAPersonSaidStandsWithWhoAndWhen) {
  Case subject = empty_case();
  subject.object_type = {ObjectType::kAnatomicModel, Layer::kDeclared, "an engineer",
                         "2026-01-03T10:00:00.000Z"};
  subject.anatomic_parts = {
      {{"Pelvis", "", "Prostate", "", ""}}, Layer::kDeclared, "an engineer", "t"};
  subject.effort = {{{"cad", "clinician", 92}, {"segmentation", "non_clinician", std::nullopt}},
                    Layer::kDeclared,
                    "x",
                    "t"};
  const Form form = form_of(subject, {measured('a', 1, "cmf_guide")});
  const FormField* const type = find(form, "object_type");
  EXPECT_EQ(type->value, "\"anatomic_model\"");  // in spite of the shape
  EXPECT_EQ(type->layer, Layer::kDeclared);
  EXPECT_EQ(type->by, "an engineer");
  EXPECT_EQ(Json::parse(find(form, "anatomic_parts")->value)[0]["structure"], "Prostate");
  EXPECT_EQ(Json::parse(find(form, "effort_cad_clinician")->value),
            Json({{"hours", 1}, {"minutes", 32}, {"unknown", false}}));
  EXPECT_EQ(Json::parse(find(form, "effort_segmentation_non_clinician")->value)["unknown"], true);
  EXPECT_TRUE(find(form, "effort_cad_non_clinician")->open());
}

TEST(Form, FilesThatWaitOrFailedAreSaidAndLeftOut) {
  const Form form =
      form_of(empty_case(), {with_status(ModelStatus::kQueued), with_status(ModelStatus::kRefused),
                             with_status(ModelStatus::kFailed)});
  ASSERT_EQ(form.notes.size(), 2u);
  EXPECT_NE(form.notes[0].find("1 of 3"), std::string::npos);
  EXPECT_NE(form.notes[1].find("2 of 3"), std::string::npos);
  EXPECT_TRUE(find(form, "physical_models")->open());
}

TEST(Form, MoreFilesThanTheFormHoldsAreSaid) {
  std::vector<CaseModel> models;
  for (char digit = 'a'; digit < 'a' + 22; ++digit)
    models.push_back(measured(digit, digit, "cardiac"));
  const Form form = form_of(empty_case(), models);
  EXPECT_EQ(Json::parse(find(form, "anatomic_parts")->value).size(), kAnatomicPartsMax);
  EXPECT_NE(find(form, "anatomic_parts")->source.find("2 more"), std::string::npos);
}

TEST(Form, JsonFitsItsSchema) {
  Case subject = empty_case();
  subject.prints = {{{{1}, "P1", "resin", 1.0, 2}}, Layer::kDeclared, "x", "t"};
  EXPECT_EQ(misfit(Json::parse(form_to_json(form_of(empty_case(), {})))), "");
  EXPECT_EQ(misfit(Json::parse(form_to_json(form_of(
                subject, {measured('a', 1, "cardiac"), with_status(ModelStatus::kFailed)})))),
            "");
  Json wrong = Json::parse(form_to_json(form_of(empty_case(), {})));
  wrong["sections"][0]["fields"][0].erase("layer");
  EXPECT_NE(misfit(wrong), "");
}

TEST(Form, MeasuredValuesStandBesideTheFormAsTheyAre) {
  const CaseModel model = measured('a', 1234.5, "cardiac");
  const Json document = Json::parse(form_to_json(form_of(empty_case(), {model})));
  EXPECT_EQ(document["measured"][0]["values"], Json::parse(model.reading)["values"]);
}

TEST(Form, TextFitsAHundredColumns) {
  Case subject = empty_case();
  subject.indication = {"a long indication " + std::string(20, 'x') +
                            " with many words in it, more than a line holds "
                            "in a terminal of a hundred columns",
                        Layer::kDeclared, "x", "t"};
  std::istringstream lines(
      form_to_text(form_of(subject, {measured('a', 1, "cardiac"), measured('b', 2, "cmf_guide")})));
  for (std::string line; std::getline(lines, line);) {
    const auto columns =
        std::count_if(line.begin(), line.end(), [](unsigned char c) { return (c & 0xC0) != 0x80; });
    EXPECT_LE(columns, 100) << line;
  }
}

}  // namespace
}  // namespace pg
