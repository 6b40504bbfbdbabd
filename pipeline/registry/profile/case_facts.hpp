#pragma once
/// What a profile counts of a case, each in fixed words: free text would name what a count hides.
///
/// Declared answers only, but for the class of the largest model, which is suggested and called so.

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/registry/export_case.hpp"

namespace pg {

inline constexpr std::string_view kNotStated = "not stated";
inline constexpr std::string_view kOther = "other";

/// A way to sort cases: "organ_system" into "cardiac", "breast", ..., "other", "not stated".
struct Dimension {
  std::string_view id;
  std::string_view title;
  std::vector<std::string> words;  ///< All there are, "other" and "not stated" last.
};
enum class DimensionId : std::size_t { kOrganSystem, kTechnology, kMaterial, kParts, kModelClass };
inline constexpr std::size_t kDimensions = 5;
[[nodiscard]] const std::array<Dimension, kDimensions>& profile_dimensions();

/// A number of a case: "effort_clinician_min", "volume_mm3" of its largest model.
struct Measure {
  std::string_view id;
  std::string_view title;
  std::string_view unit;
};
[[nodiscard]] const std::vector<Measure>& profile_measures();

struct CaseFacts {
  std::string object_type;  ///< "anatomic_model", "anatomic_guide" or "not stated".
  std::array<std::string, kDimensions> words;
  std::vector<std::optional<double>> numbers;  ///< Of profile_measures.
};

[[nodiscard]] CaseFacts facts_of(const ExportCase& one);

}  // namespace pg
