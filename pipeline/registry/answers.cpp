#include "pipeline/registry/answers.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

namespace pg {
namespace {

using Json = nlohmann::ordered_json;
using Answers = std::optional<Stated<std::vector<FormAnswer>>>;

constexpr std::string_view kEffortPrefix = "effort_";
constexpr std::int64_t kMinutesMax = 100'000;  // ten weeks without sleep; a slip of the hand
constexpr std::int64_t kCountMax = 10'000;

enum class Kind : std::uint8_t { kText, kCount, kScale, kMinutes, kMember, kEffort };

/// The form's fields and what they take; form.cpp makes them.
constexpr std::pair<std::string_view, Kind> kFields[] = {
    {"indication", Kind::kMember},      {"organ_system", Kind::kMember},
    {"object_type", Kind::kMember},     {"anatomic_parts", Kind::kMember},
    {"prints", Kind::kMember},          {"purpose", Kind::kText},
    {"ordering_service", Kind::kText},  {"modelling", Kind::kText},
    {"guide_type", Kind::kText},        {"physical_models", Kind::kCount},
    {"scale", Kind::kScale},            {"printer_label", Kind::kText},
    {"material", Kind::kText},          {"optical", Kind::kText},
    {"use", Kind::kText},               {"time_saved_min", Kind::kMinutes}};
constexpr std::string_view kEffortKinds[] = {"consultation", "segmentation", "cad", "preparation"};
constexpr std::string_view kEffortGroups[] = {"clinician", "non_clinician"};

std::optional<Kind> kind_of(std::string_view field) {
  for (const auto& [id, kind] : kFields)
    if (id == field) return kind;
  if (field.rfind(kEffortPrefix, 0) == 0) return Kind::kEffort;
  return std::nullopt;
}

Error refusal(std::string_view field, const char* what) {
  return {ErrorCode::kMalformed, "The field " + std::string(field) + " takes " + what + "."};
}

Error unknown_field() {
  return {ErrorCode::kMalformed, "The form has no field of this id; the case's form lists them."};
}

/// Printable text with line breaks and tabs; never empty.
bool good_text(const Json& value) {
  if (!value.is_string()) return false;
  const std::string& text = value.get_ref<const std::string&>();
  if (text.empty() || text.size() > kAnswerBytesMax) return false;
  return std::none_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7F;
  });
}

bool good_number(const Json& value, double least, double most) {
  if (!value.is_number()) return false;
  const double number = value.get<double>();
  return std::isfinite(number) && number >= least && number <= most;
}

bool good_count(const Json& value, std::int64_t least, std::int64_t most) {
  return value.is_number_integer() &&
         good_number(value, static_cast<double>(least), static_cast<double>(most));
}

/// Objects with `members` that are text or null; `ignored` ones may be there, as the form shows.
bool good_texts(const Json& object, std::initializer_list<std::string_view> members,
                std::initializer_list<std::string_view> ignored) {
  if (!object.is_object()) return false;
  for (const auto& [name, value] : object.items()) {
    if (std::find(ignored.begin(), ignored.end(), name) != ignored.end()) continue;
    if (std::find(members.begin(), members.end(), name) == members.end()) return false;
    if (!value.is_null() && value != "" && !good_text(value)) return false;
  }
  return true;
}

Json without_nulls(Json list) {
  for (Json& object : list)
    for (auto member = object.begin(); member != object.end();)
      member = member->is_null() ? object.erase(member) : std::next(member);
  return list;
}

bool good_parts(const Json& value) {
  return value.is_array() && !value.empty() && value.size() <= kAnatomicPartsMax &&
         std::all_of(value.begin(), value.end(), [](const Json& part) {
           return good_texts(part, {"region", "subregion", "structure", "laterality", "comment"},
                             {"order", "sha256", "volume_mm3"});
         });
}

bool good_print(const Json& print) {
  if (!good_texts(print, {"printer", "material"}, {"parts", "scale", "copies"})) return false;
  if (!print.contains("parts") || !print["parts"].is_array()) return false;
  for (const Json& part : print["parts"])
    if (!good_count(part, 1, static_cast<std::int64_t>(kAnatomicPartsMax))) return false;
  if (print.contains("scale") && !print["scale"].is_null() &&
      !good_number(print["scale"], 1e-3, 1e3))
    return false;
  return !print.contains("copies") || good_count(print["copies"], 1, kCountMax);
}

