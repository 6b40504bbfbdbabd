#include "pipeline/intake/report.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace pg {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kHashDigits = 16;  // 64 bits: no two contents of a site share them

Error trouble(int reason) {
  return {ErrorCode::kStore, std::string("The report of a model cannot be written: ") +
                                 std::strerror(reason) +
                                 "; check the space and the rights of the folder of --report."};
}

int write_all(int file, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = write(file, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

int put_on_disk(const fs::path& folder) {
  const int directory = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) return errno;
  const int reason = fsync(directory) == 0 ? 0 : errno;
  close(directory);
  return reason;
}

}  // namespace

int replace_file(const fs::path& path, std::string_view content, unsigned mode) {
  // A dot first: watchers and web servers pass it over.
  std::string hidden = ".";
  hidden += path.filename().string();
  hidden += ".part";
  const fs::path part = path.parent_path() / hidden;
  const int file = open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
  if (file < 0) return errno;
  int reason = fchmod(file, mode) == 0 ? 0 : errno;  // whatever the process's mask is
  if (reason == 0) reason = write_all(file, content);
  if (reason == 0 && fsync(file) != 0) reason = errno;
  if (close(file) != 0 && reason == 0) reason = errno;
  if (reason == 0 && rename(part.c_str(), path.c_str()) != 0) reason = errno;
  if (reason != 0) unlink(part.c_str());
  return reason;
}

Result<Ok> Reports::prepare() const {
  std::error_code error;
  fs::create_directories(folder_, error);
  if (error) return trouble(error.value());
  return ok();
}

fs::path Reports::stem(const std::string& case_id, const std::string& sha256) const {
  return folder_ / case_id / sha256.substr(0, kHashDigits);
}

Result<Ok> Reports::write(const std::string& case_id, const std::string& sha256,
                          const std::string& reading, const WorkerPictures& pictures) const {
  constexpr unsigned kMode = 0640;
  const fs::path path = stem(case_id, sha256);
  std::error_code error;
  const bool fresh = fs::create_directory(path.parent_path(), error);
  if (error) return trouble(error.value());
  const std::pair<const char*, const std::string*> files[] = {{".png", &pictures.preview_png},
                                                              {".html", &pictures.sheet_html},
                                                              {".json", &reading}};
  for (const auto& [suffix, content] : files) {
    if (content->empty()) continue;
    if (const int reason = replace_file(path.string() + suffix, *content, kMode); reason != 0)
      return trouble(reason);
  }
  if (const int reason = put_on_disk(path.parent_path()); reason != 0) return trouble(reason);
  if (fresh)
    if (const int reason = put_on_disk(folder_); reason != 0) return trouble(reason);
  return ok();
}

bool Reports::complete(const std::string& case_id, const std::string& sha256) const {
  std::error_code error;
  return fs::exists(stem(case_id, sha256).string() + ".json", error);
}

}  // namespace pg
