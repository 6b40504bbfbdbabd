#include "pipeline/registry/redcap.hpp"

#include <fmt/format.h>

#include <functional>
#include <nlohmann/json.hpp>

#include "pipeline/archive/table.hpp"
#include "pipeline/registry/answers.hpp"
#include "pipeline/registry/case_values.hpp"
#include "pipeline/registry/distinct.hpp"
#include "pipeline/registry/figures.hpp"

namespace pg {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kInstrument = "printgauge";
// The registry's form takes up to five models a case (DOMAIN 1.2).
constexpr std::size_t kModelsMax = 5;

struct Variable {
  std::string name;  ///< Lower case, digits, _; at most 26, as older versions of REDCap ask.
  std::string label;
  std::string type = "text";  ///< "text", "notes", "radio".
  std::string choices;
  std::string validation;  ///< "number", "integer".
  std::string section;     ///< Begins one.
  std::string note;
  /// The value of a record; empty: none.
  std::function<std::string(const CaseValues&, const std::vector<DistinctModel>&)> value;
};

std::string plain(const Json& value) {
  if (value.is_null()) return {};
  return value.is_string() ? value.get<std::string>() : value.dump();
}

Variable declared(std::string name, std::string label, const std::string& place) {
  return {.name = std::move(name),
          .label = std::move(label),
          .choices = {},
          .validation = {},
          .section = {},
          .note = {},
          .value = [place](const CaseValues& values, const std::vector<DistinctModel>&) {
            return plain(Json::parse(values.at(place).json));
          }};
}

Variable counted(std::string name, std::string label, const std::string& place) {
  Variable made = declared(std::move(name), std::move(label), place);
  made.validation = "integer";
  return made;
}

Variable part(std::size_t number) {
  Variable made =
      declared(fmt::format("part_{}", number), fmt::format("Anatomic part {}", number), {});
  made.note = "Region / subregion / structure / laterality / comment";
  made.value = [number](const CaseValues& values, const std::vector<DistinctModel>&) {
    std::string text;
    bool any = false;
    for (const char* member : {"region", "subregion", "structure", "laterality", "comment"}) {
      const std::string said = plain(
          Json::parse(values.at(fmt::format("form.anatomic_parts.{}.{}", number, member)).json));
      any = any || !said.empty();
      text += (member == std::string_view("region") ? "" : " / ") + said;
    }
    return any ? text : std::string();
  };
  return made;
}

/// Minutes in all; "unknown" is a field of its own, as it is not 0.
void add_effort(std::vector<Variable>& all) {
  static constexpr std::pair<const char*, const char*> kKinds[] = {
      {"consultation", "cons"}, {"segmentation", "segm"}, {"cad", "cad"}, {"preparation", "prep"}};
  static constexpr std::pair<const char*, const char*> kGroups[] = {{"clinician", "clin"},
                                                                    {"non_clinician", "nonclin"}};
  for (const auto& [kind, kind_name] : kKinds)
    for (const auto& [group, group_name] : kGroups) {
      const std::string place = fmt::format("form.effort_{}_{}", kind, group);
      const std::string title =
          fmt::format("Effort, {}, {}", kind,
                      group == std::string_view("clinician") ? "clinician" : "non-clinician");
      Variable minutes =
          counted(fmt::format("eff_{}_{}_min", kind_name, group_name), title + " (min)", {});
      minutes.value = [place](const CaseValues& values, const std::vector<DistinctModel>&) {
        const Json effort = Json::parse(values.at(place).json);
        if (!effort.is_object() || effort.value("unknown", false)) return std::string();
        const auto part_of = [&](const char* member) {
          return effort.contains(member) && effort[member].is_number()
                     ? effort[member].get<std::int64_t>()
                     : 0;
        };
        return std::to_string(60 * part_of("hours") + part_of("minutes"));
      };
      all.push_back(std::move(minutes));
      Variable unknown =
          declared(fmt::format("eff_{}_{}_unk", kind_name, group_name), title + " is unknown", {});
      unknown.type = "radio";
      unknown.choices = "0, No | 1, Yes";
      unknown.value = [place](const CaseValues& values, const std::vector<DistinctModel>&) {
        const Json effort = Json::parse(values.at(place).json);
        return !effort.is_object() ? "" : effort.value("unknown", false) ? "1" : "0";
      };
      all.push_back(std::move(unknown));
    }
}

void add_declared(std::vector<Variable>& all) {
  Variable type = declared("object_type", "Type of 3D printed object", "form.object_type");
  type.type = "radio";
  type.choices = "anatomic_model, Anatomic Model | anatomic_guide, Anatomic Guide";
  type.section = "Declared: what people said";
  all.push_back(std::move(type));
  static constexpr std::pair<const char*, const char*> kTexts[] = {
      {"indication", "Indication"},
      {"organ_system", "Organ system"},
      {"purpose", "Purpose"},
      {"ordering_service", "Ordering service"},
      {"modelling", "How the digital modelling was done"},
      {"guide_type", "Type of guide"},
      {"printer_label", "Printer label"},
      {"material", "Material"},
      {"optical", "Optical"},
      {"use", "Use of the model"}};
  for (const auto& [field, label] : kTexts) {
    Variable text = declared(field, label, std::string("form.") + field);
    text.type = "notes";
    all.push_back(std::move(text));
  }
  for (std::size_t i = 1; i <= kAnatomicPartsMax; ++i) all.push_back(part(i));
  all.push_back(counted("physical_models", "Number of physical models", "form.physical_models"));
  Variable scale = declared("scale", "Scale (1: life size)", "form.scale");
  scale.validation = "number";
  all.push_back(std::move(scale));
  all.push_back(
      counted("time_saved_min", "Estimated procedure time saved (min)", "form.time_saved_min"));
  add_effort(all);
}

void add_measured(std::vector<Variable>& all) {
  Variable count = counted("measured_models", "Distinct measured models", "measured.count");
  count.section = "Measured: from the model files, largest first";
  all.push_back(std::move(count));
  for (std::size_t i = 0; i < kModelsMax; ++i)
    for (const Figure& figure : handed_over_figures()) {
      Variable made =
          declared(fmt::format("m{}_{}", i + 1, figure.id),
                   fmt::format("Model {}: {}{}", i + 1, figure.title,
                               figure.ucum == "1" ? "" : fmt::format(" ({})", figure.ucum)),
                   {});
      made.validation = figure.ucum == "1" ? "integer" : "number";
      if (&figure == handed_over_figures().data())
        made.section = fmt::format("Measured: model {}", i + 1);
      made.value = [i, &figure](const CaseValues&, const std::vector<DistinctModel>& models) {
        const auto value = i < models.size() ? figure_of(models[i].reading, figure) : std::nullopt;
        return value ? fmt::format("{}", *value) : std::string();
      };
      all.push_back(std::move(made));
    }
}

std::vector<Variable> variables() {
  std::vector<Variable> all = {declared("record_id", "Case", "case.id")};
  add_declared(all);
  add_measured(all);
  return all;
}

}  // namespace