Result<Ok> answer_member(Case& subject, std::string_view field, const Json& value,
                         const Stamp& stamp) {
  const bool text = field == "indication" || field == "organ_system";
  if (text && !good_text(value)) return refusal(field, "text of 1 to 2000 bytes");
  if (field == "anatomic_parts" && !good_parts(value))
    return refusal(field,
                   "a list of 1 to 20 parts with region, subregion, structure, laterality, comment");
  if (field == "prints" && (!value.is_array() || value.empty() || value.size() > 100 ||
                            !std::all_of(value.begin(), value.end(), good_print)))
    return refusal(field, "a list of prints with parts, printer, material, scale and copies");
  const Result<Ok> put =
      set_case_field(subject, {.name = std::string(field),
                               .value = (value.is_array() ? without_nulls(value) : value).dump(),
                               .layer = Layer::kDeclared,
                               .by = stamp.by,
                               .at = stamp.at});
  if (!put) return refusal(field, "another kind of value, as its form shows");
  return ok();
}

/// "effort_cad_clinician" as kind and group.
bool split_effort(std::string_view field, Effort& row) {
  field.remove_prefix(kEffortPrefix.size());
  const std::size_t at = field.find('_');
  if (at == std::string_view::npos) return false;
  row.kind = field.substr(0, at);
  row.group = field.substr(at + 1);
  const auto one_of = [](const auto& list, std::string_view word) {
    return std::find(std::begin(list), std::end(list), word) != std::end(list);
  };
  return one_of(kEffortKinds, row.kind) && one_of(kEffortGroups, row.group);
}

/// The row of `effort` for a field, taken out.
void drop_effort(Case& subject, const Effort& row) {
  if (!subject.effort) return;
  std::vector<Effort>& rows = subject.effort->value;
  rows.erase(std::remove_if(rows.begin(), rows.end(),
                            [&](const Effort& other) {
                              return other.kind == row.kind && other.group == row.group;
                            }),
             rows.end());
  if (rows.empty()) subject.effort.reset();
}

Result<Ok> answer_effort(Case& subject, std::string_view field, const Json& value,
                         const Stamp& stamp) {
  constexpr const char* kTakes =
      "{\"hours\":h,\"minutes\":m,\"unknown\":false}, or {\"unknown\":true}";
  Effort row;
  if (!split_effort(field, row)) return unknown_field();
  if (!value.is_object()) return refusal(field, kTakes);
  const Json unknown = value.value("unknown", Json(false));
  if (!unknown.is_boolean()) return refusal(field, kTakes);
  if (unknown == false) {
    const Json hours = value.value("hours", Json(0));
    const Json minutes = value.value("minutes", Json(0));
    if (!good_count(hours, 0, kMinutesMax / 60) || !good_count(minutes, 0, kMinutesMax))
      return refusal(field, kTakes);
    row.minutes = 60 * hours.get<std::int64_t>() + minutes.get<std::int64_t>();
  }
  drop_effort(subject, row);
  if (!subject.effort) subject.effort.emplace();
  subject.effort->value.push_back(std::move(row));
  subject.effort->layer = Layer::kDeclared;
  subject.effort->by = stamp.by;
  subject.effort->at = stamp.at;
  return ok();
}

bool drop(Answers& answers, std::string_view field) {
  if (!answers) return false;
  const std::size_t before = answers->value.size();
  std::erase_if(answers->value, [&](const FormAnswer& one) { return one.field == field; });
  const bool dropped = answers->value.size() != before;
  if (answers->value.empty()) answers.reset();
  return dropped;
}

void put(Answers& answers, std::string_view field, const Json& value, const Stamp& stamp) {
  drop(answers, field);
  if (!answers) answers.emplace();
  answers->layer = Layer::kDeclared;
  answers->by = stamp.by;
  answers->at = stamp.at;
  answers->value.push_back(
      {.field = std::string(field), .value = value.dump(), .by = stamp.by, .at = stamp.at});
}

Result<Ok> answer_other(Case& subject, std::string_view field, Kind kind, const Json& value,
                        const Stamp& stamp) {
  switch (kind) {
    case Kind::kText:
      if (!good_text(value)) return refusal(field, "text of 1 to 2000 bytes");
      break;
    case Kind::kCount:
      if (!good_count(value, 1, kCountMax)) return refusal(field, "a whole number from 1");
      break;
    case Kind::kScale:
      if (!good_number(value, 1e-3, 1e3)) return refusal(field, "a number; 1 is life size");
      break;
    default:
      if (!good_count(value, 0, kMinutesMax)) return refusal(field, "whole minutes");
  }
  put(subject.answers, field, value, stamp);
  return ok();
}

