#include "pipeline/registry/export_case.hpp"

namespace pg {

Result<std::vector<ExportCase>> cases_to_export(Store& store, const std::vector<std::string>& ids) {
  std::vector<ExportCase> found;
  if (ids.empty()) {
    Result<std::vector<Case>> all = store.cases();
    if (!all) return all.error();
    for (Case& subject : *all) found.push_back({.subject = std::move(subject), .models = {}});
  }
  for (const std::string& id : ids) {
    Result<std::optional<Case>> subject = store.find_case(id);
    if (!subject) return subject.error();
    if (!subject->has_value())
      return Error{ErrorCode::kNotApplicable,
                   "There is no case of the id " + id + "; `printgauge cases` lists all."};
    found.push_back({.subject = std::move(**subject), .models = {}});
  }
  for (ExportCase& one : found) {
    Result<std::vector<CaseModel>> models = store.models(one.subject.id);
    if (!models) return models.error();
    one.models = std::move(*models);
  }
  return found;
}

}  // namespace pg
