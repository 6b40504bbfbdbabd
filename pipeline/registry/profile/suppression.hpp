#pragma once
/// Tables of counts made safe to show: no count of 1 to 10 cases in them, and none to be had by
/// subtraction, also for those who know this method (tests/pipeline/registry/suppression_test.cpp
/// tries every table).
///
/// Method  A row with a cell of 1 to 10 is hidden whole. With it the smallest rows that have no
/// such
///         cell, rows of equal size together, until the hidden rows' sums are 0 or at least 11 in
///         every column: one at least. So a hidden row could change places with another that
///         differs from it in the small cell, and the table that is shown would be the same.
///         Columns of which one total is 1 to 10 are put together first; under 11 cases in all,
///         nothing is shown. After the rule of the CMS for small cells (ResDAC, 2024), which lets
///         0 be shown.
/// Limits  Two tables of nearly the same cases, a case apart in time, tell about that case: what is
///         shown should not be made anew for every case. Tables of one population may share their
///         totals, and nothing else.

#include <cstddef>
#include <string>
#include <vector>

namespace pg {

inline constexpr std::size_t kLeastShown = 11;

struct CountTable {
  std::vector<std::string> rows;
  std::vector<std::string> columns;
  std::vector<std::vector<std::size_t>> cells;  ///< [row][column]; every case in one cell.
};

struct ShownTable {
  struct Row {
    std::string name;
    bool hidden = false;
    std::vector<std::size_t> cells;  ///< Empty where hidden.
  };
  std::vector<std::string> columns;      ///< One, "all", where columns were put together.
  std::vector<std::size_t> totals;       ///< By column; empty: nothing is shown.
  std::vector<Row> rows;                 ///< In the order of the table.
  std::vector<std::size_t> hidden_sums;  ///< By column, of the hidden rows; empty: none is hidden.
};

[[nodiscard]] ShownTable shown(const CountTable& table, std::size_t least = kLeastShown);

}  // namespace pg
