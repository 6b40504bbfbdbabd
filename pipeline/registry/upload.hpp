#pragma once
/// The registry's upload file: `3dp_case_<letters and digits>.txt`, one record a line, elements
/// separated by '|', CR LF, no header, always the same number of elements (DOMAIN 1.3).
///
/// No rule for escaping is public, so a '|' or a line break inside a value refuses the record. Only
/// what a person declared and what was measured goes out (case_values.hpp).

#include <string>
#include <string_view>
#include <vector>

#include "pipeline/registry/column_map.hpp"
#include "pipeline/registry/export_case.hpp"

namespace pg {

struct UploadRow {
  std::string case_id;
  std::vector<std::string> cells;     ///< One for each column, in order.
  std::vector<std::string> problems;  ///< Sentences; empty: the record may go out.
};

struct Upload {
  std::vector<UploadRow> rows;  ///< One for each case.
  std::size_t good = 0;         ///< Rows without a problem.
};

[[nodiscard]] Upload upload_of(const std::vector<ExportCase>& cases, const ColumnMap& map);

/// The rows without a problem, as the text file; empty where there is none.
[[nodiscard]] std::string upload_text(const Upload& upload);
/// The same as an Excel workbook: every element a text, no formula. Names the columns in a first
/// row where the map asks for it.
[[nodiscard]] Result<std::string> upload_sheet(const Upload& upload, const ColumnMap& map);

/// "3dp_case_202611281501371230011223344556677.txt": the UTC time and a random number, so that no
/// name is ever given twice.
[[nodiscard]] std::string upload_file_name(std::string_view suffix);
/// Whether the name is one that the registry takes, of a text file or a workbook.
[[nodiscard]] bool is_upload_file_name(std::string_view name);

}  // namespace pg
