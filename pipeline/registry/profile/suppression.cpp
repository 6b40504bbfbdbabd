#include "pipeline/registry/profile/suppression.hpp"

#include <algorithm>
#include <numeric>

#include "geometry/check.hpp"

namespace pg {
namespace {

using Counts = std::vector<std::size_t>;

bool has_small(const Counts& counts, std::size_t least) {
  return std::any_of(counts.begin(), counts.end(),
                     [&](std::size_t count) { return count > 0 && count < least; });
}

void add(Counts& sums, const Counts& more) {
  for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += more[i];
}

std::size_t size_of(const Counts& counts) {
  return std::accumulate(counts.begin(), counts.end(), std::size_t{0});
}

CountTable in_one_column(const CountTable& table) {
  CountTable merged{.rows = table.rows, .columns = {"all"}, .cells = {}};
  for (const Counts& row : table.cells) merged.cells.push_back({size_of(row)});
  return merged;
}

Counts totals_of(const CountTable& table) {
  Counts totals(table.columns.size(), 0);
  for (const Counts& row : table.cells) add(totals, row);
  return totals;
}

/// Which rows are hidden; `sums` are theirs.
std::vector<bool> hidden_rows(const CountTable& table, std::size_t least, Counts& sums) {
  const std::size_t n = table.rows.size();
  std::vector<bool> hidden(n, false);
  std::vector<std::size_t> others;
  for (std::size_t i = 0; i < n; ++i) {
    hidden[i] = has_small(table.cells[i], least);
    if (hidden[i])
      add(sums, table.cells[i]);
    else
      others.push_back(i);
  }
  if (others.size() == n) return hidden;
  std::sort(others.begin(), others.end(), [&](std::size_t a, std::size_t b) {
    return size_of(table.cells[a]) < size_of(table.cells[b]);
  });
  std::size_t next = 0;
  while (next < others.size() && (next == 0 || has_small(sums, least))) {
    const std::size_t size = size_of(table.cells[others[next]]);
    for (; next < others.size() && size_of(table.cells[others[next]]) == size; ++next) {
      hidden[others[next]] = true;
      add(sums, table.cells[others[next]]);
    }
  }
  return hidden;
}

}  // namespace

ShownTable shown(const CountTable& given, std::size_t least) {
  PG_CHECK(given.cells.size() == given.rows.size());
  const CountTable table = has_small(totals_of(given), least) ? in_one_column(given) : given;
  ShownTable safe{
      .columns = table.columns, .totals = totals_of(table), .rows = {}, .hidden_sums = {}};
  Counts sums(table.columns.size(), 0);
  const bool nothing = size_of(safe.totals) < least;
  const std::vector<bool> hidden =
      nothing ? std::vector<bool>(table.rows.size(), true) : hidden_rows(table, least, sums);
  for (std::size_t i = 0; i < table.rows.size(); ++i)
    safe.rows.push_back({.name = table.rows[i],
                         .hidden = hidden[i],
                         .cells = hidden[i] ? Counts() : table.cells[i]});
  if (nothing)
    safe.totals.clear();
  else if (std::find(hidden.begin(), hidden.end(), true) != hidden.end())
    safe.hidden_sums = sums;
  return safe;
}

}  // namespace pg
