#include "pipeline/record/record_copy.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace pg {

std::span<const TableShape> record_tables() {
  static const std::vector<TableShape> kAll = {
      {"cases", {"id", "created", "revision", "findings"}, "id", false},
      {"case_fields",
       {"case_id", "name", "value", "layer", "stated_by", "stated_at"},
       "case_id, name",
       false},
      {"readings",
       {"id", "sha256", "version", "options", "status", "format", "model_class", "document",
        "created"},
       "id",
       true},
      {"models",
       {"id", "case_id", "root_key", "source_key", "stat_key", "sha256", "bytes", "status", "error",
        "version", "options", "attempts", "fence", "reading_id", "first_seen", "last_seen",
        "superseded"},
       "id",
       true},
      {"history",
       {"id", "at", "by", "case_id", "model_id", "what", "before", "after"},
       "id",
       true},
      {"settings", {"name", "value"}, "name", false},
  };
  return kAll;
}

std::string select_sql(const TableShape& table) {
  return fmt::format("SELECT {} FROM {} ORDER BY {}", fmt::join(table.columns, ", "), table.name,
                     table.order);
}

std::string insert_sql(const TableShape& table, bool numbered_places) {
  std::vector<std::string> places;
  for (std::size_t i = 1; i <= table.columns.size(); ++i)
    places.push_back(numbered_places ? fmt::format("${}", i) : "?");
  return fmt::format("INSERT INTO {} ({}){} VALUES ({})", table.name,
                     fmt::join(table.columns, ", "),
                     numbered_places && table.numbered ? " OVERRIDING SYSTEM VALUE" : "",
                     fmt::join(places, ", "));
}

void each_row(sqlite::Database& database, const TableShape& table,
              const std::function<void(const TextRow&)>& use) {
  sqlite::Statement rows(database, select_sql(table));
  TextRow row(table.columns.size());
  while (rows.step()) {
    for (std::size_t column = 0; column < row.size(); ++column) {
      const int at = static_cast<int>(column);
      row[column].reset();
      if (!rows.is_null(at)) row[column] = rows.text(at);
    }
    use(row);
  }
}

void insert_row(sqlite::Statement& insert, const TextRow& row) {
  insert.again();
  for (const std::optional<std::string>& cell : row) {
    if (cell) {
      insert.bind(*cell);
    } else {
      insert.bind_null();
    }
  }
  insert.run();
}

Result<Ok> put_on_disk(const std::filesystem::path& path) {
  const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : ".";
  for (const std::filesystem::path& each : {path, folder}) {
    const int file = open(each.c_str(), O_RDONLY | O_CLOEXEC);
    const bool safe = file >= 0 && fsync(file) == 0;
    const int reason = errno;
    if (file >= 0) close(file);
    if (!safe)
      return Error{ErrorCode::kStore, std::string("The copy cannot be put on disk: ") +
                                          std::strerror(reason) +
                                          "; check the disk's space, then repeat."};
  }
  return ok();
}

Error not_empty() {
  return {ErrorCode::kStore,
          "There is something in this record already, and nothing was changed; restore into a new "
          "one (--store)."};
}

}  // namespace pg
