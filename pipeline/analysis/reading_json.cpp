#include <cmath>
#include <nlohmann/json.hpp>

#include "pipeline/analysis/reading.hpp"

namespace pg {
namespace {

using Json = nlohmann::ordered_json;

// A NaN would become null in silence: every number that reaches a document is finite.
Json json_of(double value) {
  PG_CHECK(std::isfinite(value));
  return value;
}
Json json_of(const Vec3& v) {
  return {json_of(v[0]), json_of(v[1]), json_of(v[2])};
}
Json json_of(bool value) {
  return value;
}
Json json_of(std::int64_t value) {
  return value;
}
Json json_of(const std::string& value) {
  return value;
}
Json json_of(const std::vector<Record>& records) {
  Json list = Json::array();
  for (const Record& record : records) {
    Json object = Json::object();
    for (const auto& [name, scalar] : record)
      object[name] = std::visit([](const auto& value) { return json_of(value); }, scalar);
    list.push_back(std::move(object));
  }
  return list;
}

Json json_of(const Value& value) {
  Json object = Json::object();
  for (const auto& [name, datum] : value.quantity.members)
    object[name] = std::visit([](const auto& held) { return json_of(held); }, datum);
  if (value.quantity.plus_minus) object["plus_minus"] = json_of(*value.quantity.plus_minus);
  if (!value.quantity.method.empty()) object["method"] = value.quantity.method;
  object["layer"] = layer_id(value.layer);
  return object;
}

Json json_of(const Finding& finding) {
  Json object = {
      {"id", finding.id}, {"severity", severity_id(finding.severity)}, {"text", finding.text}};
  if (!finding.hint.empty()) object["hint"] = finding.hint;
  object["count"] = finding.count;
  if (finding.at_mm) object["at"] = json_of(*finding.at_mm);
  if (finding.box_mm)
    object["box"] = {{"min", json_of(finding.box_mm->min)}, {"max", json_of(finding.box_mm->max)}};
  if (finding.places_mm.size() > 1)
    for (const Vec3& place : finding.places_mm) object["places"].push_back(json_of(place));
  if (finding.part) object["part"] = *finding.part;
  return object;
}

Json json_of(const ClassSuggestion& suggestion) {
  Json object = {{"best", suggestion.best}, {"probability", json_of(suggestion.probability)}};
  Json alternatives = Json::array();
  for (const auto& [id, probability] : suggestion.alternatives)
    alternatives.push_back({id, json_of(probability)});
  object["alternatives"] = std::move(alternatives);
  if (!suggestion.sub_kind.empty()) object["sub_kind"] = suggestion.sub_kind;
  object["group"] = {{"best", suggestion.group},
                     {"probability", json_of(suggestion.group_probability)}};
  object["evidence"] = suggestion.evidence;
  object["layer"] = layer_id(Layer::kSuggested);
  return object;
}

}  // namespace

std::string to_json(const Reading& reading, std::string_view input, bool with_timings) {
  Json document = {{"schema", kReadingSchema}, {"version", reading.version}};
  if (!input.empty()) document["input"] = input;
  document["sha256"] = reading.sha256.empty() ? Json() : Json(reading.sha256);
  document["bytes"] = reading.bytes;
  document["format"] = reading.format_id.empty() ? Json() : Json{{"id", reading.format_id}};
  document["unit"] = {{"value", reading.unit.value},
                      {"mm_per_unit", json_of(reading.unit.mm_per_unit)},
                      {"known", unit_known_id(reading.unit.known)}};
  document["process"] = reading.process;
  document["status"] = reading.refused ? "refused" : "ok";
  if (reading.refused)
    document["error"] = {{"id", error_code_id(reading.refused->code)},
                         {"text", reading.refused->message}};
  Json values = Json::object();
  for (const Value& value : reading.values) values[value.quantity.id] = json_of(value);
  document["values"] = std::move(values);
  Json absent = Json::object();
  for (const Absence& absence : reading.absent) absent[absence.id] = absence.reason;
  document["absent"] = std::move(absent);
  Json findings = Json::array();
  for (const Finding& finding : reading.findings) findings.push_back(json_of(finding));
  document["findings"] = std::move(findings);
  if (reading.model_class) document["class"] = json_of(*reading.model_class);
  if (with_timings) {
    Json timings = Json::object();
    for (const Timing& timing : reading.timings) timings[timing.step] = json_of(timing.seconds);
    document["timings_s"] = std::move(timings);
  }
  // Text in a reading is ours and UTF-8; `input` is a file name in any bytes: replace what is not.
  return document.dump(-1, ' ', false, Json::error_handler_t::replace);
}

namespace {

template <class Variant>
Variant scalar_of(const Json& json) {
  if (json.is_boolean()) return json.get<bool>();
  if (json.is_number_integer()) return json.get<std::int64_t>();
  if (json.is_number()) return json.get<double>();
  if (json.is_array())
    return Vec3(json.at(0).get<double>(), json.at(1).get<double>(), json.at(2).get<double>());
  return json.get<std::string>();
}

Vec3 vector_of(const Json& json) {
  return Vec3(json.at(0).get<double>(), json.at(1).get<double>(), json.at(2).get<double>());
}

std::vector<std::pair<std::string, Scalar>> record_of(const Json& object) {
  std::vector<std::pair<std::string, Scalar>> record;
  for (const auto& [name, json] : object.items())
    record.emplace_back(name, scalar_of<Scalar>(json));
  return record;
}

Datum datum_of(const Json& json) {
  if (json.is_array() && (json.empty() || json.front().is_object())) {
    std::vector<Record> records;
    for (const Json& object : json) records.push_back(record_of(object));
    return records;
  }
  return scalar_of<Datum>(json);
}

Layer layer_of(const std::string& id) {
  for (const Layer layer :
       {Layer::kMeasured, Layer::kEstimated, Layer::kSuggested, Layer::kDeclared})
    if (layer_id(layer) == id) return layer;
  throw std::invalid_argument("layer");
}

template <class Enum, std::size_t N>
Enum enum_of(const std::string& id, const Enum (&all)[N], std::string_view (*name)(Enum)) {
  for (const Enum candidate : all)
    if (name(candidate) == id) return candidate;
  throw std::invalid_argument(id);
}

Finding finding_of(const Json& json) {
  static constexpr Severity kAll[] = {Severity::kInfo, Severity::kWarning, Severity::kError};
  Finding finding;
  finding.id = json.at("id");
  finding.severity = enum_of(json.at("severity").get<std::string>(), kAll, severity_id);
  finding.text = json.at("text");
  finding.hint = json.value("hint", "");
  finding.count = json.at("count");
  if (json.contains("at")) finding.at_mm = vector_of(json["at"]);
  if (json.contains("box"))
    finding.box_mm = Box3{vector_of(json["box"].at("min")), vector_of(json["box"].at("max"))};
  if (json.contains("places"))
    for (const Json& place : json["places"]) finding.places_mm.push_back(vector_of(place));
  if (json.contains("part")) finding.part = json["part"].get<std::uint32_t>();
  return finding;
}

ClassSuggestion class_of(const Json& json) {
  ClassSuggestion suggestion;
  suggestion.best = json.at("best");
  suggestion.probability = json.at("probability");
  for (const Json& pair : json.at("alternatives"))
    suggestion.alternatives.emplace_back(pair.at(0), pair.at(1));
  suggestion.sub_kind = json.value("sub_kind", "");
  suggestion.evidence = json.at("evidence").get<std::vector<std::string>>();
  if (json.contains("group")) {  // documents of older versions have none
    suggestion.group = json["group"].at("best");
    suggestion.group_probability = json["group"].at("probability");
  }
  return suggestion;
}

Reading parse(const Json& json) {
  static constexpr UnitKnown kKnown[] = {UnitKnown::kDeclared, UnitKnown::kGiven,
                                         UnitKnown::kAssumed};
  static constexpr ErrorCode kCodes[] = {ErrorCode::kUnreadable,  ErrorCode::kMalformed,
                                         ErrorCode::kUnsupported, ErrorCode::kNotApplicable,
                                         ErrorCode::kTooLarge,    ErrorCode::kStore};
  if (json.at("schema") != kReadingSchema) throw std::invalid_argument("schema");
  Reading reading;
  reading.version = json.at("version");
  if (json.at("sha256").is_string()) reading.sha256 = json["sha256"];
  reading.bytes = json.at("bytes");
  if (json.at("format").is_object()) reading.format_id = json["format"].at("id");
  const Json& unit = json.at("unit");
  reading.unit = {unit.at("value"), unit.at("mm_per_unit"),
                  enum_of(unit.at("known").get<std::string>(), kKnown, unit_known_id)};
  reading.process = json.at("process");
  if (json.contains("error"))
    reading.refused =
        Error{enum_of(json["error"].at("id").get<std::string>(), kCodes, error_code_id),
              json["error"].at("text")};
  for (const auto& [id, object] : json.at("values").items()) {
    Value value;
    value.quantity.id = id;
    for (const auto& [name, member] : object.items()) {
      if (name == "layer") {
        value.layer = layer_of(member);
      } else if (name == "plus_minus") {
        value.quantity.plus_minus = member.get<double>();
      } else if (name == "method") {
        value.quantity.method = member;
      } else {
        value.quantity.members.emplace_back(name, datum_of(member));
      }
    }
    reading.values.push_back(std::move(value));
  }
  for (const auto& [id, reason] : json.at("absent").items()) reading.absent.push_back({id, reason});
  for (const Json& finding : json.at("findings")) reading.findings.push_back(finding_of(finding));
  if (json.contains("class")) reading.model_class = class_of(json["class"]);
  if (json.contains("timings_s"))
    for (const auto& [step, seconds] : json["timings_s"].items())
      reading.timings.push_back({step, seconds});
  return reading;
}

}  // namespace

Result<Reading> reading_from_json(std::string_view text) {
  try {
    return parse(Json::parse(text));
  } catch (const std::exception&) {
    return Error{ErrorCode::kMalformed, "This is not a document of schema printgauge.reading/1."};
  }
}

}  // namespace pg
