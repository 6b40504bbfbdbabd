#include "pipeline/record/case_document.hpp"

#include <nlohmann/json.hpp>

namespace pg {
namespace {

using Json = nlohmann::ordered_json;

Json text_or_null(const std::string& text) {
  return text.empty() ? Json() : Json(text);
}

Json document_of(const CaseModel& model) {
  Json object = {{"id", model.id},
                 {"sha256", text_or_null(model.sha256)},
                 {"status", model_status_id(model.status)},
                 {"class", text_or_null(model.model_class)},
                 {"format", text_or_null(model.format)},
                 {"bytes", model.bytes},
                 {"first_seen", model.first_seen},
                 {"last_seen", model.last_seen}};
  if (!model.error.empty()) object["error"] = model.error;
  if (!model.superseded.empty()) object["superseded"] = model.superseded;
  object["reading"] = model.reading.empty() ? Json() : Json::parse(model.reading);
  return object;
}

std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json document_of(const std::vector<HistoryRow>& history) {
  Json rows = Json::array();
  for (const HistoryRow& row : history)
    rows.push_back({{"at", row.at},
                    {"by", row.by},
                    {"model", row.model_id ? Json(*row.model_id) : Json()},
                    {"what", row.what},
                    {"before", Json::parse(row.before)},
                    {"after", Json::parse(row.after)}});
  return rows;
}

}  // namespace

std::string model_document(const CaseModel& model) {
  Json document = {{"case", model.case_id}};
  document.update(document_of(model));
  return text_of(document);
}

std::string history_document(const std::string& case_id, const std::vector<HistoryRow>& history) {
  return text_of({{"case", case_id}, {"history", document_of(history)}});
}

std::string case_document(const Case& subject, const std::vector<CaseModel>& models,
                          const std::vector<HistoryRow>* history) {
  Json document = {{"case", subject.id}};
  Json list = Json::array();
  for (const CaseModel& model : models) list.push_back(document_of(model));
  document["models"] = std::move(list);
  const Json stated = Json::parse(case_to_json(subject));
  for (const auto& [name, value] : stated.items())
    if (name != "case") document[name] = value;
  if (history != nullptr) document["history"] = document_of(*history);
  return text_of(document);
}

}  // namespace pg
