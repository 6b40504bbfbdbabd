#include "pipeline/registry/fhir.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "pipeline/analysis/sha256.hpp"
#include "pipeline/registry/distinct.hpp"
#include "pipeline/registry/figures.hpp"

namespace pg {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kSnomed = "http://snomed.info/sct";
constexpr const char* kUcum = "http://unitsofmeasure.org";

struct Concept {
  std::string_view words;  ///< Lower case.
  std::string_view code;
};
/// Structures and sides as people write them (DOMAIN 6.4).
constexpr Concept kStructures[] = {{"heart", "80891009"},
                                   {"myocardium", "74281007"},
                                   {"left ventricle", "87878005"},
                                   {"right ventricle", "53085002"},
                                   {"left atrium", "82471001"},
                                   {"right atrium", "73829009"},
                                   {"aorta", "15825003"},
                                   {"ascending aorta", "54247002"},
                                   {"aortic arch", "57034009"},
                                   {"descending aorta", "281130003"},
                                   {"abdominal aorta", "7832008"},
                                   {"pulmonary artery", "81040000"},
                                   {"inferior vena cava", "64131007"},
                                   {"common iliac artery", "73634005"},
                                   {"skull", "89546000"},
                                   {"mandible", "91609006"},
                                   {"femur", "71341001"},
                                   {"tibia", "12611008"},
                                   {"fibula", "87342007"},
                                   {"humerus", "85050009"},
                                   {"scapula", "79601000"},
                                   {"hip", "29836001"},
                                   {"sacrum", "54735007"},
                                   {"sternum", "56873002"},
                                   {"liver", "10200004"},
                                   {"kidney", "64033007"},
                                   {"spleen", "78961009"},
                                   {"pancreas", "15776009"},
                                   {"prostate", "41216001"},
                                   {"bladder", "89837001"},
                                   {"trachea", "44567001"},
                                   {"brain", "12738006"}};
constexpr Concept kSides[] = {{"left", "7771000"}, {"right", "24028007"}};

Json coding(std::string_view code) {
  return Json::array({{{"system", kSnomed}, {"code", code}}});
}

/// The words as they are, with a code where they are known.
Json concept_of(const std::string& words, std::span<const Concept> known) {
  std::string lower = words;
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  Json made = Json::object();
  for (const Concept& one : known)
    if (one.words == lower) made["coding"] = coding(one.code);
  made["text"] = words;
  return made;
}

Json quantity_of(double value, std::string_view ucum) {
  return {{"value", value}, {"unit", ucum}, {"system", kUcum}, {"code", ucum}};
}

/// The same case and thing give the same number: a hash in the shape of a UUID (version 8).
std::string url_of(const std::string& case_id, const std::string& thing) {
  const std::string text = "printgauge fhir\n" + case_id + "\n" + thing;
  std::string hex = hex_sha256(std::as_bytes(std::span(text)));
  hex[12] = '8';                                                             // the version
  hex[16] = "89ab"[std::string_view("0123456789abcdef").find(hex[16]) % 4];  // the variant
  return fmt::format("urn:uuid:{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4),
                     hex.substr(12, 4), hex.substr(16, 4), hex.substr(20, 12));
}

Json entry(const std::string& url, Json resource) {
  return {{"fullUrl", url}, {"resource", std::move(resource)}};
}

Json program(const std::string& version) {
  return {{"resourceType", "Device"},
          {"name", Json::array({{{"value", "printgauge"}, {"type", "user-friendly-name"}}})},
          {"type", Json::array({{{"text", "Software that measures 3D model files"}}})},
          {"version", Json::array({{{"value", version}}})}};
}

Json kind_of(const Figure& figure) {
  Json kind = Json::object();
  if (!figure.snomed.empty()) kind["coding"] = coding(figure.snomed);
  kind["text"] = figure.title;
  return kind;
}

Json model_device(const Case& subject, const DistinctModel& one, std::size_t number) {
  Json properties = Json::array();
  for (const Figure& figure : handed_over_figures())
    if (const auto value = figure_of(one.reading, figure))
      properties.push_back(
          {{"type", kind_of(figure)}, {"valueQuantity", quantity_of(*value, figure.ucum)}});
  properties.push_back(
      {{"type", {{"text", "Files of the case with this content"}}}, {"valueInteger", one.copies}});
  const std::string type =
      subject.object_type ? std::string(object_type_title(subject.object_type->value)) : "3D model";
  return {
      {"resourceType", "Device"},
      {"identifier", Json::array({{{"type", {{"text", "SHA-256 of the model file"}}},
                                   {"value", one.reading.sha256}}})},
      {"displayName", fmt::format("Model {}", number)},
      {"type", Json::array({{{"text", type}}})},
      {"property", properties},
      {"note", Json::array({{{"text", fmt::format("Measured from the model file, not from a print. "
                                                  "Unit of the file: {} ({}).",
                                                  one.reading.unit.value,
                                                  unit_known_id(one.reading.unit.known))}}})}};
}

Json observation(const Figure& figure, const Reading& reading, const std::string& model,
                 const std::string& software) {
  Json made = {{"resourceType", "Observation"},
               {"status", "final"},
               {"code", kind_of(figure)},
               {"subject", {{"reference", model}}}};
  if (const auto value = figure_of(reading, figure)) {
    made["valueQuantity"] = quantity_of(*value, figure.ucum);
    if (const auto plus_minus = plus_minus_of(reading, figure))
      made["note"] = Json::array(
          {{{"text", fmt::format("95 % within {} {} of the value.", *plus_minus, figure.ucum)}}});
  } else {
    made["dataAbsentReason"] = {{"text", why_no_figure(reading, figure)}};
  }
  made["method"] = {{"text", fmt::format("printgauge {}.{}", figure.quantity, figure.member)}};
  made["device"] = {{"reference", software}};
  return made;
}

std::string in_words(const AnatomicPart& part) {
  std::string words;
  for (const std::string* text :
       {&part.region, &part.subregion, &part.structure, &part.laterality, &part.comment})
    if (!text->empty()) words += (words.empty() ? "" : " / ") + *text;
  return words;
}

Json body_structure(const AnatomicPart& part) {
  const std::string words = in_words(part);
  const std::string& structure = !part.structure.empty()   ? part.structure
                                 : !part.subregion.empty() ? part.subregion
                                 : !part.region.empty()    ? part.region
                                                           : words;
  Json included = {{"structure", concept_of(structure, kStructures)}};
  if (!part.laterality.empty()) included["laterality"] = concept_of(part.laterality, kSides);
  return {{"resourceType", "BodyStructure"},
          {"includedStructure", Json::array({included})},
          {"description", words},
          {"patient",
           {{"type", "Patient"}, {"display", "Not recorded here; the receiving system knows"}}}};
}

}  // namespace

