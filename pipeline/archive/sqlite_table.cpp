#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <charconv>
#include <cstdio>
#include <utility>

#include "pipeline/archive/column_sets.hpp"
#include "pipeline/archive/table.hpp"
#include "pipeline/archive/table_file.hpp"

namespace pg {
namespace {

std::string quoted(std::string_view name) {
  std::string text(1, '"');
  for (const char c : name) text.append(c == '"' ? 2 : 1, c);
  text += '"';
  return text;
}

class SqliteTable : public TableFile {
 public:
  SqliteTable(std::string path, std::vector<std::string> columns)
      : path_(std::move(path)), part_(path_ + ".part"), columns_(std::move(columns)) {
    for (const std::string& column : columns_) is_text_.push_back(is_text_column(column));
  }
  ~SqliteTable() override {
    close();
    if (!in_place_) std::remove(part_.c_str());
  }
  SqliteTable(const SqliteTable&) = delete;
  SqliteTable& operator=(const SqliteTable&) = delete;

  Result<Ok> begin() {
    std::remove(part_.c_str());  // of a run that was killed
    if (sqlite3_open_v2(part_.c_str(), &base_,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                        nullptr) != SQLITE_OK)
      return failed();
    std::string create = "CREATE TABLE models(";
    std::string insert = "INSERT INTO models VALUES(";
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      create.append(i == 0 ? "" : ",").append(quoted(head_of(columns_[i])));
      create.append(is_text_[i] ? " TEXT" : " NUMERIC");
      insert.append(i == 0 ? "?" : ",?");
    }
    create += ')';
    insert += ')';
    // Whole or not there: the file takes its name at the end, so it needs no journal of its own.
    for (const std::string& sql :
         {std::string("PRAGMA journal_mode=OFF"), std::string("PRAGMA synchronous=OFF"),
          std::string("BEGIN"), create})
      if (sqlite3_exec(base_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) return failed();
    if (sqlite3_prepare_v2(base_, insert.c_str(), -1, &insert_, nullptr) != SQLITE_OK)
      return failed();
    return ok();
  }

  Result<Ok> write(const Source& source, const Row& row) override {
    const std::vector<std::string> cells = cells_with_path(source, row, columns_);
    for (std::size_t i = 0; i < cells.size(); ++i)
      if (bind(static_cast<int>(i) + 1, cells[i], is_text_[i]) != SQLITE_OK) return failed();
    if (sqlite3_step(insert_) != SQLITE_DONE) return failed();
    sqlite3_reset(insert_);
    return ok();
  }

  Result<Ok> finish() override {
    if (sqlite3_exec(base_, "COMMIT", nullptr, nullptr, nullptr) != SQLITE_OK) return failed();
    close();
    const int file = open(part_.c_str(), O_RDONLY | O_CLOEXEC);
    const bool on_disk = file >= 0 && fsync(file) == 0;
    if (file >= 0) ::close(file);
    if (!on_disk) return Error{ErrorCode::kStore, "It cannot be written to the disk"};
    in_place_ = true;
    return put_in_place(part_, path_);
  }

 private:
  int bind(int place, const std::string& cell, bool is_text) {
    if (cell.empty()) return sqlite3_bind_null(insert_, place);
    if (is_text)
      return sqlite3_bind_text(insert_, place, cell.data(), static_cast<int>(cell.size()),
                               SQLITE_TRANSIENT);
    if (cell == "true" || cell == "false") return sqlite3_bind_int(insert_, place, cell == "true");
    const char* const end = cell.data() + cell.size();
    sqlite3_int64 whole = 0;
    if (const auto read = std::from_chars(cell.data(), end, whole);
        read.ec == std::errc() && read.ptr == end)
      return sqlite3_bind_int64(insert_, place, whole);
    double number = 0;
    if (const auto read = std::from_chars(cell.data(), end, number);
        read.ec == std::errc() && read.ptr == end)
      return sqlite3_bind_double(insert_, place, number);
    return sqlite3_bind_text(insert_, place, cell.data(), static_cast<int>(cell.size()),
                             SQLITE_TRANSIENT);
  }
  [[nodiscard]] Error failed() const {
    return {ErrorCode::kStore, std::string("It cannot be written: ") +
                                   (base_ == nullptr ? "no memory" : sqlite3_errmsg(base_))};
  }
  void close() {
    sqlite3_finalize(std::exchange(insert_, nullptr));
    sqlite3_close(std::exchange(base_, nullptr));
  }

  std::string path_;
  std::string part_;
  std::vector<std::string> columns_;
  std::vector<bool> is_text_;
  sqlite3* base_ = nullptr;
  sqlite3_stmt* insert_ = nullptr;
  bool in_place_ = false;
};

}  // namespace

Result<std::unique_ptr<TableFile>> create_sqlite_table(const std::string& path,
                                                       const std::vector<std::string>& columns) {
  auto table = std::make_unique<SqliteTable>(path, columns);
  if (const auto begun = table->begin(); !begun) return begun.error();
  return std::unique_ptr<TableFile>(std::move(table));
}

}  // namespace pg
