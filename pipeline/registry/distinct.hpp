#pragma once
/// The contents of a case that were measured, each once however many of its files hold it.

#include <string>
#include <vector>

#include "pipeline/analysis/reading.hpp"
#include "pipeline/record/case.hpp"

namespace pg {

struct DistinctModel {
  const CaseModel* model;  ///< The first that was seen with this content.
  Reading reading;
  std::size_t copies = 1;
  double volume_mm3 = 0.0;  ///< 0 where there is none.
};

/// Largest first; equal ones in the order they were first seen. Points into `models`.
[[nodiscard]] std::vector<DistinctModel> distinct_models(const std::vector<CaseModel>& models);

}  // namespace pg
