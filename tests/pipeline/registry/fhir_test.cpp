// The FHIR R5 bundle. HL7's schema is not to be had here without a download at test time, so the
// rules of the resources used are checked by hand: which elements there are, which are required,
// which are lists, invariants ele-1 (nothing empty), obs-6, ref-1, UCUM codes. (The bundle was once
// also checked against the published type declarations: docs/decisions/0017.)

#include "pipeline/registry/fhir.hpp"

#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>

#include "tests/pipeline/registry/some_case.hpp"

namespace pg {
namespace {

using Json = nlohmann::json;

struct Element {
  bool required = false;
  bool list = false;
};
/// The elements that we use of each resource, as R5 defines them.
const std::map<std::string, std::map<std::string, Element>> kElements = {
    {"Device",
     {{"identifier", {false, true}},
      {"displayName", {}},
      {"name", {false, true}},
      {"type", {false, true}},
      {"version", {false, true}},
      {"property", {false, true}},
      {"note", {false, true}}}},
    {"Observation",
     {{"status", {true, false}},
      {"code", {true, false}},
      {"subject", {}},
      {"valueQuantity", {}},
      {"dataAbsentReason", {}},
      {"note", {false, true}},
      {"method", {}},
      {"device", {}}}},
    {"BodyStructure",
     {{"includedStructure", {true, true}}, {"description", {}}, {"patient", {true, false}}}}};
const std::set<std::string> kUcum = {"mm", "mm2", "mm3", "1"};

void expect_nothing_empty(const Json& value, const std::string& where) {
  EXPECT_FALSE(value.is_null() || (value.is_string() && value.get<std::string>().empty()) ||
               (value.is_structured() && value.empty()))
      << where;
  if (value.is_structured())
    for (const auto& [name, member] : value.items())
      expect_nothing_empty(member, where + "." + name);
}

void expect_quantity(const Json& quantity) {
  EXPECT_TRUE(quantity["value"].is_number());
  EXPECT_EQ(quantity["system"], "http://unitsofmeasure.org");
  EXPECT_TRUE(kUcum.count(quantity["code"].get<std::string>())) << quantity;
}

void expect_concept(const Json& coded) {
  ASSERT_TRUE(coded.is_object()) << coded;
  for (const auto& [name, member] : coded.items()) EXPECT_TRUE(name == "coding" || name == "text");
  EXPECT_TRUE(coded["text"].is_string());
  if (!coded.contains("coding")) return;
  for (const Json& code : coded["coding"]) {
    EXPECT_EQ(code["system"], "http://snomed.info/sct");
    EXPECT_TRUE(std::regex_match(code["code"].get<std::string>(), std::regex("[1-9][0-9]{5,17}")));
  }
}

void expect_resource(const Json& resource) {
  const std::string type = resource["resourceType"];
  ASSERT_TRUE(kElements.count(type)) << type;
  const auto& elements = kElements.at(type);
  for (const auto& [name, value] : resource.items()) {
    if (name == "resourceType") continue;
    ASSERT_TRUE(elements.count(name)) << type << "." << name;
    EXPECT_EQ(value.is_array(), elements.at(name).list) << type << "." << name;
  }
  for (const auto& [name, element] : elements)
    EXPECT_TRUE(!element.required || resource.contains(name)) << type << "." << name;
}

void expect_observation(const Json& one) {
  EXPECT_EQ(one["status"], "final");
  expect_concept(one["code"]);
  expect_concept(one["method"]);
  // obs-6: a reason only where there is no value; here one of both.
  EXPECT_NE(one.contains("valueQuantity"), one.contains("dataAbsentReason"));
  if (one.contains("valueQuantity")) expect_quantity(one["valueQuantity"]);
}

Json bundle_of(const ExportCase& one) {
  return Json::parse(fhir_bundle(one));
}

ExportCase full_case() {
  ExportCase one = test::some_case();
  test::declare(one, "object_type", "\"anatomic_model\"");
  test::declare(one, "anatomic_parts",
                R"([{"structure":"Heart","comment":"wall"},{"region":"Head"},{},
                    {"structure":"Femur","laterality":"Left"}])");
  return one;
}

TEST(Fhir, ResourcesHaveTheElementsOfR5AndNothingIsEmpty) {
  const Json bundle = bundle_of(full_case());
  expect_nothing_empty(bundle, "Bundle");
  EXPECT_EQ(bundle["resourceType"], "Bundle");
  EXPECT_EQ(bundle["type"], "collection");
  std::map<std::string, int> count;
  for (const Json& entry : bundle["entry"]) {
    expect_resource(entry["resource"]);
    ++count[entry["resource"]["resourceType"]];
    if (entry["resource"]["resourceType"] == "Observation") expect_observation(entry["resource"]);
    for (const Json& property : entry["resource"].value("property", Json::array())) {
      expect_concept(property["type"]);
      EXPECT_EQ(property.size(), 2u);
      if (property.contains("valueQuantity")) expect_quantity(property["valueQuantity"]);
    }
  }
  EXPECT_EQ(count["Device"], 3);         // the program and two distinct contents
  EXPECT_EQ(count["BodyStructure"], 3);  // the part of which nothing is said is left out
  EXPECT_GE(count["Observation"], 20);
}

TEST(Fhir, ReferencesLeadToEntriesAndNoNumberIsUsedTwice) {
  const Json bundle = bundle_of(full_case());
  std::set<std::string> urls;
  const std::regex uuid(
      "urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  for (const Json& entry : bundle["entry"]) {
    EXPECT_TRUE(std::regex_match(entry["fullUrl"].get<std::string>(), uuid)) << entry["fullUrl"];
    EXPECT_TRUE(urls.insert(entry["fullUrl"]).second);
  }
  for (const Json& entry : bundle["entry"])
    for (const char* member : {"subject", "device"})
      if (entry["resource"].contains(member)) {
        EXPECT_TRUE(urls.count(entry["resource"][member]["reference"].get<std::string>()));
      }
}

TEST(Fhir, TheVolumeAndItsCodesAreThere) {
  bool found = false;
  const Json bundle = bundle_of(full_case());
  for (const Json& entry : bundle["entry"]) {
    const Json& one = entry["resource"];
    if (one["resourceType"] != "Observation" || one["code"]["text"] != "Volume") continue;
    EXPECT_EQ(one["code"]["coding"][0]["code"], "118565006");
    EXPECT_EQ(one["valueQuantity"]["code"], "mm3");
    found =
        found || std::abs(one["valueQuantity"]["value"].get<double>() - 2000) < 1e-6;  // rounding
  }
  EXPECT_TRUE(found);
}

TEST(Fhir, OnlyWhatWasDeclaredBecomesABodyStructure) {
  const ExportCase one = test::some_case();
  for (const Json& entry : bundle_of(one)["entry"])
    EXPECT_NE(entry["resource"]["resourceType"], "BodyStructure");
  const Json bundle = bundle_of(full_case());
  std::vector<Json> parts;
  for (const Json& entry : bundle["entry"])
    if (entry["resource"]["resourceType"] == "BodyStructure") parts.push_back(entry["resource"]);
  ASSERT_EQ(parts.size(), 3u);
  EXPECT_EQ(parts[0]["includedStructure"][0]["structure"]["coding"][0]["code"], "80891009");
  EXPECT_FALSE(parts[1]["includedStructure"][0]["structure"].contains("coding"));
  EXPECT_EQ(parts[2]["includedStructure"][0]["laterality"]["coding"][0]["code"], "7771000");
}

TEST(Fhir, AnEmptyCaseIsABundleWithoutEntriesAndTheSameCaseGivesTheSameBytes) {
  ExportCase empty;
  empty.subject.id = "case-9";
  EXPECT_FALSE(bundle_of(empty).contains("entry"));
  EXPECT_EQ(fhir_bundle(full_case()), fhir_bundle(full_case()));
}

}  // namespace
}  // namespace pg
