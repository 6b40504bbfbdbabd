#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <cerrno>

#include "pipeline/registry/upload.hpp"

namespace pg {
namespace {

constexpr std::size_t kRecordsMax = LXW_ROW_MAX - 1;
constexpr std::size_t kCellBytesMax = 32'767;  // of a cell of the format

/// A file without a place: the library writes to names only, and what it writes is a case's.
class MemoryFile {
 public:
  MemoryFile() : descriptor_(memfd_create("sheet", MFD_CLOEXEC)) {}
  ~MemoryFile() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  [[nodiscard]] std::string name() const { return "/proc/self/fd/" + std::to_string(descriptor_); }
  [[nodiscard]] std::string content() const {
    std::string bytes(static_cast<std::size_t>(std::max<off_t>(lseek(descriptor_, 0, SEEK_END), 0)),
                      '\0');
    std::size_t have = 0;
    while (have < bytes.size()) {
      const ssize_t got =
          pread(descriptor_, bytes.data() + have, bytes.size() - have, static_cast<off_t>(have));
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) break;
      have += static_cast<std::size_t>(got);
    }
    bytes.resize(have);
    return bytes;
  }

 private:
  int descriptor_;
};

Error failed(lxw_error error) {
  return {ErrorCode::kUnreadable,
          std::string("The workbook cannot be written: ") + lxw_strerror(error) + "."};
}

}  // namespace

Result<std::string> upload_sheet(const Upload& upload, const ColumnMap& map) {
  if (upload.good > kRecordsMax)
    return Error{ErrorCode::kTooLarge, "A sheet takes 1,048,575 records; export them in parts."};
  const MemoryFile file;
  lxw_workbook* const book = workbook_new(file.name().c_str());
  lxw_worksheet* const sheet = book == nullptr ? nullptr : workbook_add_worksheet(book, nullptr);
  if (sheet == nullptr) return failed(LXW_ERROR_MEMORY_MALLOC_FAILED);
  lxw_error error = LXW_NO_ERROR;
  lxw_row_t row = 0;
  const auto write = [&](const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < cells.size() && error == LXW_NO_ERROR; ++i) {
      if (cells[i].size() > kCellBytesMax) error = LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED;
      // Always a text: what begins with '=' must not become a formula, 007 must not become 7.
      else if (!cells[i].empty())
        error = worksheet_write_string(sheet, row, static_cast<lxw_col_t>(i), cells[i].c_str(),
                                       nullptr);
    }
    ++row;
  };
  if (map.sheet_heading) {
    std::vector<std::string> names;
    for (const UploadColumn& column : map.columns) names.push_back(column.name);
    write(names);
  }
  for (const UploadRow& one : upload.rows)
    if (one.problems.empty()) write(one.cells);
  const lxw_error closed = workbook_close(book);
  if (error != LXW_NO_ERROR) return failed(error);
  if (closed != LXW_NO_ERROR) return failed(closed);
  return file.content();
}

}  // namespace pg
