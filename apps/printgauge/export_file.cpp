#include "apps/printgauge/export_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "pipeline/record/durable.hpp"

namespace pg::app {
namespace {

Error trouble(const char* what, int error) {
  return {ErrorCode::kUnreadable,
          std::string(what) + " cannot be written: " + std::strerror(error) +
              (error == EEXIST ? "; nothing is ever written over, name another." : ".")};
}

}  // namespace

Result<Ok> write_new(const std::filesystem::path& path, std::string_view content) {
  if (const int error = make_folders(path.parent_path(), 0700)) return trouble("The folder", error);
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return trouble("The file", errno);
  int error = write_all(file, content);
  if (error == 0 && fsync(file) != 0) error = errno;
  close(file);
  if (error == 0) error = sync_folder(path.parent_path());
  if (error == 0) return ok();
  unlink(path.c_str());
  return trouble("The file", error);
}

}  // namespace pg::app