std::string redcap_dictionary() {
  std::string text =
      csv_line({"Variable / Field Name", "Form Name", "Section Header", "Field Type", "Field Label",
                "Choices, Calculations, OR Slider Labels", "Field Note",
                "Text Validation Type OR Show Slider Number", "Text Validation Min",
                "Text Validation Max", "Identifier?", "Branching Logic (Show field only if...)",
                "Required Field?", "Custom Alignment", "Question Number (surveys only)",
                "Matrix Group Name", "Matrix Ranking?", "Field Annotation"});
  for (const Variable& one : variables())
    text += csv_line({one.name, kInstrument, one.section, one.type, one.label, one.choices,
                      one.note, one.validation, "", "", "", "", "", "", "", "", "", ""});
  return text;
}

std::string redcap_records(const std::vector<ExportCase>& cases) {
  const std::vector<Variable> all = variables();
  std::vector<std::string> cells;
  for (const Variable& one : all) cells.push_back(one.name);
  cells.push_back(std::string(kInstrument) + "_complete");
  std::string text = csv_line(cells);
  for (const ExportCase& one : cases) {
    const CaseValues values(one);
    const std::vector<DistinctModel> models = distinct_models(one.models);
    cells.clear();
    for (const Variable& variable : all) cells.push_back(variable.value(values, models));
    cells.emplace_back("0");  // a person says when it is complete
    text += csv_line(cells);
  }
  return text;
}

}  // namespace pg
