#include <nlohmann/json.hpp>

#include "pipeline/registry/form.hpp"

namespace pg {

std::string form_to_json(const Form& form) {
  using Json = nlohmann::ordered_json;
  Json sections = Json::array();
  for (const FormSection& section : form.sections) {
    Json fields = Json::array();
    for (const FormField& field : section.fields) {
      Json object = {{"id", field.id},
                     {"title", field.title},
                     {"value", Json::parse(field.value)},
                     {"layer", layer_id(field.layer)},
                     {"source", field.source}};
      if (!field.by.empty()) object["by"] = field.by;
      if (!field.at.empty()) object["at"] = field.at;
      fields.push_back(std::move(object));
    }
    Json object = {{"id", section.id}, {"title", section.title}};
    if (!section.note.empty()) object["note"] = section.note;
    object["fields"] = std::move(fields);
    sections.push_back(std::move(object));
  }
  Json measured = Json::array();
  for (const FormModel& model : form.measured) {
    const Json reading =
        model.reading.empty() ? Json() : Json::parse(model.reading, nullptr, false);
    const auto part = [&](const char* name) {
      return reading.is_object() && reading.contains(name) ? reading[name] : Json::object();
    };
    measured.push_back({{"sha256", model.sha256},
                        {"status", model.status},
                        {"class", model.model_class.empty() ? Json() : Json(model.model_class)},
                        {"values", part("values")},
                        {"absent", part("absent")}});
  }
  const Json document = {{"schema", kFormSchema},     {"case", form.case_id},
                         {"open", form.open_count()}, {"notes", form.notes},
                         {"sections", sections},      {"measured", measured}};
  return document.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace pg
