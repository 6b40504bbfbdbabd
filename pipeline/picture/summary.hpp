#pragma once
/// The few lines that say what matters about a model: under the pictures and on the sheet.

#include <string>
#include <vector>

#include "pipeline/analysis/reading.hpp"

namespace pg {

struct SummaryLine {
  std::string label;  ///< "Size"
  std::vector<std::string> items;
};

/// "cardiac (0.93)", "unknown kind of model".
[[nodiscard]] std::string class_in_words(const Reading& reading);
/// Size, walls, supports, mesh: what was measured of it. Lines without items are left out.
[[nodiscard]] std::vector<SummaryLine> summary_of(const Reading& reading);

}  // namespace pg
