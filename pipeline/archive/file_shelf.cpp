#include "pipeline/archive/file_shelf.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>

#include "pipeline/archive/record_file.hpp"

namespace pg {
namespace {

constexpr std::string_view kFirstRecord = "printgauge cache of readings 1";
constexpr char kReading = 'D';

Error about(const std::string& path, const Error& error) {
  return {error.code, fmt::format("The cache '{}': {}.", path, error.message)};
}

/// Looked at before it is opened for writing, which would cut off what are no records.
Result<Ok> is_cache_or_empty(const std::string& path) {
  bool ours = false;
  const auto looked =
      RecordFile::open_to_read(path, [&](std::string_view body, std::uint64_t offset) {
        if (offset == 0) ours = body == kFirstRecord;
      });
  if (!looked) return about(path, looked.error());
  std::error_code none;
  if (ours || std::filesystem::file_size(path, none) == 0) return ok();
  return Error{ErrorCode::kNotApplicable,
               fmt::format("'{}' is no cache of readings, or is damaged at its beginning; name "
                           "another file, or delete it.",
                           path)};
}

class FileShelf final : public ReadingShelf {
 public:
  explicit FileShelf(std::string path) : path_(std::move(path)) {}

  [[nodiscard]] Result<Ok> load();
  [[nodiscard]] std::optional<std::string> find(const std::string& key) override;
  void keep(const std::string& key, const std::string& document) override;
  [[nodiscard]] std::string note() const override {
    const std::lock_guard lock(mutex_);
    return note_;
  }

 private:
  std::string path_;
  mutable std::mutex mutex_;
  std::unique_ptr<RecordFile> file_;
  std::map<std::string, std::uint64_t, std::less<>> places_;  ///< Offset of each document's record.
  bool writable_ = true;
  std::string note_;
};

Result<Ok> FileShelf::load() {
  const auto take = [&](std::string_view body, std::uint64_t offset) {
    if (body.size() > 1 + kReadingKeyBytes && body[0] == kReading)
      places_.emplace(body.substr(1, kReadingKeyBytes), offset);
  };
  std::error_code none;
  const auto bytes = std::filesystem::file_size(path_, none);
  auto file = RecordFile::open(path_, take);
  if (!file) {
    writable_ = false;
    note_ = fmt::format("The cache '{}': {}; this run only reads it.", path_, file.error().message);
    file = RecordFile::open_to_read(path_, take);
    if (!file) return file.error();
  }
  file_ = std::move(*file);
  if (!writable_) return ok();
  const auto whole = std::filesystem::file_size(path_, none);
  if (whole < bytes)
    note_ = fmt::format(
        "The last {} bytes of the cache '{}' were damaged and are cut off; what stood there is "
        "measured again.",
        bytes - whole, path_);
  if (whole > 0) return ok();
  file_->put(kFirstRecord);
  return file_->flush();
}

std::optional<std::string> FileShelf::find(const std::string& key) {
  const std::lock_guard lock(mutex_);
  const auto place = places_.find(key);
  if (place == places_.end()) return std::nullopt;
  auto body = file_->read(place->second);
  if (!body) return std::nullopt;
  return body->substr(1 + kReadingKeyBytes);
}

void FileShelf::keep(const std::string& key, const std::string& document) {
  const std::lock_guard lock(mutex_);
  if (!writable_ || places_.count(key) != 0) return;
  const std::uint64_t place = file_->put(fmt::format("{}{}{}", kReading, key, document));
  if (const auto written = file_->flush(); written) {
    places_.emplace(key, place);
  } else {
    writable_ = false;
    note_ = fmt::format("The cache '{}': {}; the run goes on without adding to it.", path_,
                        written.error().message);
  }
}

}  // namespace

Result<std::unique_ptr<ReadingShelf>> open_file_shelf(const std::string& path) {
  auto shelf = std::make_unique<FileShelf>(path);
  std::ofstream(path, std::ios::app);  // made where there is none
  if (const auto ours = is_cache_or_empty(path); !ours) return ours.error();
  if (const auto loaded = shelf->load(); !loaded) return about(path, loaded.error());
  return std::unique_ptr<ReadingShelf>(std::move(shelf));
}

}  // namespace pg
