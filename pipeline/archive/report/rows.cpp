#include "pipeline/archive/report/rows.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>

#include "pipeline/analysis/reading.hpp"
#include "pipeline/archive/table.hpp"
#include "pipeline/archive/table_file.hpp"

namespace pg {
namespace {

using Has = std::function<void(const std::vector<bool>&)>;

Error unreadable() {
  return {ErrorCode::kUnreadable, "The table cannot be opened; check its name and rights."};
}
Error no_table() {
  return {ErrorCode::kMalformed, "This is no table that printgauge batch wrote."};
}

Result<Ok> read_csv(const std::string& path, const std::vector<std::string>& columns,
                    const Has& has, const SeeRow& see) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return unreadable();
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  std::size_t at = 0;
  std::vector<std::string> record;
  if (!next_csv_record(text, at, record)) return no_table();
  std::vector<std::optional<std::size_t>> places;
  std::vector<bool> there;
  for (const std::string& column : columns) {
    const auto found = std::find(record.begin(), record.end(), column);
    there.push_back(found != record.end());
    places.push_back(there.back() ? std::optional(static_cast<std::size_t>(found - record.begin()))
                                  : std::nullopt);
  }
  has(there);
  const std::size_t width = record.size();
  std::vector<std::string> cells(columns.size());
  while (next_csv_record(text, at, record)) {
    if (record.size() != width) return no_table();
    for (std::size_t i = 0; i < columns.size(); ++i)
      cells[i] = places[i] ? record[*places[i]] : std::string();
    see(cells);
  }
  return ok();
}

Result<Ok> read_json_lines(const std::string& path, const std::vector<std::string>& columns,
                           const Has& has, const SeeRow& see) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return unreadable();
  has(std::vector<bool>(columns.size(), true));
  for (std::string line; std::getline(file, line);) {
    const Result<Reading> reading = reading_from_json(line);
    if (!reading) return no_table();
    const nlohmann::json document = nlohmann::json::parse(line, nullptr, false);
    see(table_row(columns, *reading, document.value("input", "")));
  }
  return ok();
}

struct Base {
  ~Base() {
    sqlite3_finalize(statement);
    sqlite3_close(base);
  }
  bool prepare(const std::string& sql) {
    sqlite3_finalize(statement);
    statement = nullptr;
    return sqlite3_prepare_v2(base, sql.c_str(), -1, &statement, nullptr) == SQLITE_OK;
  }
  [[nodiscard]] std::string text(int column) const {
    const auto* const bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
    return bytes == nullptr ? "" : bytes;
  }
  sqlite3* base = nullptr;
  sqlite3_stmt* statement = nullptr;
};

Result<Ok> read_sqlite(const std::string& path, const std::vector<std::string>& columns,
                       const Has& has, const SeeRow& see) {
  Base base;
  if (sqlite3_open_v2(path.c_str(), &base.base, SQLITE_OPEN_READONLY, nullptr) != SQLITE_OK)
    return unreadable();
  std::vector<bool> there(columns.size(), false);
  if (!base.prepare("SELECT name FROM pragma_table_info('models')")) return no_table();
  while (sqlite3_step(base.statement) == SQLITE_ROW)
    for (std::size_t i = 0; i < columns.size(); ++i)
      if (columns[i] == base.text(0)) there[i] = true;
  std::string sql = "SELECT ";
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) sql += ',';
    if (there[i])
      sql.append("\"").append(columns[i]).append("\"");
    else
      sql += "NULL";
  }
  sql += " FROM models ORDER BY rowid";
  if (!base.prepare(sql)) return no_table();
  has(there);
  std::vector<std::string> cells(columns.size());
  int step = 0;
  while ((step = sqlite3_step(base.statement)) == SQLITE_ROW) {
    for (std::size_t i = 0; i < columns.size(); ++i) cells[i] = base.text(static_cast<int>(i));
    see(cells);
  }
  if (step != SQLITE_DONE) return no_table();
  return ok();
}

}  // namespace

bool next_csv_record(std::string_view text, std::size_t& at, std::vector<std::string>& cells) {
  if (at >= text.size()) return false;
  cells.assign(1, {});
  bool quoted = false;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (quoted && c == '"' && at + 1 < text.size() && text[at + 1] == '"') {
      cells.back() += '"';
      ++at;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && c == ',') {
      cells.emplace_back();
    } else if (!quoted && c == '\n') {
      ++at;
      break;
    } else if (quoted || c != '\r') {
      cells.back() += c;
    }
  }
  return true;
}

Result<Ok> read_rows(const std::string& path, const std::vector<std::string>& columns,
                     const Has& has, const SeeRow& see) {
  const auto format = table_format(path);
  if (!format)
    return Error{ErrorCode::kUnsupported,
                 fmt::format("A table's name ends in {}.", kTableFormatsText)};
  switch (*format) {
    case TableFormat::kCsv:
      return read_csv(path, columns, has, see);
    case TableFormat::kJsonLines:
      return read_json_lines(path, columns, has, see);
    case TableFormat::kSqlite:
      break;
  }
  return read_sqlite(path, columns, has, see);
}

}  // namespace pg