std::string fhir_bundle(const ExportCase& one) {
  const std::string& id = one.subject.id;
  const std::vector<DistinctModel> models = distinct_models(one.models);
  Json entries = Json::array();
  for (std::size_t i = 0; i < models.size(); ++i) {
    const Reading& reading = models[i].reading;
    // Two models may come from two versions of the program.
    const std::string software = url_of(id, "program " + reading.version);
    bool known = false;
    for (const Json& other : entries) known |= other["fullUrl"] == software;
    if (!known) entries.push_back(entry(software, program(reading.version)));
    const std::string model = url_of(id, "model " + reading.sha256);
    entries.push_back(entry(model, model_device(one.subject, models[i], i + 1)));
    for (const Figure& figure : handed_over_figures())
      if (figure_of(reading, figure) || !why_no_figure(reading, figure).empty())
        entries.push_back(entry(url_of(id, reading.sha256 + " " + std::string(figure.id)),
                                observation(figure, reading, model, software)));
  }
  if (one.subject.anatomic_parts)
    for (std::size_t i = 0; i < one.subject.anatomic_parts->value.size(); ++i)
      if (!in_words(one.subject.anatomic_parts->value[i]).empty())  // FHIR knows no empty texts
        entries.push_back(entry(url_of(id, "part " + std::to_string(i + 1)),
                                body_structure(one.subject.anatomic_parts->value[i])));
  Json bundle = {{"resourceType", "Bundle"},
                 {"identifier", {{"type", {{"text", "Case"}}}, {"value", id}}},
                 {"type", "collection"}};
  if (!entries.empty()) bundle["entry"] = entries;  // FHIR knows no empty lists
  return bundle.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace pg
