#include "pipeline/registry/profile/case_facts.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "pipeline/registry/case_values.hpp"
#include "pipeline/registry/distinct.hpp"
#include "pipeline/registry/figures.hpp"
#include "pipeline/rules/rules.hpp"

namespace pg {
namespace {

using Json = nlohmann::json;

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

struct Synonym {
  const char* begins;
  const char* word;
};
/// Organ systems as the published counts have them (DOMAIN 1.4), by how their names begin.
constexpr Synonym kOrganSystems[] = {
    {"neuro", "neurologic"},        {"nerv", "neurologic"},       {"brain", "neurologic"},
    {"breast", "breast"},           {"card", "cardiac"},          {"heart", "cardiac"},
    {"genito", "genitourinary"},    {"uro", "genitourinary"},     {"renal", "genitourinary"},
    {"musculo", "musculoskeletal"}, {"ortho", "musculoskeletal"}, {"bone", "musculoskeletal"}};

std::string organ_system(const std::string& said) {
  if (said.empty()) return std::string(kNotStated);
  const std::string text = lower(said);
  for (const Synonym& one : kOrganSystems)
    if (text.rfind(one.begins, 0) == 0) return one.word;
  return std::string(kOther);
}

/// The process of the printer whose name is in the label, or that the label names itself.
std::string technology(const std::string& label) {
  if (label.empty()) return std::string(kNotStated);
  const std::string text = lower(label);
  for (const Printer& printer : all_printers())
    if (text == printer.id || text.find(lower(printer.title)) != std::string::npos)
      return printer.process;
  for (const PrintProcess& process : all_processes())
    if (text == process.id || text.find(lower(process.title)) != std::string::npos)
      return process.id;
  return std::string(kOther);
}

std::string material(const std::string& said) {
  if (said.empty()) return std::string(kNotStated);
  const std::string text = lower(said);
  for (const Material& one : all_materials())
    if (text == one.id || text == lower(one.title)) return one.id;
  return std::string(kOther);
}

std::string parts(std::size_t count) {
  if (count == 0) return std::string(kNotStated);
  return count < 5 ? std::to_string(count) : "5 or more";
}

/// The one text of all prints; texts that differ are "other" things.
std::string of_prints(const Case& subject, std::string Print::*member, const std::string& alone) {
  std::set<std::string> said;
  if (subject.prints)
    for (const Print& print : subject.prints->value)
      if (!(print.*member).empty()) said.insert(print.*member);
  if (said.empty()) return alone;
  return said.size() == 1 ? *said.begin() : "several";
}

template <class Entry>
std::vector<std::string> ids(std::span<const Entry> entries) {
  std::vector<std::string> words;
  for (const Entry& entry : entries) words.emplace_back(entry.id);
  return words;
}

Dimension dimension(std::string_view id, std::string_view title, std::vector<std::string> words,
                    bool other = true) {
  if (other) words.emplace_back(kOther);
  words.emplace_back(kNotStated);
  return {.id = id, .title = title, .words = std::move(words)};
}

std::optional<double> sum_of_effort(const Case& subject, std::string_view group) {
  double minutes = 0;
  bool any = false;
  if (subject.effort)
    for (const Effort& row : subject.effort->value)
      if (row.group == group && row.minutes) {
        minutes += static_cast<double>(*row.minutes);
        any = true;
      }
  return any ? std::optional(minutes) : std::nullopt;
}

std::optional<double> number_at(const CaseValues& values, const std::string& place) {
  const Json value = Json::parse(values.at(place).json);
  return value.is_number() ? std::optional(value.get<double>()) : std::nullopt;
}

constexpr std::string_view kPhysical[] = {"volume_mm3",     "side_long_mm", "wall_min_mm",
                                          "wall_median_mm", "support_mm3",  "best_support_mm3"};

const Figure& figure(std::string_view id) {
  const auto all = handed_over_figures();
  return *std::find_if(all.begin(), all.end(), [&](const Figure& one) { return one.id == id; });
}

}  // namespace

const std::array<Dimension, kDimensions>& profile_dimensions() {
  static const std::array<Dimension, kDimensions> all = {
      dimension("organ_system", "Organ system",
                {"neurologic", "breast", "cardiac", "genitourinary", "musculoskeletal"}),
      dimension("technology", "Print technology", ids(all_processes())),
      dimension("material", "Material", ids(all_materials())),
      dimension("parts", "Anatomic parts", {"1", "2", "3", "4", "5 or more"}, false),
      dimension("model_class", "Class of the largest model (suggested)", ids(all_classes()))};
  return all;
}

const std::vector<Measure>& profile_measures() {
  static const std::vector<Measure> all = [] {
    std::vector<Measure> measures = {{"effort_clinician_min", "Effort of clinicians", "min"},
                                     {"effort_non_clinician_min", "Effort of others", "min"},
                                     {"time_saved_min", "Procedure time saved", "min"}};
    for (const std::string_view id : kPhysical)
      measures.push_back({figure(id).id, figure(id).title, figure(id).ucum});
    return measures;
  }();
  return all;
}

CaseFacts facts_of(const ExportCase& one) {
  const CaseValues values(one);
  const auto text_at = [&](const char* place) {
    const Json value = Json::parse(values.at(place).json);
    return value.is_string() ? value.get<std::string>() : std::string();
  };
  const std::vector<DistinctModel> models = distinct_models(one.models);
  CaseFacts facts;
  facts.object_type = one.subject.object_type
                          ? std::string(object_type_id(one.subject.object_type->value))
                          : std::string(kNotStated);
  const std::string model_class =
      models.empty() || models.front().model->model_class.empty() ? std::string(kNotStated)
      : find_class(models.front().model->model_class) != nullptr ? models.front().model->model_class
                                                                 : std::string(kOther);
  facts.words = {organ_system(text_at("form.organ_system")),
                 technology(of_prints(one.subject, &Print::printer, text_at("form.printer_label"))),
                 material(of_prints(one.subject, &Print::material, text_at("form.material"))),
                 parts(one.subject.anatomic_parts ? one.subject.anatomic_parts->value.size() : 0),
                 model_class};
  facts.numbers = {sum_of_effort(one.subject, "clinician"),
                   sum_of_effort(one.subject, "non_clinician"),
                   number_at(values, "form.time_saved_min")};
  for (const std::string_view id : kPhysical)
    facts.numbers.push_back(models.empty() ? std::nullopt
                                           : figure_of(models.front().reading, figure(id)));
  return facts;
}

}  // namespace pg