Result<Json> parsed(const std::string& value) {
  Json json = Json::parse(value, nullptr, false);
  if (json.is_discarded()) return Error{ErrorCode::kMalformed, "The value is not JSON."};
  return json;
}

std::string shown_of(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

template <class Form>
auto* field_in(Form& form, std::string_view id) {
  for (auto& section : form.sections)
    for (auto& field : section.fields)
      if (field.id == id) return &field;
  return static_cast<decltype(&form.sections[0].fields[0])>(nullptr);
}

}  // namespace

std::vector<std::string> answer_fields() {
  std::vector<std::string> all;
  for (const auto& [id, kind] : kFields) all.emplace_back(id);
  for (const std::string_view kind : kEffortKinds)
    for (const std::string_view group : kEffortGroups)
      all.push_back(std::string(kEffortPrefix) + std::string(kind) + "_" + std::string(group));
  return all;
}

Result<Ok> answer_field(Case& subject, std::string_view field, const std::string& value,
                        const Stamp& stamp) {
  const std::optional<Kind> kind = kind_of(field);
  if (!kind) return unknown_field();
  const Result<Json> json = parsed(value);
  if (!json) return json.error();
  Result<Ok> said = ok();
  if (*kind == Kind::kMember) {
    said = answer_member(subject, field, *json, stamp);
  } else if (*kind == Kind::kEffort) {
    said = answer_effort(subject, field, *json, stamp);
  } else {
    said = answer_other(subject, field, *kind, *json, stamp);
  }
  if (said) drop(subject.rejected, field);
  return said;
}

Result<Ok> reject_suggestion(Case& subject, std::string_view field, const std::string& value,
                             const Stamp& stamp) {
  if (!kind_of(field)) return unknown_field();
  const Result<Json> json = parsed(value);
  if (!json) return json.error();
  put(subject.rejected, field, *json, stamp);
  return ok();
}

Result<bool> withdraw_answer(Case& subject, std::string_view field) {
  const std::optional<Kind> kind = kind_of(field);
  if (!kind) return unknown_field();
  const auto forget = [](auto& member) {
    const bool there = member.has_value();
    member.reset();
    return there;
  };
  bool there = drop(subject.rejected, field);
  there = drop(subject.answers, field) || there;
  if (field == "indication") there = forget(subject.indication) || there;
  if (field == "organ_system") there = forget(subject.organ_system) || there;
  if (field == "object_type") there = forget(subject.object_type) || there;
  if (field == "anatomic_parts") there = forget(subject.anatomic_parts) || there;
  if (field == "prints") there = forget(subject.prints) || there;
  if (*kind == Kind::kEffort) {
    Effort row;
    if (!split_effort(field, row)) return unknown_field();
    const std::size_t before = subject.effort ? subject.effort->value.size() : 0;
    drop_effort(subject, row);
    there = there || (subject.effort ? subject.effort->value.size() : 0) != before;
  }
  return there;
}

bool same_value(const std::string& a, const std::string& b) {
  using Unordered = nlohmann::json;
  const Unordered left = Unordered::parse(a, nullptr, false);
  return !left.is_discarded() && left == Unordered::parse(b, nullptr, false);
}

void apply_answers(Form& form, const Case& subject) {
  if (subject.answers)
    for (const FormAnswer& answer : subject.answers->value)
      if (FormField* const field = field_in(form, answer.field)) {
        field->value = answer.value;
        field->shown = shown_of(Json::parse(answer.value));
        field->layer = Layer::kDeclared;
        field->source = "Stated in the case record.";
        field->by = answer.by;
        field->at = answer.at;
      }
  if (subject.rejected)
    for (const FormAnswer& wrong : subject.rejected->value) {
      FormField* const field = field_in(form, wrong.field);
      if (field == nullptr || field->layer != Layer::kSuggested ||
          !same_value(field->value, wrong.value))
        continue;
      field->value = "null";
      field->shown.clear();
      field->layer = Layer::kDeclared;
      field->source = "The suggestion was turned down.";
      field->by = wrong.by;
      field->at = wrong.at;
    }
}

const FormField* find_field(const Form& form, std::string_view id) {
  return field_in(form, id);
}

}  // namespace pg
