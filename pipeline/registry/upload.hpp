#pragma once
/// The registry's upload file: `3dp_case_<letters and digits>.txt`, one record a line, elements
/// separated by '|', CR LF, no header, always the same number of elements (DOMAIN 1.3).
///
/// No rule for escaping is public, so a '|' or a line break inside a value refuses the record. Only
/// what a person declared and what was measured goes out; an undecided suggestion is as good as
/// missing.

#include <string>
#include <vector>

#include "pipeline/registry/column_map.hpp"
#include "pipeline/registry/form.hpp"

namespace pg {

/// A case as the exports see it.
struct ExportCase {
  Case subject;
  std::vector<CaseModel> models;
};

struct UploadRow {
  std::vector<std::string> cells;     ///< One for each column, in order.
  std::vector<std::string> problems;  ///< Sentences; empty: the record may go out.
};

[[nodiscard]] UploadRow upload_row(const ExportCase& one, const std::vector<Column>& columns);
/// One line with its CR LF.
[[nodiscard]] std::string upload_line(const std::vector<std::string>& cells);
/// "3dp_case_20261128150137123a1b2c3d4.txt": the UTC time and a random number, so that no name is
/// ever given twice.
[[nodiscard]] std::string upload_file_name();

}  // namespace pg
