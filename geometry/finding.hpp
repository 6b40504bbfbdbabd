#pragma once
/// What was noticed about a model, in words for a person who has to act on it.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geometry/vec3.hpp"

namespace pg {

enum class Severity : std::uint8_t { kInfo, kWarning, kError };

[[nodiscard]] std::string_view severity_id(Severity severity);  ///< "info", "warning", "error"

/// A kind of finding: declared once, beside the code that raises it, and listed by
/// `printgauge list findings`.
struct FindingKind {
  std::string_view id;  ///< snake_case, public.
  Severity severity;
  std::string_view meaning;  ///< One sentence for the reference page.
  std::string_view hint;     ///< What to do about it.
};

/// One finding on one model.
struct Finding {
  std::string id;
  Severity severity = Severity::kInfo;
  std::string text;  ///< A sentence: what, how many, where. No name out of the file.
  std::string hint;  ///< What to do.
  std::int64_t count = 1;
  std::optional<Vec3> at_mm;          ///< A place to look at.
  std::vector<Vec3> places_mm;        ///< Up to kPlacesMax; the first is at_mm.
  std::optional<Box3> box_mm;         ///< Or the box that holds all of it.
  std::optional<std::uint32_t> part;  ///< Part index, where it concerns one part.
};

[[nodiscard]] inline Finding make_finding(const FindingKind& kind, std::string text,
                                          std::int64_t count = 1) {
  return Finding{.id = std::string(kind.id),
                 .severity = kind.severity,
                 .text = std::move(text),
                 .hint = std::string(kind.hint),
                 .count = count,
                 .at_mm = std::nullopt,
                 .places_mm = {},
                 .box_mm = std::nullopt,
                 .part = std::nullopt};
}

/// As many places as a finding lists; `count` says how many there are.
inline constexpr std::size_t kPlacesMax = 20;

/// Adds a place to the list, while there is room; the first is where to look.
inline void add_place(Finding& finding, const Vec3& at_mm) {
  if (!finding.at_mm) finding.at_mm = at_mm;
  if (finding.places_mm.size() < kPlacesMax) finding.places_mm.push_back(at_mm);
}

}  // namespace pg
