#include "io/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>

namespace pg {
namespace {

std::string say(const char* what, int error) {
  return std::string(what) + " (" + std::strerror(error) +
         "); check the name, the rights and the disk.";
}

}  // namespace

Result<BigVector<std::byte>> load_descriptor(int descriptor, const ReadLimits& limits) {
  struct stat status {};
  if (fstat(descriptor, &status) != 0)
    return Error{ErrorCode::kUnreadable, say("The file's size cannot be read", errno)};
  if (!S_ISREG(status.st_mode))
    return Error{ErrorCode::kUnreadable,
                 "This is not a regular file (a folder, pipe or device); give a model file."};
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size > limits.input_bytes_max)
    return Error{ErrorCode::kTooLarge, "The file has " + std::to_string(size) +
                                           " bytes, over the limit of " +
                                           std::to_string(limits.input_bytes_max) +
                                           "; raise --max-bytes if it is meant to be so large."};
  BigVector<std::byte> bytes(size);
  constexpr std::size_t kReadAtOnce = std::size_t{64} << 20;
  std::size_t have = 0;
  while (have < size) {
    const ssize_t got = pread(descriptor, bytes.data() + have, std::min(kReadAtOnce, size - have),
                              static_cast<off_t>(have));
    if (got < 0) {
      if (errno == EINTR) continue;
      return Error{ErrorCode::kUnreadable, say("The file cannot be read to its end", errno)};
    }
    if (got == 0)
      return Error{ErrorCode::kUnreadable,
                   "The file became shorter while it was read; try again when it is complete."};
    have += static_cast<std::size_t>(got);
  }
  return bytes;
}

Result<BigVector<std::byte>> load_file(const std::filesystem::path& path,
                                       const ReadLimits& limits) {
  // O_NONBLOCK: opening a pipe must not wait for a writer.
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (descriptor < 0) return Error{ErrorCode::kUnreadable, say("The file cannot be opened", errno)};
  Result<BigVector<std::byte>> bytes = load_descriptor(descriptor, limits);
  close(descriptor);
  return bytes;
}

}  // namespace pg
