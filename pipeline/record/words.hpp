#pragma once
/// Small words that both stores write and read. Inside pipeline/record only.

#include <string>
#include <string_view>
#include <utility>

#include "pipeline/record/case.hpp"

namespace pg {

[[nodiscard]] inline std::string json_word(std::string_view word) {
  std::string quoted(1, '"');
  quoted += word;
  return quoted += '"';
}

/// kStore with a sentence.
[[nodiscard]] inline Error store_error(std::string sentence) {
  return {ErrorCode::kStore, std::move(sentence)};
}

/// Throws a `Failure` where the row was written by something that is not this program.
template <class Failure>
[[nodiscard]] ModelStatus status_or_throw(const std::string& id) {
  const std::optional<ModelStatus> status = model_status_from(id);
  if (!status) throw Failure("a model has a status that this program does not know");
  return *status;
}

}  // namespace pg
