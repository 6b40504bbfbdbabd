// No count of 1 to 10 is shown or can be worked out. The attacker here knows the method and tries
// every table there can be: whatever leads to the same publication is possible to him.

#include "pipeline/registry/profile/suppression.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <set>

namespace pg {
namespace {

using Cells = std::vector<std::vector<std::size_t>>;

CountTable table_of(const Cells& cells) {
  CountTable table{.rows = {}, .columns = {}, .cells = cells};
  for (std::size_t i = 0; i < cells.size(); ++i) table.rows.push_back("r" + std::to_string(i));
  for (std::size_t j = 0; j < cells[0].size(); ++j)
    table.columns.push_back("c" + std::to_string(j));
  return table;
}

std::string publication(const ShownTable& table) {
  std::string text;
  const auto add = [&](const std::vector<std::size_t>& counts) {
    for (const std::size_t count : counts) text += std::to_string(count) + ",";
    text += ";";
  };
  for (const std::string& column : table.columns) text += column + ",";
  add(table.totals);
  for (const ShownTable::Row& row : table.rows) {
    text += row.hidden ? "hidden" : "shown";
    add(row.cells);
  }
  add(table.hidden_sums);
  return text;
}

/// Every table of `rows` x `columns` whose columns sum to at most `most`.
void for_all_tables(std::size_t rows, std::size_t columns, std::size_t most,
                    const std::function<void(const Cells&)>& visit) {
  Cells cells(rows, std::vector<std::size_t>(columns, 0));
  std::function<void(std::size_t, std::size_t)> fill = [&](std::size_t place, std::size_t left) {
    if (place == rows * columns) return visit(cells);
    const std::size_t row = place % rows;
    const std::size_t column = place / rows;
    if (row == 0) left = most;
    for (std::size_t value = 0; value <= left; ++value) {
      cells[row][column] = value;
      fill(place + 1, left - value);
    }
    cells[row][column] = 0;
  };
  fill(0, most);
}

bool small(std::size_t count, std::size_t least) {
  return count > 0 && count < least;
}

void expect_nothing_small(const ShownTable& table, std::size_t least) {
  std::size_t sum = 0;
  for (const std::size_t total : table.totals) ASSERT_FALSE(small(total, least));
  for (const std::size_t hidden : table.hidden_sums) ASSERT_FALSE(small(hidden, least));
  for (const ShownTable::Row& row : table.rows) {
    for (const std::size_t cell : row.cells) ASSERT_FALSE(small(cell, least));
    for (const std::size_t cell : row.cells) sum += cell;
  }
  // What is left of the totals is what is said to be hidden.
  for (std::size_t j = 0; j < table.hidden_sums.size(); ++j) {
    std::size_t rest = table.totals[j];
    for (const ShownTable::Row& row : table.rows)
      if (!row.hidden) rest -= row.cells[j];
    ASSERT_EQ(rest, table.hidden_sums[j]);
  }
}

/// Attacks every publication; the number of small cells that only one value fits.
std::size_t recovered(std::size_t rows, std::size_t columns, std::size_t most, std::size_t least,
                      std::size_t* attacked = nullptr) {
  // For each publication and cell: the values that are possible, and whether a small one is.
  struct Cell {
    std::size_t value = 0;
    bool several = false;
  };
  std::map<std::string, std::vector<Cell>> possible;
  for_all_tables(rows, columns, most, [&](const Cells& cells) {
    const ShownTable safe = shown(table_of(cells), least);
    expect_nothing_small(safe, least);
    auto [known, fresh] = possible.try_emplace(publication(safe));
    std::size_t place = 0;
    for (const auto& row : cells)
      for (const std::size_t value : row) {
        if (fresh) known->second.push_back({value, false});
        known->second[place].several |= known->second[place].value != value;
        ++place;
      }
  });
  std::size_t found = 0;
  for (const auto& [text, cells] : possible)
    for (const Cell& cell : cells) {
      if (attacked != nullptr) ++*attacked;
      found += !cell.several && small(cell.value, least);
    }
  return found;
}

TEST(Suppression, NoSmallCellIsRecoveredFromAnyTableOfThreeOrFourRows) {
  std::size_t attacked = 0;
  // At the real limit, all tables of up to 60 and 34 cases.
  EXPECT_EQ(recovered(3, 1, 60, 11, &attacked), 0u);
  EXPECT_EQ(recovered(4, 1, 34, 11, &attacked), 0u);
  EXPECT_EQ(recovered(2, 1, 100, 11, &attacked), 0u);
  EXPECT_GT(attacked, 1000u);  // publications times cells: the attack was no empty one
}

TEST(Suppression, NoSmallCellIsRecoveredFromTwoWayTablesAndTheirMargins) {
  // A smaller limit stands for 11: the method knows no other number.
  EXPECT_EQ(recovered(3, 2, 11, 4), 0u);
  EXPECT_EQ(recovered(2, 3, 7, 3), 0u);
  EXPECT_EQ(recovered(4, 2, 6, 3), 0u);
  EXPECT_EQ(recovered(5, 1, 12, 3), 0u);
  EXPECT_EQ(recovered(2, 2, 20, 6), 0u);
}

TEST(Suppression, TheAttackFindsWhatPlainSuppressionLeaks) {
  // Only the small cell itself hidden: the total gives it away. The attacker above would see it.
  const CountTable table = table_of({{3}, {20}, {40}});
  const ShownTable safe = shown(table);
  EXPECT_TRUE(safe.rows[0].hidden);
  EXPECT_TRUE(safe.rows[1].hidden);
  EXPECT_FALSE(safe.rows[2].hidden);
  EXPECT_EQ(safe.hidden_sums, std::vector<std::size_t>{23});
  EXPECT_EQ(safe.totals, std::vector<std::size_t>{63});
}

TEST(Suppression, WhatIsSafeIsShownAsItIs) {
  const ShownTable safe = shown(table_of({{11, 0}, {30, 12}, {0, 0}}));
  EXPECT_TRUE(safe.hidden_sums.empty());
  EXPECT_EQ(safe.totals, (std::vector<std::size_t>{41, 12}));
  EXPECT_EQ(safe.rows[0].cells, (std::vector<std::size_t>{11, 0}));
}

TEST(Suppression, ASmallColumnIsPutTogetherWithTheOthersAndFewCasesAreNotShownAtAll) {
  const ShownTable merged = shown(table_of({{20, 3}, {30, 4}}));
  EXPECT_EQ(merged.columns, std::vector<std::string>{"all"});
  EXPECT_EQ(merged.totals, std::vector<std::size_t>{57});
  EXPECT_TRUE(shown(table_of({{4}, {6}})).totals.empty());
  EXPECT_TRUE(shown(table_of({{0}, {0}})).totals.empty());
}

}  // namespace
}  // namespace pg
