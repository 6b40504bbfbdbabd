#include "pipeline/record/case.hpp"

#include <fmt/format.h>

#include <chrono>
#include <ctime>

#include "geometry/check.hpp"

namespace pg {

Stamp stamp_now(std::string by) {
  const auto now =
      std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
  const std::int64_t since_epoch_ms = now.time_since_epoch().count();
  const auto seconds = static_cast<std::time_t>(since_epoch_ms / 1000);
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  std::string text =
      fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", utc.tm_year + 1900, utc.tm_mon + 1,
                  utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec, since_epoch_ms % 1000);
  return {.by = std::move(by), .at = std::move(text)};
}

std::string_view model_status_id(ModelStatus status) {
  switch (status) {
    case ModelStatus::kQueued:
      return "queued";
    case ModelStatus::kAnalysing:
      return "analysing";
    case ModelStatus::kOk:
      return "ok";
    case ModelStatus::kRefused:
      return "refused";
    case ModelStatus::kFailed:
      return "failed";
  }
  check_failed("known ModelStatus", __FILE__, __LINE__);
}

std::optional<ModelStatus> model_status_from(std::string_view id) {
  for (const ModelStatus status : {ModelStatus::kQueued, ModelStatus::kAnalysing, ModelStatus::kOk,
                                   ModelStatus::kRefused, ModelStatus::kFailed})
    if (model_status_id(status) == id) return status;
  return std::nullopt;
}

}  // namespace pg
