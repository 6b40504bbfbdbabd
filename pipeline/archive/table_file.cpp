#include "pipeline/archive/table_file.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <nlohmann/json.hpp>
#include <utility>

#include "pipeline/archive/column_sets.hpp"
#include "pipeline/archive/table.hpp"

namespace pg {
namespace {

Error failed(const char* what) {
  const int error = errno;
  return {ErrorCode::kStore, std::string(what) + ": " + std::strerror(error)};
}

/// The document as to_json writes it for this input: the member stands before the digest.
std::string json_row(const Source& source, const Row& row) {
  std::string document = row.cells.empty() ? "{}" : row.cells.front();
  const std::string input = nlohmann::json(name_of(source))
                                .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  const std::size_t at = document.find(",\"sha256\":");
  if (at != std::string::npos) document.insert(at, ",\"input\":" + input);
  return document + "\n";
}

class TextTable : public TableFile {
 public:
  TextTable(std::string path, TableFormat format, std::vector<std::string> columns)
      : path_(std::move(path)),
        part_(path_ + ".part"),
        format_(format),
        columns_(std::move(columns)),
        file_(std::fopen(part_.c_str(), "wb")) {}
  ~TextTable() override {
    if (file_ == nullptr) return;
    std::fclose(file_);
    std::remove(part_.c_str());
  }
  TextTable(const TextTable&) = delete;
  TextTable& operator=(const TextTable&) = delete;

  Result<Ok> begin() {
    if (file_ == nullptr) return failed("It cannot be written");
    if (format_ != TableFormat::kCsv) return ok();
    std::vector<std::string> heads;
    for (const std::string& column : columns_) heads.emplace_back(head_of(column));
    return put(csv_line(heads));
  }
  Result<Ok> write(const Source& source, const Row& row) override {
    return put(format_ == TableFormat::kCsv ? csv_line(cells_with_path(source, row, columns_))
                                            : json_row(source, row));
  }
  Result<Ok> finish() override {
    if (std::fflush(file_) != 0 || fsync(fileno(file_)) != 0)
      return failed("It cannot be written to its end");
    if (std::fclose(std::exchange(file_, nullptr)) == 0) return put_in_place(part_, path_);
    const Error error = failed("It cannot be written to its end");
    std::remove(part_.c_str());
    return error;
  }

 private:
  Result<Ok> put(const std::string& line) {
    if (std::fwrite(line.data(), 1, line.size(), file_) != line.size())
      return failed("It cannot be written to its end");
    return ok();
  }

  std::string path_;
  std::string part_;
  TableFormat format_;
  std::vector<std::string> columns_;
  std::FILE* file_;
};

}  // namespace

std::optional<TableFormat> table_format(std::string_view path) {
  if (path.ends_with(".csv")) return TableFormat::kCsv;
  if (path.ends_with(".jsonl")) return TableFormat::kJsonLines;
  if (path.ends_with(".sqlite")) return TableFormat::kSqlite;
  return std::nullopt;
}

bool is_flat(TableFormat format) {
  return format != TableFormat::kJsonLines;
}

std::vector<std::string> cells_with_path(const Source& source, const Row& row,
                                         const std::vector<std::string>& columns) {
  std::vector<std::string> cells = row.cells;
  cells.resize(columns.size());
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (columns[i] == kPathColumn) cells[i] = name_of(source);
  return cells;
}

Result<Ok> put_in_place(const std::string& part, const std::string& path) {
  if (std::rename(part.c_str(), path.c_str()) == 0) return ok();
  const Error error = failed("It cannot be given its name");
  std::remove(part.c_str());
  return error;
}

Result<std::unique_ptr<TableFile>> TableFile::create(const std::string& path, TableFormat format,
                                                     const std::vector<std::string>& columns) {
  if (format == TableFormat::kSqlite) return create_sqlite_table(path, columns);
  auto table = std::make_unique<TextTable>(path, format, columns);
  if (const auto begun = table->begin(); !begun) return begun.error();
  return std::unique_ptr<TableFile>(std::move(table));
}

}  // namespace pg
