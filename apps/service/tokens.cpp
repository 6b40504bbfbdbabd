#include "apps/service/tokens.hpp"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <sys/file.h>
#include <sys/random.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "apps/service/digest.hpp"
#include "pipeline/analysis/hex.hpp"
#include "pipeline/record/case.hpp"
#include "pipeline/record/durable.hpp"

namespace pg::service {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kSchema = "printgauge.tokens/1";
constexpr std::size_t kNameMax = 64;
constexpr std::size_t kSiteMax = 32;
constexpr std::chrono::seconds kLookAgain{1};

Error trouble(const std::string& what) {
  return {ErrorCode::kStore, "The file of tokens " + what + ": " + std::strerror(errno) + "."};
}

bool plain_name(const std::string& name) {
  return !name.empty() && name.size() <= kNameMax && name.front() != ' ' && name.back() != ' ' &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == ' ' || c == '.' || c == '_' || c == '-' || c == '@';
         });
}

Result<std::string> fresh_token() {
  std::array<unsigned char, 32> bytes{};
  if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
    return trouble("gets no random bytes");
  return "pg_" + hex_of(bytes);
}

Result<std::vector<TokenEntry>> read_entries(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::vector<TokenEntry>();
  std::ostringstream text;
  text << file.rdbuf();
  try {
    const Json document = Json::parse(text.str());
    if (document.at("schema") != kSchema) throw std::invalid_argument("schema");
    std::vector<TokenEntry> entries;
    for (const Json& entry : document.at("tokens")) {
      const std::optional<Role> role = role_from(entry.at("role").get<std::string>());
      if (!role) throw std::invalid_argument("role");
      entries.push_back({.name = entry.at("name"),
                         .role = *role,
                         .site = entry.value("site", ""),  // files from before there were sites
                         .sha256 = entry.at("sha256"),
                         .created = entry.at("created")});
    }
    return entries;
  } catch (const std::exception&) {
    return Error{ErrorCode::kStore,
                 "The file of tokens is not one that `printgauge token` wrote; mend or remove it."};
  }
}

/// One writer at a time: two `printgauge token add` must not lose each other's.
class FileLock {
 public:
  explicit FileLock(const std::filesystem::path& path)
      : descriptor_(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
    if (descriptor_ >= 0 && flock(descriptor_, LOCK_EX) != 0) {
      close(descriptor_);
      descriptor_ = -1;
    }
  }
  ~FileLock() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  [[nodiscard]] bool held() const { return descriptor_ >= 0; }

 private:
  int descriptor_;
};

}  // namespace

bool is_site_name(const std::string& name) {
  return !name.empty() && name.size() <= kSiteMax && name.front() != '-' &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

std::filesystem::path token_file(const std::filesystem::path& folder) {
  return folder / "tokens.json";
}

Result<std::vector<TokenEntry>> TokenFile::entries() {
  return read_entries(path_);
}

Result<Ok> TokenFile::save(const std::vector<TokenEntry>& entries) {
  Json list = Json::array();
  for (const TokenEntry& entry : entries) {
    list.push_back({{"name", entry.name},
                    {"role", role_id(entry.role)},
                    {"sha256", entry.sha256},
                    {"created", entry.created}});
    if (!entry.site.empty()) list.back()["site"] = entry.site;
  }
  const std::string text = Json{{"schema", kSchema}, {"tokens", list}}.dump(1) + "\n";
  // Also after a power cut: a token that was revoked must not be back.
  int reason = replace_file(path_, text, 0600);
  if (reason == 0) reason = sync_folder(path_.parent_path());
  if (reason == 0) return ok();
  errno = reason;
  return trouble("cannot be written");
}

Result<std::string> TokenFile::add(const std::string& name, Role role, const std::string& site) {
  if (!plain_name(name))
    return Error{ErrorCode::kMalformed,
                 "A token's name has 1 to 64 letters, digits, spaces and . _ - @; it stands in the "
                 "history beside every change."};
  if (!site.empty() && !is_site_name(site))
    return Error{
        ErrorCode::kMalformed,
        "A site's name has 1 to 32 small letters, digits and hyphens, as in `serve --site`."};
  const FileLock lock(path_.string() + ".lock");
  if (!lock.held()) return trouble("cannot be locked");
  Result<std::vector<TokenEntry>> all = read_entries(path_);
  if (!all) return all.error();
  if (std::any_of(all->begin(), all->end(), [&](const TokenEntry& e) { return e.name == name; }))
    return Error{ErrorCode::kMalformed,
                 "There is a token of this name already; revoke it first, or take another name."};
  Result<std::string> token = fresh_token();
  if (!token) return token;
  all->push_back({.name = name,
                  .role = role,
                  .site = site,
                  .sha256 = sha256_hex(*token),
                  .created = stamp_now("").at});
  if (Result<Ok> saved = save(*all); !saved) return saved.error();
  return token;
}

Result<bool> TokenFile::revoke(const std::string& name, const std::optional<std::string>& site) {
  const FileLock lock(path_.string() + ".lock");
  if (!lock.held()) return trouble("cannot be locked");
  Result<std::vector<TokenEntry>> all = read_entries(path_);
  if (!all) return all.error();
  if (std::erase_if(*all, [&](const TokenEntry& entry) {
        return entry.name == name && (!site || entry.site == *site);
      }) == 0)
    return false;
  if (Result<Ok> saved = save(*all); !saved) return saved.error();
  const std::lock_guard guard(mutex_);
  known_ = std::move(*all);
  return true;
}

Principal TokenFile::who(const std::string& token) {
  const std::string digest = sha256_hex(token);
  const std::lock_guard guard(mutex_);
  const auto now = std::chrono::steady_clock::now();
  if (now - looked_at_ >= kLookAgain || looked_at_ == std::chrono::steady_clock::time_point{}) {
    looked_at_ = now;
    std::error_code missing;
    const auto written = std::filesystem::last_write_time(path_, missing);
    if (missing) {
      known_.clear();
      read_at_ = {};
    } else if (written != read_at_) {
      // A file that cannot be read opens no door.
      const Result<std::vector<TokenEntry>> all = read_entries(path_);
      known_ = all ? *all : std::vector<TokenEntry>();
      read_at_ = written;
    }
  }
  Principal found;
  for (const TokenEntry& entry : known_)
    if (entry.sha256.size() == digest.size() &&
        CRYPTO_memcmp(entry.sha256.data(), digest.data(), digest.size()) == 0)
      found = {.name = entry.name, .role = entry.role, .site = entry.site};
  return found;
}

}  // namespace pg::service
