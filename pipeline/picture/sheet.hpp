#pragma once
/// One printed page a model: pictures, values, findings in plain words.

#include <string>

#include "geometry/subject.hpp"
#include "pipeline/analysis/reading.hpp"

namespace pg {

/// What the sheet says beside the reading.
struct SheetHead {
  std::string case_id;  ///< Empty: none is shown. Must be opaque: it is printed.
  int model = 1;        ///< Of `models` in the case.
  int models = 1;
  std::string date;  ///< "2026-11-28"; empty: none is shown.
};

/// A self-contained HTML document (pictures inside, no script, nothing loaded from anywhere) that
/// prints on one A4. Every text from the reading is escaped; no file name is in it. Colours have a
/// second cue, so that it prints in grey.
[[nodiscard]] std::string sheet_html(const Subject& subject, const Reading& reading,
                                     const SheetHead& head);

}  // namespace pg
