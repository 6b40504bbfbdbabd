#include "pipeline/record/surfaces.hpp"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <sstream>

#include "pipeline/record/durable.hpp"

namespace pg {
namespace {

std::filesystem::path file_of(const std::filesystem::path& folder, const std::string& sha256) {
  return folder / (sha256 + ".surface");
}

bool is_sha256(const std::string& text) {
  return text.size() == 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  });
}

}  // namespace

Result<Ok> keep_surface(const std::filesystem::path& folder, const std::string& sha256,
                        const std::string& bytes) {
  int reason = make_folders(folder, 0700);
  if (reason == 0) reason = replace_file(file_of(folder, sha256), bytes, 0600);
  if (reason == 0) reason = sync_folder(folder);
  if (reason == 0) return ok();
  return Error{ErrorCode::kStore, std::string("The surface of a model cannot be kept: ") +
                                      std::strerror(reason) + "; check the disk."};
}

std::optional<std::string> kept_surface(const std::filesystem::path& folder,
                                        const std::string& sha256) {
  if (!is_sha256(sha256)) return std::nullopt;
  std::ifstream file(file_of(folder, sha256), std::ios::binary);
  if (!file) return std::nullopt;
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

}  // namespace pg
