#pragma once
/// Readings as rows of a flat table: one row a model, failures included.

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/analysis/catalogue.hpp"
#include "pipeline/analysis/reading.hpp"

namespace pg {

inline constexpr std::string_view kPathColumn = "path";

/// Column names: path, sha256, status, error, format, unit, ..., every column of the catalogue,
/// class, findings.
[[nodiscard]] std::vector<std::string> table_columns(const Selection& only);

/// The columns somebody asked for, in that order; "thingi10k" stands for the path, the status and
/// that set. Error naming the first word that is no column, or a head that would stand there twice.
[[nodiscard]] Result<std::vector<std::string>> chosen_columns(std::span<const std::string> names);
/// What has to be measured for these columns, as words of a Selection; none: everything.
[[nodiscard]] std::vector<std::string> words_for_columns(std::span<const std::string> names);

/// Holds words, not a number or a verdict.
[[nodiscard]] bool is_text_column(std::string_view name);
/// One line about a column, and its unit ("" for verdicts and words); empty for none of ours.
struct ColumnInfo {
  std::string name;
  std::string unit;
  std::string description;
};
/// All of them, in the order of a whole table.
[[nodiscard]] std::vector<ColumnInfo> column_infos();

/// One row under those columns; absent values are empty. Numbers are shortest round-trip with a
/// dot.
[[nodiscard]] std::vector<std::string> table_row(std::span<const std::string> columns,
                                                 const Reading& reading, std::string_view path);

/// RFC 4180: quoted where needed, CR LF at the end.
[[nodiscard]] std::string csv_line(std::span<const std::string> cells);
[[nodiscard]] inline std::string csv_line(std::initializer_list<std::string> cells) {
  return csv_line(std::span(cells.begin(), cells.size()));
}

}  // namespace pg
