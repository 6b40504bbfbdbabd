#include "pipeline/archive/reading_cache.hpp"

#include <openssl/sha.h>

#include <array>

#include "pipeline/archive/file_shelf.hpp"
#include "pipeline/record/shared_readings.hpp"
#include "pipeline/record/store.hpp"

namespace pg {

Result<std::unique_ptr<ReadingCache>> ReadingCache::open(const std::string& place,
                                                         std::string decides) {
  auto shelf = is_postgres_address(place) ? open_shared_readings(place) : open_file_shelf(place);
  if (!shelf) return shelf.error();
  return std::unique_ptr<ReadingCache>(new ReadingCache(std::move(*shelf), std::move(decides)));
}

std::string ReadingCache::key_of(std::string_view content) const {
  const std::string text = decides_ + '\0' + std::string(content);
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  return {digest.begin(), digest.begin() + kReadingKeyBytes};
}

std::optional<Reading> ReadingCache::find(std::string_view content) {
  const std::optional<std::string> document = shelf_->find(key_of(content));
  if (!document) return std::nullopt;
  auto reading = reading_from_json(*document);
  if (!reading) return std::nullopt;
  ++found_;
  return std::move(*reading);
}

void ReadingCache::keep(std::string_view content, const Reading& reading) {
  if (!reading.refused) shelf_->keep(key_of(content), to_json(reading, {}, false));
}

}  // namespace pg
