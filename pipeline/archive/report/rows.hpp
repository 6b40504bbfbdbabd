#pragma once
/// The rows of a table that batch wrote, whatever its format.

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "geometry/result.hpp"

namespace pg {

/// Columns that the table does not have are empty in every row.
using SeeRow = std::function<void(std::span<const std::string> cells)>;

/// Calls `see` for each row with the cells of `columns`, and before the first `has` with those of
/// them that are there.
[[nodiscard]] Result<Ok> read_rows(const std::string& path, const std::vector<std::string>& columns,
                                   const std::function<void(const std::vector<bool>&)>& has,
                                   const SeeRow& see);

/// One record of RFC 4180 from `text` at `at`, which is moved behind it. False: there is none left.
[[nodiscard]] bool next_csv_record(std::string_view text, std::size_t& at,
                                   std::vector<std::string>& cells);

}  // namespace pg
