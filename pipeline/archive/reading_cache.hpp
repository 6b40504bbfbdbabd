#pragma once
/// Readings of earlier runs, so that a run over an archive that has grown measures only what is
/// new.
///
/// A reading is found by its content and by all that decides it: version, options, limits. No name
/// of a file or folder is in it. The file is a RecordFile: a record that says what it is, then one
/// a reading, its key (16 bytes) and its document. Refusals are not kept: they cost little, and
/// some are the machine's.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "pipeline/analysis/reading.hpp"
#include "pipeline/archive/record_file.hpp"

namespace pg {

/// For several threads at once.
class ReadingCache {
 public:
  /// Opens or makes the file. `decides`: whatever decides a reading beside its content. Error: it
  /// is no cache, or cannot be had; such a file is left as it is.
  [[nodiscard]] static Result<std::unique_ptr<ReadingCache>> open(const std::string& path,
                                                                  std::string decides);

  [[nodiscard]] std::optional<Reading> find(std::string_view content);
  void keep(std::string_view content, const Reading& reading);

  [[nodiscard]] std::size_t found_count() const;
  /// What a person should know of its state, as a sentence; empty: nothing. May change with `keep`.
  [[nodiscard]] std::string note() const;

 private:
  ReadingCache(std::string path, std::string decides)
      : path_(std::move(path)), decides_(std::move(decides)) {}
  [[nodiscard]] std::string key_of(std::string_view content) const;
  [[nodiscard]] Result<Ok> load();

  std::string path_;
  std::string decides_;
  mutable std::mutex mutex_;
  std::unique_ptr<RecordFile> file_;
  std::map<std::string, std::uint64_t, std::less<>> places_;  ///< Offset of each reading's record.
  bool writable_ = true;
  std::size_t found_ = 0;
  std::string note_;
};

}  // namespace pg
