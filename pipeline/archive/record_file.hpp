#pragma once
/// An append-only file of checksummed records that survives being killed at any byte.
///
/// Layout, little endian: length of the body (4 bytes), the first 8 bytes of its SHA-256, the body;
/// again and again. Whatever follows the first record that is not whole is cut off when the file is
/// opened for writing: it is the trace of a kill, or of a disk that ran full.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "geometry/result.hpp"

namespace pg {

class RecordFile {
 public:
  using Visit = std::function<void(std::string_view body, std::uint64_t offset)>;

  /// A new file; an old one of that name is emptied. One process at a time may write.
  [[nodiscard]] static Result<std::unique_ptr<RecordFile>> create(const std::string& path);
  /// Visits the whole records and goes on behind them.
  [[nodiscard]] static Result<std::unique_ptr<RecordFile>> open(const std::string& path,
                                                                const Visit& visit);
  /// The same without writing anything.
  [[nodiscard]] static Result<std::unique_ptr<RecordFile>> open_to_read(const std::string& path,
                                                                        const Visit& visit);
  ~RecordFile();
  RecordFile(const RecordFile&) = delete;
  RecordFile& operator=(const RecordFile&) = delete;

  /// Adds a record to those waiting for `flush` and returns its offset.
  std::uint64_t put(std::string_view body);
  /// Writes what is waiting. On failure nothing of it stays in the file.
  [[nodiscard]] Result<Ok> flush();
  [[nodiscard]] std::uint64_t waiting_bytes() const { return waiting_.size(); }
  /// The record at an offset that `put` or a visit gave.
  [[nodiscard]] Result<std::string> read(std::uint64_t offset) const;
  /// On the disk, not only in its cache.
  [[nodiscard]] Result<Ok> sync();

 private:
  explicit RecordFile(int descriptor) : descriptor_(descriptor) {}
  void scan(const Visit& visit);

  int descriptor_;
  std::uint64_t size_ = 0;
  std::string waiting_;
};

}  // namespace pg
