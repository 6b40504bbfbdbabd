#pragma once
/// Who may do what: bearer tokens with a role each, for one site's record.
///
/// A token is "pg_" and 64 hex digits from the system's random source. The file keeps only its
/// SHA-256: with 256 random bits there is nothing to guess, so a slow hash would add nothing. The
/// file is readable by its owner alone and replaced whole; a running server sees a changed file
/// within a second, so that revoking works at once.

#include <chrono>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "apps/service/message.hpp"
#include "geometry/result.hpp"

namespace pg::service {

struct TokenEntry {
  std::string name;  ///< Of the person or program; stands in the history.
  Role role = Role::kRead;
  std::string site;     ///< Empty: of a server of one record without a name.
  std::string sha256;   ///< Of the token, hex.
  std::string created;  ///< UTC.
};

/// 1 to 32 of a-z, 0-9 and -, beginning with a letter or digit.
[[nodiscard]] bool is_site_name(const std::string& name);

/// The tokens' file beside a record.
[[nodiscard]] std::filesystem::path token_file(const std::filesystem::path& folder);

class TokenFile {
 public:
  explicit TokenFile(std::filesystem::path path) : path_(std::move(path)) {}

  [[nodiscard]] Result<std::vector<TokenEntry>> entries();  ///< Of a missing file: none.
  /// The new token; said once, kept nowhere. Refused for a name that is taken or no plain name, and
  /// for a site's that is none.
  [[nodiscard]] Result<std::string> add(const std::string& name, Role role,
                                        const std::string& site = {});
  /// False: no such name, or not of `site` where one is asked for.
  [[nodiscard]] Result<bool> revoke(const std::string& name,
                                    const std::optional<std::string>& site = std::nullopt);
  /// Whose token this is; kNobody for any other text.
  [[nodiscard]] Principal who(const std::string& token);

 private:
  Result<Ok> save(const std::vector<TokenEntry>& entries);

  std::filesystem::path path_;
  std::mutex mutex_;
  std::vector<TokenEntry> known_;
  std::filesystem::file_time_type read_at_{};
  std::chrono::steady_clock::time_point looked_at_{};
};

}  // namespace pg::service
