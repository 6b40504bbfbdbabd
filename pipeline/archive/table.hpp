#pragma once
/// Readings as rows of a flat table (CSV): one row a model, failures included.

#include <string>
#include <string_view>
#include <vector>

#include "pipeline/analysis/catalogue.hpp"
#include "pipeline/analysis/reading.hpp"

namespace pg {

/// Column names: path, sha256, status, error, format, unit, ..., every column of the catalogue,
/// class, findings.
[[nodiscard]] std::vector<std::string> table_columns(const Selection& only);

/// One row under those columns; absent values are empty. Numbers are shortest round-trip with a
/// dot.
[[nodiscard]] std::vector<std::string> table_row(const Reading& reading, std::string_view path,
                                                 const Selection& only);

/// RFC 4180: quoted where needed, CR LF at the end.
[[nodiscard]] std::string csv_line(const std::vector<std::string>& cells);

}  // namespace pg
