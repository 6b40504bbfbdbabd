#pragma once
/// A site's map from the record to the columns of the registry's upload file.
///
/// The registry's own list of columns belongs to participating sites, so it is data, never code: a
/// TOML file with one [[column]] a column, in the file's order. See docs/how-to/export.md.

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geometry/result.hpp"

namespace pg {

struct UploadColumn {
  std::string name;
  std::string text;  ///< The same in every record; or
  std::string from;  ///< a place of the case (case_values.hpp). Both empty: an empty column.
  bool required = false;
  std::map<std::string, std::string> codes;  ///< Values to write in place; others are refused.
  double factor = 1.0;                       ///< For numbers.
  std::optional<int> digits;                 ///< After the point, for numbers.
  std::size_t length_max = 0;                ///< In bytes; 0: none.
};

struct ColumnMap {
  bool sheet_heading = false;  ///< The sheet (not the text) begins with the columns' names.
  std::vector<UploadColumn> columns;
};

/// The error names the line of the mistake.
[[nodiscard]] Result<ColumnMap> column_map_from(std::string_view toml);
[[nodiscard]] Result<ColumnMap> load_column_map(const std::filesystem::path& path);

}  // namespace pg
