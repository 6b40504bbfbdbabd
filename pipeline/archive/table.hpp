#pragma once
/// Readings as rows of a flat table (CSV): one row a model, failures included.

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

/// The columns somebody asked for, in that order; error naming the first that is none.
[[nodiscard]] Result<std::vector<std::string>> chosen_columns(std::span<const std::string> names);
/// What has to be measured for these columns, as words of a Selection; none: everything.
[[nodiscard]] std::vector<std::string> words_for_columns(std::span<const std::string> names);

/// One row under those columns; absent values are empty. Numbers are shortest round-trip with a
/// dot.
[[nodiscard]] std::vector<std::string> table_row(const Reading& reading, std::string_view path,
                                                 const Selection& only);
/// The same under chosen columns.
[[nodiscard]] std::vector<std::string> row_under(std::span<const std::string> columns,
                                                 const Reading& reading, std::string_view path);

/// RFC 4180: quoted where needed, CR LF at the end.
[[nodiscard]] std::string csv_line(const std::vector<std::string>& cells);

}  // namespace pg
