#pragma once
/// A case with its models as `cases --json` and `show --json` print it.

#include <string>
#include <vector>

#include "pipeline/record/case.hpp"

namespace pg::app {

/// One line of JSON: {"case":..., "models":[{"sha256","status","class","reading"}, ...], then what
/// was stated about the case and its findings}. With `history`, also every change.
[[nodiscard]] std::string case_document(const Case& subject, const std::vector<CaseModel>& models,
                                        const std::vector<HistoryRow>* history = nullptr);

}  // namespace pg::app
