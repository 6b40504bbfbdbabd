#include "pipeline/archive/reading_cache.hpp"

#include <fmt/format.h>
#include <openssl/sha.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <utility>

namespace pg {
namespace {

constexpr std::string_view kFirstRecord = "printgauge cache of readings 1";
constexpr char kReading = 'D';
constexpr std::size_t kKeyBytes = 16;

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

}  // namespace

Result<std::unique_ptr<ReadingCache>> ReadingCache::open(const std::string& path,
                                                         std::string decides) {
  std::unique_ptr<ReadingCache> cache(new ReadingCache(path, std::move(decides)));
  std::ofstream(path, std::ios::app);  // made where there is none
  if (const auto ours = is_cache_or_empty(path); !ours) return ours.error();
  if (const auto loaded = cache->load(); !loaded) return about(path, loaded.error());
  return cache;
}

Result<Ok> ReadingCache::load() {
  const auto take = [&](std::string_view body, std::uint64_t offset) {
    if (body.size() > 1 + kKeyBytes && body[0] == kReading)
      places_.emplace(body.substr(1, kKeyBytes), offset);
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

std::string ReadingCache::key_of(std::string_view content) const {
  const std::string text = decides_ + '\0' + std::string(content);
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  return {digest.begin(), digest.begin() + kKeyBytes};
}

std::optional<Reading> ReadingCache::find(std::string_view content) {
  const std::string key = key_of(content);
  std::string document;
  {
    const std::lock_guard lock(mutex_);
    const auto place = places_.find(key);
    if (place == places_.end()) return std::nullopt;
    auto body = file_->read(place->second);
    if (!body) return std::nullopt;
    document = body->substr(1 + kKeyBytes);
  }
  auto reading = reading_from_json(document);
  if (!reading) return std::nullopt;
  const std::lock_guard lock(mutex_);
  ++found_;
  return std::move(*reading);
}

void ReadingCache::keep(std::string_view content, const Reading& reading) {
  if (reading.refused) return;
  const std::string key = key_of(content);
  const std::string body = fmt::format("{}{}{}", kReading, key, to_json(reading, {}, false));
  const std::lock_guard lock(mutex_);
  if (!writable_ || places_.count(key) != 0) return;
  const std::uint64_t place = file_->put(body);
  if (const auto written = file_->flush(); written) {
    places_.emplace(key, place);
  } else {
    writable_ = false;
    note_ = fmt::format("The cache '{}': {}; the run goes on without adding to it.", path_,
                        written.error().message);
  }
}

std::size_t ReadingCache::found_count() const {
  const std::lock_guard lock(mutex_);
  return found_;
}

std::string ReadingCache::note() const {
  const std::lock_guard lock(mutex_);
  return note_;
}

}  // namespace pg
