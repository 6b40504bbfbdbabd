#pragma once
/// A record's tables as rows of text, for copies from one kind of store to another. Inside
/// pipeline/record only.

#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "geometry/result.hpp"
#include "pipeline/record/sqlite.hpp"

namespace pg {

struct TableShape {
  std::string name;
  std::vector<std::string> columns;
  std::string order;      ///< Columns that sort its rows.
  bool numbered = false;  ///< The store numbers its rows itself, in the column id.
};
/// All tables but those that the store fills by itself, in an order that foreign keys allow.
[[nodiscard]] std::span<const TableShape> record_tables();

using TextRow = std::vector<std::optional<std::string>>;

[[nodiscard]] std::string select_sql(const TableShape& table);
/// With a place for each column: "?", or "$1" when `numbered_places`.
[[nodiscard]] std::string insert_sql(const TableShape& table, bool numbered_places);

/// The rows of a table of a SQLite record, one after the other.
void each_row(sqlite::Database& database, const TableShape& table,
              const std::function<void(const TextRow&)>& use);
void insert_row(sqlite::Statement& insert, const TextRow& row);

/// The file and its entry in the folder.
[[nodiscard]] Result<Ok> put_on_disk(const std::filesystem::path& path);
[[nodiscard]] Error not_empty();

}  // namespace pg
