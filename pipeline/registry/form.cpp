#include "pipeline/registry/form.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "pipeline/analysis/reading.hpp"
#include "pipeline/registry/answers.hpp"
#include "pipeline/registry/distinct.hpp"

namespace pg {
namespace {

using Json = nlohmann::ordered_json;

// Public limits of the registry's form (DOMAIN: Physical Model).
constexpr std::size_t kPhysicalModelsMax = 5;

constexpr const char* kOnlyAPerson = "Only a person can say this.";

/// What the suggested class proposes for the form; null where it is no class or proposes nothing.
const CaseFormHints* hints_of(const Reading& reading) {
  if (!reading.model_class) return nullptr;
  const ModelClass* const kind = find_class(reading.model_class->best);
  return kind == nullptr || kind->form.object == ObjectType::kNothing ? nullptr : &kind->form;
}

FormField open_field(std::string id, std::string title, std::string source = kOnlyAPerson) {
  FormField field;
  field.id = std::move(id);
  field.title = std::move(title);
  field.source = std::move(source);
  return field;
}

FormField suggested(std::string id, std::string title, const Json& value, std::string shown,
                    std::string source) {
  FormField field = open_field(std::move(id), std::move(title), std::move(source));
  field.value = value.dump();
  field.shown = std::move(shown);
  field.layer = Layer::kSuggested;
  return field;
}

template <class T>
FormField stated_field(std::string id, std::string title, const Stated<T>& stated,
                       const Json& value, std::string shown) {
  FormField field = open_field(std::move(id), std::move(title), "Stated in the case record.");
  field.value = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  field.shown = std::move(shown);
  field.layer = stated.layer;
  field.by = stated.by;
  field.at = stated.at;
  return field;
}

FormField text_field(std::string id, std::string title,
                     const std::optional<Stated<std::string>>& stated) {
  if (!stated) return open_field(std::move(id), std::move(title));
  return stated_field(std::move(id), std::move(title), *stated, Json(stated->value), stated->value);
}

/// The organ system of the largest model whose class tells one.
FormField organ_system(const Case& subject, const std::vector<DistinctModel>& distinct) {
  const char* const id = "organ_system";
  const char* const title = "Organ system";
  if (!subject.organ_system)
    for (const DistinctModel& one : distinct)
      if (const CaseFormHints* const hints = hints_of(one.reading);
          hints != nullptr && !hints->organ_system.empty())
        return suggested(id, title, hints->organ_system, std::string(hints->organ_system),
                         "From the class of the largest model that has one.");
  return text_field(id, title, subject.organ_system);
}

FormSection imaging(const Case& subject, const std::vector<DistinctModel>& distinct) {
  return {.id = "imaging",
          .title = "Imaging description and indications",
          .note = "The registry's fields here are not public; these are the record's own.",
          .fields = {text_field("indication", "Indication", subject.indication),
                     organ_system(subject, distinct)}};
}

/// The kind of object that the classes agree on, or none.
std::optional<ObjectType> suggested_type(const std::vector<DistinctModel>& distinct, std::string& why) {
  std::size_t models = 0, guides = 0, silent = 0;
  for (const DistinctModel& one : distinct) {
    const CaseFormHints* const hints = hints_of(one.reading);
    if (hints == nullptr) {
      ++silent;
    } else {
      ++(hints->object == ObjectType::kAnatomicGuide ? guides : models);
    }
  }
  if (models + guides == 0) {
    why = distinct.empty() ? "No model of the case has been measured yet."
                           : "The shapes do not tell whether these are models or guides.";
    return std::nullopt;
  }
  why = fmt::format("From the class of the shapes: {} anatomic, {} guide, {} not told.", models,
                    guides, silent);
  if (models > 0 && guides > 0) {
    why += " The case holds both; a person has to choose.";
    return std::nullopt;
  }
  return guides > 0 ? ObjectType::kAnatomicGuide : ObjectType::kAnatomicModel;
}

std::string in_words(const AnatomicPart& part) {
  std::string words;
  for (const std::string* text :
       {&part.region, &part.subregion, &part.structure, &part.laterality, &part.comment}) {
    if (text->empty()) continue;
    if (!words.empty()) words += " / ";
    words += *text;
  }
  return words;
}

FormField declared_parts(const Stated<std::vector<AnatomicPart>>& stated) {
  Json list = Json::array();
  std::string shown;
  for (std::size_t i = 0; i < stated.value.size(); ++i) {
    const AnatomicPart& part = stated.value[i];
    const auto member = [](const std::string& text) { return text.empty() ? Json() : Json(text); };
    list.push_back({{"order", i + 1},
                    {"region", member(part.region)},
                    {"subregion", member(part.subregion)},
                    {"structure", member(part.structure)},
                    {"laterality", member(part.laterality)},
                    {"comment", member(part.comment)}});
    shown += fmt::format("{}{}. {}", i == 0 ? "" : "\n", i + 1, in_words(part));
  }
  return stated_field("anatomic_parts", "Anatomic parts, dominant first", stated, list, shown);
}

FormField suggested_parts(const std::vector<DistinctModel>& distinct) {
  Json list = Json::array();
  std::string shown;
  std::size_t left_out = 0;
  double shells = 0;
  bool shells_known = true;
  for (const DistinctModel& one : distinct) {
    const CaseFormHints* const hints = hints_of(one.reading);
    if (hints != nullptr && hints->object == ObjectType::kAnatomicGuide) continue;
    if (const auto components = one.reading.number_of("components")) {
      shells += *components;
    } else {
      shells_known = false;
    }
    if (list.size() == kAnatomicPartsMax) {
      ++left_out;
      continue;
    }
    const auto hint = [&](std::string_view CaseFormHints::*member) {
      return hints == nullptr || (hints->*member).empty() ? Json() : Json(hints->*member);
    };
    const bool told = hints != nullptr && !hints->structure.empty();
    const std::string volume =
        one.volume_mm3 > 0 ? fmt::format("{:.2f} mL", one.volume_mm3 / 1000) : "no volume";
    shown += fmt::format("{}{}. {}, {} (file {})", list.empty() ? "" : "\n", list.size() + 1,
                         told ? hints->structure : "structure not told", volume,
                         one.model->sha256.substr(0, 12));
    list.push_back({{"order", list.size() + 1},
                    {"region", hint(&CaseFormHints::region)},
                    {"subregion", nullptr},
                    {"structure", hint(&CaseFormHints::structure)},
                    {"laterality", nullptr},
                    {"comment", nullptr},
                    {"sha256", one.model->sha256},
                    {"volume_mm3", one.volume_mm3 > 0 ? Json(one.volume_mm3) : Json()}});
  }
  if (list.empty())
    return open_field("anatomic_parts", "Anatomic parts, dominant first",
                      "No anatomic model has been measured yet.");
  std::string source =
      "One part for each distinct file, ordered by volume; which part is dominant is a clinical "
      "choice.";
  if (shells_known)
    source += fmt::format(
        " The files hold {:.0f} connected shell{} together; several can be parts of their own.",
        shells, shells == 1 ? "" : "s");
  if (left_out > 0)
    source += fmt::format(" The form has room for {}; {} more are left out.", kAnatomicPartsMax,
                          left_out);
  return suggested("anatomic_parts", "Anatomic parts, dominant first", list, shown, source);
}

FormSection digital_model(const Case& subject, const std::vector<DistinctModel>& distinct) {
  FormSection section{.id = "digital_model", .title = "Digital Model", .note = {}, .fields = {}};
  std::string why;
  std::optional<ObjectType> type = suggested_type(distinct, why);
  if (subject.object_type) {
    type = subject.object_type->value;
    section.fields.push_back(stated_field("object_type", "Type of 3D printed object",
                                          *subject.object_type, object_type_id(*type),
                                          std::string(object_type_title(*type))));
  } else if (type) {
    section.fields.push_back(suggested("object_type", "Type of 3D printed object",
                                       object_type_id(*type), std::string(object_type_title(*type)),
                                       why));
  } else {
    section.fields.push_back(open_field("object_type", "Type of 3D printed object", why));
  }
  section.fields.push_back(open_field("purpose", "Purpose"));
  section.fields.push_back(open_field("ordering_service", "Ordering service"));
  section.fields.push_back(open_field("modelling", "How the digital modelling was done"));
  const bool guide = type == ObjectType::kAnatomicGuide;
  if (!guide)
    section.fields.push_back(subject.anatomic_parts ? declared_parts(*subject.anatomic_parts)
                                                    : suggested_parts(distinct));
  if (guide || !type)
    section.fields.push_back(open_field(
        "guide_type", "Type of guide", "Guides only; the registry's list of types is not public."));
  return section;
}

/// Life size or not, as far as the shapes tell.
FormField scale_field(const std::vector<DistinctModel>& distinct) {
  const char* const id = "scale";
  const char* const title = "Scale";
  bool all_told = !distinct.empty();
  for (const DistinctModel& one : distinct) {
    const auto& findings = one.reading.findings;
    if (std::any_of(findings.begin(), findings.end(),
                    [](const Finding& finding) { return finding.id == "unit_suspect"; }))
      return open_field(
          id, title,
          "A model's size does not fit its class; check its unit, then state the scale.");
    const CaseFormHints* const hints = hints_of(one.reading);
    all_told = all_told && hints != nullptr && hints->object == ObjectType::kAnatomicModel;
  }
  if (!all_told)
    return open_field(id, title, "Without a class for each model its size cannot be judged.");
  return suggested(id, title, 1, "1:1",
                   "The size of each model is plausible for its class at life size.");
}

FormSection physical_model(const Case& subject, const std::vector<DistinctModel>& distinct) {
  FormSection section{.id = "physical_model", .title = "Physical Model", .note = {}, .fields = {}};
  if (subject.prints) {
    Json list = Json::array();
    std::string shown;
    for (const Print& print : subject.prints->value) {
      list.push_back({{"parts", print.parts},
                      {"printer", print.printer.empty() ? Json() : Json(print.printer)},
                      {"material", print.material.empty() ? Json() : Json(print.material)},
                      {"scale", print.scale ? Json(*print.scale) : Json()},
                      {"copies", print.copies}});
      shown += fmt::format("{}{}, {}, {} cop{}", shown.empty() ? "" : "\n",
                           print.printer.empty() ? "printer not stated" : print.printer,
                           print.material.empty() ? "material not stated" : print.material,
                           print.copies, print.copies == 1 ? "y" : "ies");
    }
    section.fields.push_back(stated_field("prints", "Prints", *subject.prints, list, shown));
  }
  std::size_t files = 0;
  for (const DistinctModel& one : distinct) files += one.copies;
  if (distinct.empty()) {
    section.fields.push_back(open_field("physical_models", "Number of physical models",
                                        "No model of the case has been measured yet."));
  } else {
    std::string source =
        fmt::format("{} measured file{}, {} distinct by content; copies of one mesh are one print.",
                    files, files == 1 ? "" : "s", distinct.size());
    if (distinct.size() > kPhysicalModelsMax)
      source += fmt::format(" The form has room for {}.", kPhysicalModelsMax);
    section.fields.push_back(suggested("physical_models", "Number of physical models",
                                       distinct.size(), std::to_string(distinct.size()), source));
  }
  section.fields.push_back(scale_field(distinct));
  section.fields.push_back(
      open_field("printer_label", "Printer label",
                 "Defined on the site's Manage Printers page; only a person can say it."));
  section.fields.push_back(open_field("material", "Material"));
  section.fields.push_back(open_field(
      "optical", "Optical", "A property of the printed object; only a person can say it."));
  return section;
}

FormSection procedure() {
  return {.id = "procedure",
          .title = "Procedure (Use of 3D Printed Model)",
          .note = {},
          .fields = {open_field("use", "Use of the model"),
                     open_field("time_saved_min", "Estimated procedure time saved")}};
}

FormSection effort(const Case& subject) {
  static constexpr std::pair<const char*, const char*> kKinds[] = {
      {"consultation", "Consultation"},
      {"segmentation", "Segmentation"},
      {"cad", "CAD"},
      {"preparation", "Preparation and post-processing"}};
  static constexpr std::pair<const char*, const char*> kGroups[] = {
      {"clinician", "clinician"}, {"non_clinician", "non-clinician"}};
  FormSection section{.id = "effort",
                      .title = "Effort",
                      .note = "Eight rows of hours, minutes or unknown.",
                      .fields = {}};
  for (const auto& [kind, kind_title] : kKinds) {
    for (const auto& [group, group_title] : kGroups) {
      FormField field = open_field(fmt::format("effort_{}_{}", kind, group),
                                   fmt::format("{}, {}", kind_title, group_title));
      if (subject.effort) {
        for (const Effort& row : subject.effort->value) {
          if (row.kind != kind || row.group != group) continue;
          const Json value = {{"hours", row.minutes ? Json(*row.minutes / 60) : Json()},
                              {"minutes", row.minutes ? Json(*row.minutes % 60) : Json()},
                              {"unknown", !row.minutes.has_value()}};
          field = stated_field(
              field.id, field.title, *subject.effort, value,
              row.minutes ? fmt::format("{} h {} min", *row.minutes / 60, *row.minutes % 60)
                          : "unknown");
        }
      }
      section.fields.push_back(std::move(field));
    }
  }
  return section;
}

FormSection assessment() {
  return {.id = "user_assessment",
          .title = "User Assessment",
          .note =
              "A questionnaire on agreement scales; its items are not public and are answered at "
              "the registry.",
          .fields = {}};
}

std::vector<std::string> notes_of(const std::vector<CaseModel>& models) {
  std::size_t waiting = 0, refused = 0, failed = 0;
  for (const CaseModel& model : models) {
    waiting += model.status == ModelStatus::kQueued || model.status == ModelStatus::kAnalysing;
    refused += model.status == ModelStatus::kRefused;
    failed += model.status == ModelStatus::kFailed;
  }
  std::vector<std::string> notes;
  if (waiting > 0)
    notes.push_back(fmt::format("{} of {} files wait to be analysed; the proposals may change.",
                                waiting, models.size()));
  if (refused + failed > 0)
    notes.push_back(fmt::format(
        "{} of {} files could not be measured and are left out; `printgauge show` says why.",
        refused + failed, models.size()));
  return notes;
}

}  // namespace

std::size_t Form::open_count() const {
  std::size_t count = 0;
  for (const FormSection& section : sections)
    for (const FormField& field : section.fields) count += field.open();
  return count;
}

Form form_of(const Case& subject, const std::vector<CaseModel>& models) {
  const std::vector<DistinctModel> distinct = distinct_models(models);
  Form form;
  form.case_id = subject.id;
  form.sections = {imaging(subject, distinct),
                   digital_model(subject, distinct),
                   physical_model(subject, distinct),
                   procedure(),
                   effort(subject),
                   assessment()};
  apply_answers(form, subject);
  for (const CaseModel& model : models)
    form.measured.push_back({.sha256 = model.sha256,
                             .status = std::string(model_status_id(model.status)),
                             .model_class = model.model_class,
                             .reading = model.reading});
  form.notes = notes_of(models);
  return form;
}

}  // namespace pg
