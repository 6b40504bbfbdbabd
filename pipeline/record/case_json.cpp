#include <nlohmann/json.hpp>

#include "pipeline/record/case.hpp"

namespace pg {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kCaseSchema = "printgauge.case/1";

std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// Values of the fields, to JSON and back. `from` functions throw on what is not ours.
Json to(const ObjectType& type) {
  return object_type_id(type);
}
Json to(const std::string& text) {
  return text;
}
Json to(const std::vector<AnatomicPart>& parts) {
  Json list = Json::array();
  for (const AnatomicPart& part : parts) {
    Json object = Json::object();
    const std::pair<const char*, const std::string*> members[] = {{"region", &part.region},
                                                                  {"subregion", &part.subregion},
                                                                  {"structure", &part.structure},
                                                                  {"laterality", &part.laterality},
                                                                  {"comment", &part.comment}};
    for (const auto& [name, text] : members)
      if (!text->empty()) object[name] = *text;
    list.push_back(std::move(object));
  }
  return list;
}
Json to(const std::vector<Print>& prints) {
  Json list = Json::array();
  for (const Print& print : prints) {
    Json object = {{"parts", print.parts}};
    if (!print.printer.empty()) object["printer"] = print.printer;
    if (!print.material.empty()) object["material"] = print.material;
    if (print.scale) object["scale"] = *print.scale;
    object["copies"] = print.copies;
    list.push_back(std::move(object));
  }
  return list;
}
Json to(const std::vector<Effort>& rows) {
  Json list = Json::array();
  for (const Effort& row : rows)
    list.push_back({{"kind", row.kind},
                    {"group", row.group},
                    {"minutes", row.minutes ? Json(*row.minutes) : Json()}});
  return list;
}

Json to(const std::vector<FormAnswer>& answers) {
  Json list = Json::array();
  for (const FormAnswer& answer : answers)
    list.push_back({{"field", answer.field},
                    {"value", Json::parse(answer.value)},
                    {"by", answer.by},
                    {"at", answer.at}});
  return list;
}

Json to(const CaseFileTaken& file) {
  Json stated = Json::object();
  for (const FormAnswer& answer : file.stated) stated[answer.field] = Json::parse(answer.value);
  return {{"sha256", file.sha256}, {"stated", std::move(stated)}};
}

void from(const Json& json, ObjectType& type) {
  for (const ObjectType known : {ObjectType::kAnatomicModel, ObjectType::kAnatomicGuide}) {
    if (json != object_type_id(known)) continue;
    type = known;
    return;
  }
  throw std::invalid_argument("object type");
}
void from(const Json& json, std::string& text) {
  text = json.get<std::string>();
}
void from(const Json& json, std::vector<AnatomicPart>& parts) {
  if (!json.is_array() || json.size() > kAnatomicPartsMax) throw std::invalid_argument("parts");
  for (const Json& object : json)
    parts.push_back({.region = object.value("region", ""),
                     .subregion = object.value("subregion", ""),
                     .structure = object.value("structure", ""),
                     .laterality = object.value("laterality", ""),
                     .comment = object.value("comment", "")});
}
void from(const Json& json, std::vector<Print>& prints) {
  if (!json.is_array()) throw std::invalid_argument("prints");
  for (const Json& object : json) {
    Print print{.parts = object.at("parts").get<std::vector<std::int64_t>>(),
                .printer = object.value("printer", ""),
                .material = object.value("material", ""),
                .scale = std::nullopt,
                .copies = object.value("copies", std::int64_t{1})};
    if (object.contains("scale")) print.scale = object["scale"].get<double>();
    prints.push_back(std::move(print));
  }
}
void from(const Json& json, std::vector<Effort>& rows) {
  if (!json.is_array()) throw std::invalid_argument("effort");
  for (const Json& object : json) {
    Effort row{.kind = object.at("kind"), .group = object.at("group"), .minutes = std::nullopt};
    if (!object.at("minutes").is_null()) row.minutes = object["minutes"].get<std::int64_t>();
    rows.push_back(std::move(row));
  }
}

void from(const Json& json, std::vector<FormAnswer>& answers) {
  if (!json.is_array()) throw std::invalid_argument("answers");
  for (const Json& object : json)
    answers.push_back({.field = object.at("field"),
                       .value = text_of(object.at("value")),
                       .by = object.at("by"),
                       .at = object.at("at")});
}

void from(const Json& json, CaseFileTaken& file) {
  file.sha256 = json.at("sha256");
  for (const auto& [field, value] : json.at("stated").items())
    file.stated.push_back({.field = field, .value = text_of(value), .by = "", .at = ""});
}

/// Calls `visit(name, member)` for each field: the one place that lists them.
template <class AnyCase, class Visit>
void for_each_field(AnyCase& subject, Visit&& visit) {
  visit("object_type", subject.object_type);
  visit("indication", subject.indication);
  visit("organ_system", subject.organ_system);
  visit("anatomic_parts", subject.anatomic_parts);
  visit("prints", subject.prints);
  visit("effort", subject.effort);
  visit("answers", subject.answers);
  visit("rejected", subject.rejected);
  visit("case_file", subject.case_file);
  visit("sent", subject.sent);
}

Layer layer_from(const std::string& id) {
  for (const Layer layer :
       {Layer::kMeasured, Layer::kEstimated, Layer::kSuggested, Layer::kDeclared})
    if (layer_id(layer) == id) return layer;
  throw std::invalid_argument("layer");
}

Vec3 vector_from(const Json& json) {
  return {json.at(0).get<double>(), json.at(1).get<double>(), json.at(2).get<double>()};
}

Json json_of(const Finding& finding) {
  Json object = {
      {"id", finding.id}, {"severity", severity_id(finding.severity)}, {"text", finding.text}};
  if (!finding.hint.empty()) object["hint"] = finding.hint;
  object["count"] = finding.count;
  if (finding.at_mm) object["at"] = {(*finding.at_mm)[0], (*finding.at_mm)[1], (*finding.at_mm)[2]};
  return object;
}

Finding finding_from(const Json& json) {
  Finding finding;
  finding.id = json.at("id");
  for (const Severity severity : {Severity::kInfo, Severity::kWarning, Severity::kError})
    if (json.at("severity") == severity_id(severity)) finding.severity = severity;
  finding.text = json.at("text");
  finding.hint = json.value("hint", "");
  finding.count = json.value("count", std::int64_t{1});
  if (json.contains("at")) finding.at_mm = vector_from(json["at"]);
  return finding;
}

Json json_of(const std::vector<Finding>& findings) {
  Json list = Json::array();
  for (const Finding& finding : findings) list.push_back(json_of(finding));
  return list;
}

}  // namespace

