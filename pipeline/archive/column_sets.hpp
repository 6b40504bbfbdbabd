#pragma once
/// Columns under the names of a published study, so that studies compare.

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pg {

/// What a study's column holds: a function of our own columns.
struct StudyColumn {
  enum class How : std::uint8_t {
    kSame,
    kOneIfTrue,
    kOneIfNone,  ///< 1 where the count is 0
    kEuler       ///< vertices - edges + triangles, where no triangle is degenerate
  };
  std::string_view name;  ///< In the study.
  How how = How::kSame;
  std::vector<std::string_view> from;  ///< Our columns.
};

/// Thingi10K (Zhou and Jacobson, arXiv:1605.04797), its geometry_data.csv: those of its columns
/// that mean what one of ours does.
inline constexpr std::string_view kThingi10k = "thingi10k";
[[nodiscard]] std::span<const StudyColumn> thingi10k_columns();

/// "thingi10k:num_faces" for a column of the study; null for ours.
[[nodiscard]] const StudyColumn* find_study_column(std::string_view column);
/// The head of a column in a table: the study's name without the mark of the study.
[[nodiscard]] std::string_view head_of(std::string_view column);
/// Empty where what it is made from is.
[[nodiscard]] std::string study_cell(const StudyColumn& column,
                                     const std::map<std::string, std::string>& cells);

}  // namespace pg
