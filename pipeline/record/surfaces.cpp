#include "pipeline/record/surfaces.hpp"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <sstream>

#include "pipeline/record/durable.hpp"

namespace pg {
namespace {

constexpr const char* kSurface = ".surface";
constexpr const char* kPicture = ".png";

bool is_sha256(const std::string& text) {
  return text.size() == 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  });
}

std::optional<std::string> kept(const std::filesystem::path& folder, const std::string& sha256,
                                const char* suffix) {
  if (!is_sha256(sha256)) return std::nullopt;
  std::ifstream file(folder / (sha256 + suffix), std::ios::binary);
  if (!file) return std::nullopt;
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

}  // namespace

Result<Ok> keep_surface(const std::filesystem::path& folder, const std::string& sha256,
                        const std::string& bytes, const std::string& picture_png) {
  int reason = make_folders(folder, 0700);
  if (reason == 0 && !picture_png.empty())
    reason = replace_file(folder / (sha256 + kPicture), picture_png, 0600);
  if (reason == 0) reason = replace_file(folder / (sha256 + kSurface), bytes, 0600);
  if (reason == 0) reason = sync_folder(folder);
  if (reason == 0) return ok();
  return Error{ErrorCode::kStore, std::string("The surface of a model cannot be kept: ") +
                                      std::strerror(reason) + "; check the disk."};
}

std::optional<std::string> kept_surface(const std::filesystem::path& folder,
                                        const std::string& sha256) {
  return kept(folder, sha256, kSurface);
}

std::optional<std::string> kept_picture(const std::filesystem::path& folder,
                                        const std::string& sha256) {
  return kept(folder, sha256, kPicture);
}

bool keeps_picture(const std::filesystem::path& folder, const std::string& sha256) {
  std::error_code failed;
  return is_sha256(sha256) && std::filesystem::exists(folder / (sha256 + kPicture), failed);
}

}  // namespace pg
