#pragma once
/// The finished table on disk: rows in the order they come, whole or not there.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geometry/result.hpp"
#include "pipeline/archive/journal.hpp"

namespace pg {

/// Formats by suffix. In a flat table a row is cells under columns, else a document.
enum class TableFormat : std::uint8_t { kCsv, kJsonLines, kSqlite };
[[nodiscard]] std::optional<TableFormat> table_format(std::string_view path);
[[nodiscard]] bool is_flat(TableFormat format);
inline constexpr std::string_view kTableFormatsText = ".csv, .jsonl or .sqlite";

/// Writes to a file beside the target, which takes the name of the target when all rows are on the
/// disk.
class TableFile {
 public:
  [[nodiscard]] static Result<std::unique_ptr<TableFile>> create(
      const std::string& path, TableFormat format, const std::vector<std::string>& columns);
  virtual ~TableFile() = default;  ///< Removes what is not finished.
  [[nodiscard]] virtual Result<Ok> write(const Source& source, const Row& row) = 0;
  [[nodiscard]] virtual Result<Ok> finish() = 0;
};

/// The table `models` of a SQLite file: numbers as numbers, verdicts as 0 and 1, absent as NULL.
[[nodiscard]] Result<std::unique_ptr<TableFile>> create_sqlite_table(
    const std::string& path, const std::vector<std::string>& columns);

// For both kinds.
/// The row's cells with the model's name where the path belongs.
[[nodiscard]] std::vector<std::string> cells_with_path(const Source& source, const Row& row,
                                                       const std::vector<std::string>& columns);
/// Gives the finished file its name, on the disk; removes it where that fails.
[[nodiscard]] Result<Ok> put_in_place(const std::string& part, const std::string& path);

}  // namespace pg
