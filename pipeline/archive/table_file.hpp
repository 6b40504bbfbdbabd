#pragma once
/// The finished table on disk: rows in the order they come, whole or not there.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "geometry/result.hpp"
#include "pipeline/archive/journal.hpp"

namespace pg {

/// Formats by suffix. In a flat table a row is cells under columns, else a document.
enum class TableFormat : std::uint8_t { kCsv, kJsonLines };
[[nodiscard]] std::optional<TableFormat> table_format(const std::string& path);
[[nodiscard]] bool is_flat(TableFormat format);

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

}  // namespace pg
