#include "pipeline/record/surfaces.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

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

bool write_all(int file, const std::string& bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t n = write(file, bytes.data() + done, bytes.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    done += static_cast<std::size_t>(n);
  }
  return true;
}

}  // namespace

Result<Ok> keep_surface(const std::filesystem::path& folder, const std::string& sha256,
                        const std::string& bytes) {
  const auto trouble = [] {
    return Error{ErrorCode::kStore, std::string("The surface of a model cannot be kept: ") +
                                        std::strerror(errno) + "; check the disk."};
  };
  if (mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return trouble();
  const std::filesystem::path target = file_of(folder, sha256);
  const std::string fresh = target.string() + ".new";
  const int file = open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return trouble();
  const bool written = write_all(file, bytes);
  close(file);
  if (!written || rename(fresh.c_str(), target.c_str()) != 0) return trouble();
  return ok();
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
