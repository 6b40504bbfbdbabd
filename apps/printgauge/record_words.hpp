#pragma once
/// How the commands that look into the record write what is in it.

#include <algorithm>
#include <string>

#include "pipeline/record/case.hpp"

namespace pg::app {

/// "2026-11-28 14:05" of a record's time (UTC).
[[nodiscard]] inline std::string when(const std::string& at) {
  std::string text = at.substr(0, 16);
  std::replace(text.begin(), text.end(), 'T', ' ');
  return text;
}

/// The beginning of a content's hash by which people know a model.
[[nodiscard]] inline std::string short_hash(const std::string& sha256) {
  return sha256.empty() ? "(unreadable)" : sha256.substr(0, 12);
}

/// In the order in which people want to read them.
inline constexpr ModelStatus kStatusesShown[] = {ModelStatus::kOk, ModelStatus::kQueued,
                                                 ModelStatus::kAnalysing, ModelStatus::kRefused,
                                                 ModelStatus::kFailed};

}  // namespace pg::app
