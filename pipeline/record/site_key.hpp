#pragma once
/// The site's secret: what turns names into keys that say nothing.
///
/// 32 random bytes in the file `site.key` beside the store, readable by its owner alone. Keys are
/// HMAC-SHA256 (RFC 2104) under it, so that without the file nobody can try names against a record.
/// Losing it loses the link from folder to case, not the record; it never leaves the site.

#include <array>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "geometry/result.hpp"

namespace pg {

class SiteKey {
 public:
  using Bytes = std::array<unsigned char, 32>;
  explicit SiteKey(const Bytes& secret) : secret_(secret) {}

  /// Reads `folder/site.key`; makes it (mode 0600, on disk before this returns) where missing.
  [[nodiscard]] static Result<SiteKey> load_or_create(const std::filesystem::path& folder);

  /// Keyed hash of `purpose` and `data` (any bytes) as 64 hex digits; different purposes are
  /// unrelated.
  [[nodiscard]] std::string hash(std::string_view purpose, std::string_view data) const;
  /// The same as 12 letters and digits (60 bits) that spell no word: Crockford's base 32, lower
  /// case.
  [[nodiscard]] std::string short_hash(std::string_view purpose, std::string_view data) const;

 private:
  [[nodiscard]] Bytes hmac(std::string_view purpose, std::string_view data) const;

  Bytes secret_;
};

}  // namespace pg
