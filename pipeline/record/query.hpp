#pragma once
/// What people ask a record: which models there are, how it stands.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/record/case.hpp"

namespace pg {

/// Which current models; what is left out does not matter.
struct ModelQuery {
  std::string case_id;
  std::string model_class;  ///< Suggested class, "unknown" included.
  std::string finding;      ///< Id of a finding that the reading has.
  std::optional<ModelStatus> status;
  std::string sha256;                 ///< Beginning of the content's hash.
  std::optional<double> size_mm_min;  ///< Longest side of the box as posed.
  std::optional<double> size_mm_max;
  std::optional<double> volume_mm3_min;
  std::optional<double> volume_mm3_max;
  std::string seen_from;     ///< First seen at this time or later: the record's own form of times,
  std::string seen_before;   ///< or its beginning ("2026-11"); and before this one.
  std::int64_t limit = 0;    ///< 0: all.
};

/// A current model with the numbers that people search by; without its document.
struct FoundModel {
  std::int64_t model_id = 0;
  std::string case_id;
  std::string sha256;
  std::uint64_t bytes = 0;
  ModelStatus status = ModelStatus::kQueued;
  std::string format;
  std::string model_class;
  std::string error;
  std::string first_seen;
  std::optional<double> volume_mm3;
  std::optional<std::array<double, 3>> size_mm;  ///< Box as posed: x, y, z.
  std::optional<double> wall_mm_min;
};

struct RecordStatus {
  std::size_t cases = 0;
  std::array<std::size_t, 5> models{};  ///< Current ones, by ModelStatus.
  std::size_t superseded = 0;
  std::size_t readings = 0;
  std::string waiting_since;  ///< When the longest-waiting queued model was seen; empty: none waits.
  std::string last_change;    ///< Empty: nothing was recorded yet.

  [[nodiscard]] std::size_t of(ModelStatus status) const {
    return models[static_cast<std::size_t>(status)];
  }
};

}  // namespace pg
