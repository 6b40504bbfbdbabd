#include "pipeline/record/durable.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <mutex>
#include <string>

namespace pg {

int write_all(int file, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = write(file, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

int sync_folder(const std::filesystem::path& folder) {
  const char* const name = folder.empty() ? "." : folder.c_str();
  const int directory = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) return errno;
  const int reason = fsync(directory) == 0 ? 0 : errno;
  close(directory);
  return reason;
}

int make_folders(const std::filesystem::path& path, unsigned mode) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return 0;
  std::filesystem::path made;
  for (const std::filesystem::path& step : path) {
    const std::filesystem::path parent = made;
    made /= step;
    if (mkdir(made.c_str(), mode) == 0) {
      if (const int reason = sync_folder(parent); reason != 0) return reason;
    } else {
      // A folder whose parent may not be written is no trouble as long as it is there.
      const int reason = errno;
      if (!std::filesystem::is_directory(made, error)) return reason;
    }
  }
  return 0;
}

int replace_file(const std::filesystem::path& path, std::string_view content, unsigned mode) {
  static std::mutex one_writer;  // two threads with the same file would share its part
  const std::lock_guard lock(one_writer);
  // A dot first: watchers and web servers pass it over.
  std::string hidden = ".";
  hidden += path.filename().string();
  hidden += ".part";
  const std::filesystem::path part = path.parent_path() / hidden;
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

}  // namespace pg
