#pragma once
/// A case with its models as `cases --json` and `show --json` print it, and as the API serves it.

#include <string>
#include <vector>

#include "pipeline/record/case.hpp"

namespace pg {

/// One line of JSON: {"case":..., "models":[{"sha256","status","class","reading"}, ...], then what
/// was stated about the case and its findings}. With `history`, also every change.
[[nodiscard]] std::string case_document(const Case& subject, const std::vector<CaseModel>& models,
                                        const std::vector<HistoryRow>* history = nullptr);

/// One model: {"case","id","sha256","status","class","format","bytes",...,"reading"}.
[[nodiscard]] std::string model_document(const CaseModel& model);
/// {"case":..., "history":[{"at","by","model","what","before","after"}, ...]}, oldest first.
[[nodiscard]] std::string history_document(const std::string& case_id,
                                           const std::vector<HistoryRow>& history);

}  // namespace pg
