#include "pipeline/registry/distinct.hpp"

#include <algorithm>
#include <cmath>

namespace pg {
namespace {

double volume_of(const Reading& reading) {
  if (const auto volume = reading.number_of("volume_mm3")) return *volume;
  return std::abs(reading.number_of("signed_volume_mm3").value_or(0.0));
}

}  // namespace

std::vector<DistinctModel> distinct_models(const std::vector<CaseModel>& models) {
  std::vector<DistinctModel> distinct;
  for (const CaseModel& model : models) {
    if (model.status != ModelStatus::kOk) continue;
    const auto same = std::find_if(
        distinct.begin(), distinct.end(),
        [&](const DistinctModel& other) { return other.model->sha256 == model.sha256; });
    if (same != distinct.end()) {
      ++same->copies;
      continue;
    }
    Result<Reading> reading = reading_from_json(model.reading);
    if (!reading) continue;
    const double volume = volume_of(*reading);
    distinct.push_back({&model, std::move(*reading), 1, volume});
  }
  std::stable_sort(
      distinct.begin(), distinct.end(),
      [](const DistinctModel& a, const DistinctModel& b) { return a.volume_mm3 > b.volume_mm3; });
  return distinct;
}

}  // namespace pg
