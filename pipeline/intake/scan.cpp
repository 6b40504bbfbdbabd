#include "pipeline/intake/scan.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

#include "pipeline/intake/names.hpp"

namespace pg {
namespace {

struct CloseFolder {
  void operator()(DIR* folder) const { closedir(folder); }
};
using Folder = std::unique_ptr<DIR, CloseFolder>;

Folder open_folder(int at, const char* name) {
  const int descriptor = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (descriptor < 0) return nullptr;
  DIR* const folder = fdopendir(descriptor);
  if (folder == nullptr) close(descriptor);
  return Folder(folder);
}

std::int64_t nanoseconds(const timespec& time) {
  return time.tv_sec * 1'000'000'000 + time.tv_nsec;
}

void scan_into(Folder folder, const std::string& relative, int depth, Scan& scan) {
  scan.folders.push_back(relative);
  const std::string prefix = relative.empty() ? "" : relative + "/";
  const int at = dirfd(folder.get());
  while (const dirent* const entry = readdir(folder.get())) {
    const std::string name = entry->d_name;
    if (name == "." || name == ".." || is_temporary_name(name)) continue;
    struct stat status {};
    if (fstatat(at, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) continue;  // gone meanwhile
    if (S_ISDIR(status.st_mode)) {
      Folder inner = depth < kScanDepthMax ? open_folder(at, name.c_str()) : nullptr;
      if (inner == nullptr) {
        ++scan.skipped_folders;
      } else {
        scan_into(std::move(inner), prefix + name, depth + 1, scan);
      }
    } else if (S_ISREG(status.st_mode)) {
      const bool case_file = depth == 1 && is_case_file_name(name);
      if (!case_file && !has_model_suffix(name)) continue;
      const std::string path = prefix + name;
      const std::size_t slash = path.find('/');
      (case_file ? scan.case_files : scan.files)
          .push_back({.relative = path,
                      .case_folder = slash == std::string::npos ? "" : path.substr(0, slash),
                      .signature = signature_of(status)});
    }
  }
}

}  // namespace

FileSignature signature_of(const struct stat& status) {
  return {.size = static_cast<std::uint64_t>(status.st_size),
          .mtime_ns = nanoseconds(status.st_mtim),
          .ctime_ns = nanoseconds(status.st_ctim),
          .inode = status.st_ino,
          .device = status.st_dev};
}

Result<Scan> scan_folder(const std::filesystem::path& root) {
  const int descriptor = open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR* const opened = descriptor < 0 ? nullptr : fdopendir(descriptor);
  if (opened == nullptr) {
    const int reason = errno;
    if (descriptor >= 0) close(descriptor);
    return Error{ErrorCode::kUnreadable,
                 std::string("The watched folder cannot be read: ") + std::strerror(reason) +
                     "; check that it is there, is mounted and may be listed."};
  }
  Scan scan;
  scan_into(Folder(opened), "", 0, scan);
  for (std::vector<FoundFile>* const list : {&scan.files, &scan.case_files})
    std::sort(list->begin(), list->end(),
              [](const FoundFile& a, const FoundFile& b) { return a.relative < b.relative; });
  return scan;
}

}  // namespace pg
