#pragma once
/// A case with its models, as every hand-over sees it.

#include <string>
#include <vector>

#include "pipeline/record/store.hpp"

namespace pg {

struct ExportCase {
  Case subject;
  std::vector<CaseModel> models;  ///< Current ones.
};

/// The cases of these ids, in their order; all, by id, where none is named. kNotApplicable: there
/// is no such case.
[[nodiscard]] Result<std::vector<ExportCase>> cases_to_export(Store& store,
                                                              const std::vector<std::string>& ids);

}  // namespace pg