std::vector<CaseField> case_fields(const Case& subject) {
  std::vector<CaseField> fields;
  for_each_field(subject, [&](const char* name, const auto& stated) {
    if (stated)
      fields.push_back({.name = name,
                        .value = text_of(to(stated->value)),
                        .layer = stated->layer,
                        .by = stated->by,
                        .at = stated->at});
  });
  return fields;
}

Result<Ok> set_case_field(Case& subject, const CaseField& field) {
  const Error wrong{
      ErrorCode::kMalformed,
      "The case field '" + field.name + "' is not known or its value is not one of its kind."};
  bool found = false;
  try {
    for_each_field(subject, [&](std::string_view name, auto& stated) {
      if (name != field.name) return;
      found = true;
      auto& fresh = stated.emplace();
      from(Json::parse(field.value), fresh.value);
      fresh.layer = field.layer;
      fresh.by = field.by;
      fresh.at = field.at;
    });
  } catch (const std::exception&) {
    return wrong;
  }
  if (!found) return wrong;
  return ok();
}

std::string case_to_json(const Case& subject) {
  Json document = {{"schema", kCaseSchema},
                   {"case", subject.id},
                   {"created", subject.created},
                   {"revision", subject.revision}};
  for (const CaseField& field : case_fields(subject)) {
    Json stated = {{"value", Json::parse(field.value)}, {"layer", layer_id(field.layer)}};
    if (!field.by.empty()) stated["by"] = field.by;
    if (!field.at.empty()) stated["at"] = field.at;
    document[field.name] = std::move(stated);
  }
  document["findings"] = json_of(subject.findings);
  return text_of(document);
}

Result<Case> case_from_json(std::string_view text) {
  const Error wrong{ErrorCode::kMalformed, "This is not a document of schema printgauge.case/1."};
  try {
    const Json document = Json::parse(text);
    if (document.at("schema") != kCaseSchema) return wrong;
    Case subject;
    subject.id = document.at("case");
    subject.created = document.value("created", "");
    subject.revision = document.value("revision", std::int64_t{0});
    std::vector<CaseField> fields;
    for_each_field(subject, [&](const char* name, const auto&) {
      if (!document.contains(name)) return;
      const Json& stated = document[name];
      fields.push_back({.name = name,
                        .value = text_of(stated.at("value")),
                        .layer = layer_from(stated.at("layer")),
                        .by = stated.value("by", ""),
                        .at = stated.value("at", "")});
    });
    for (const CaseField& field : fields)
      if (Result<Ok> put = set_case_field(subject, field); !put) return put.error();
    if (document.contains("findings"))
      for (const Json& finding : document["findings"])
        subject.findings.push_back(finding_from(finding));
    return subject;
  } catch (const std::exception&) {
    return wrong;
  }
}

std::string findings_to_json(const std::vector<Finding>& findings) {
  return text_of(json_of(findings));
}

Result<std::vector<Finding>> findings_from_json(std::string_view text) {
  try {
    std::vector<Finding> findings;
    for (const Json& finding : Json::parse(text)) findings.push_back(finding_from(finding));
    return findings;
  } catch (const std::exception&) {
    return Error{ErrorCode::kMalformed, "This is not a list of findings."};
  }
}

}  // namespace pg
