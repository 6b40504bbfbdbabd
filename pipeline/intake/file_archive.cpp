#include "pipeline/intake/file_archive.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <vector>

#include "pipeline/intake/guarded_file.hpp"
#include "pipeline/intake/scan.hpp"
#include "pipeline/record/durable.hpp"

namespace pg {
namespace {

constexpr int kNumbersMost = 10'000;

Error trouble(int reason) {
  return {ErrorCode::kStore, std::string("A recorded file cannot be moved into the archive: ") +
                                 std::strerror(reason) +
                                 "; check the space and the rights of the folder of --archive, and "
                                 "that the watched folder may be written."};
}

/// A name in an open folder.
struct Place {
  int folder;
  std::string name;
};

/// "part.stl", "part (2).stl", ...
std::string numbered(const std::string& name, int number) {
  if (number == 1) return name;
  const std::size_t dot = name.rfind('.');
  const std::string stem = name.substr(0, dot);
  return stem + " (" + std::to_string(number) + ")" +
         (dot == std::string::npos ? "" : name.substr(dot));
}

/// Errno; EEXIST: something has that name.
int rename_without_replacing(const Place& from, const Place& to) {
  if (renameat2(from.folder, from.name.c_str(), to.folder, to.name.c_str(), RENAME_NOREPLACE) == 0)
    return 0;
  if (errno != EINVAL && errno != ENOSYS) return errno;
  // A file system without that rename: a second name, then the first one goes.
  if (linkat(from.folder, from.name.c_str(), to.folder, to.name.c_str(), 0) != 0) return errno;
  return unlinkat(from.folder, from.name.c_str(), 0) == 0 ? 0 : errno;
}

bool is_content(const Place& place, const std::string& sha256) {
  const Descriptor file(openat(place.folder, place.name.c_str(),
                               O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  struct stat status {};
  if (!file.open() || fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) return false;
  const Result<std::string> digest = sha256_of(file.get());
  return digest && *digest == sha256 && fsync(file.get()) == 0;
}

enum class Placed : std::uint8_t { kThere, kWasThere };

/// `from` under the first name like `to` that is free; kWasThere: a file of that content has such a
/// name, and `from` is still where it was. Errors are errnos.
struct Placing {
  int reason = 0;
  Placed placed = Placed::kThere;
  std::string name{};
};
Placing place(const Place& from, const Place& to, const std::string& sha256) {
  for (int number = 1; number <= kNumbersMost; ++number) {
    const Place target{to.folder, numbered(to.name, number)};
    const int reason = rename_without_replacing(from, target);
    if (reason == 0) return {.name = target.name};
    if (reason != EEXIST) return {.reason = reason};
    if (is_content(target, sha256)) return {.placed = Placed::kWasThere, .name = target.name};
  }
  return {.reason = EEXIST};
}

/// The kernel gives a lease for reading only where nobody has the file open for writing.
bool somebody_writes(int file) {
  if (fcntl(file, F_SETLEASE, F_RDLCK) == 0) {
    fcntl(file, F_SETLEASE, F_UNLCK);
    return false;
  }
  return errno == EAGAIN;  // else it cannot be told
}

bool is_still(const Place& place, const FileSignature& recorded) {
  struct stat status {};
  return fstatat(place.folder, place.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 &&
         signature_of(status) == recorded;
}

/// Errno. False in `removed`: other content has come under that name, and stays.
int remove_source(const Place& from, const FileSignature& recorded, bool& removed) {
  removed = is_still(from, recorded);
  if (!removed) return 0;
  if (unlinkat(from.folder, from.name.c_str(), 0) != 0) return errno;
  return fsync(from.folder) == 0 ? 0 : errno;
}

/// Copies all of `from`, with its time and rights. Errno.
int copy_content(int from, int to) {
  std::vector<char> piece(std::size_t{1} << 20);
  struct stat status {};
  if (fstat(from, &status) != 0 || ftruncate(to, 0) != 0) return errno;
  for (off_t at = 0;;) {
    const ssize_t got = pread(from, piece.data(), piece.size(), at);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return errno;
    if (got == 0) break;
    if (const int reason = write_all(to, {piece.data(), static_cast<std::size_t>(got)}); reason != 0)
      return reason;
    at += got;
  }
  const timespec times[] = {status.st_atim, status.st_mtim};
  (void)futimens(to, times);  // a share may not let us; the content is what matters
  (void)fchmod(to, status.st_mode & 0777);
  return fsync(to) == 0 ? 0 : errno;
}

Result<bool> copy_away(int file, const Place& from, const Place& to, const std::string& sha256,
                       const FileSignature& recorded) {
  // The name comes from the content: a copy that was cut short is taken up by the next try. Another
  // program that archives the same content holds the lock.
  const Place part{to.folder, ".printgauge-" + sha256.substr(0, 32) + ".part"};
  const Descriptor copy(openat(to.folder, part.name.c_str(),
                               O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!copy.open()) return trouble(errno);
  if (flock(copy.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) return false;
  struct stat mine {}, named {};
  if (fstat(copy.get(), &mine) != 0 ||
      fstatat(to.folder, part.name.c_str(), &named, AT_SYMLINK_NOFOLLOW) != 0 ||
      mine.st_ino != named.st_ino)
    return false;  // the other one has just finished with it
  if (const int reason = copy_content(file, copy.get()); reason != 0) {
    unlinkat(to.folder, part.name.c_str(), 0);
    return trouble(reason);
  }
  const Result<std::string> digest = sha256_of(copy.get());
  if (!digest || *digest != sha256) {
    unlinkat(to.folder, part.name.c_str(), 0);
    return false;  // changed while it was copied
  }
  const Placing placing = place(part, to, sha256);
  if (placing.reason != 0 || placing.placed == Placed::kWasThere)
    unlinkat(to.folder, part.name.c_str(), 0);
  if (placing.reason != 0) return trouble(placing.reason);
  if (fsync(to.folder) != 0) return trouble(errno);
  bool removed = false;
  if (const int reason = remove_source(from, recorded, removed); reason != 0)
    return trouble(reason);
  return removed;
}

/// After a rename: what was moved is what was recorded, or it goes back.
Result<bool> settle_rename(const Place& from, const Place& to, const std::string& sha256,
                           const FileSignature& recorded) {
  struct stat status {};
  if (fstatat(to.folder, to.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return trouble(errno);
  const FileSignature moved = signature_of(status);
  if (moved.inode != recorded.inode || moved.size != recorded.size ||
      moved.mtime_ns != recorded.mtime_ns) {
    const Placing back = place(to, from, sha256);
    if (back.reason != 0) return trouble(back.reason);
    return false;
  }
  if (fsync(to.folder) != 0 || fsync(from.folder) != 0) return trouble(errno);
  return true;
}

}  // namespace

Result<Ok> FileArchive::prepare() const {
  // A lease that is broken between taking and giving it back must not end the program.
  signal(SIGIO, SIG_IGN);
  if (const int reason = make_folders(folder_, 0777); reason != 0) return trouble(reason);
  return ok();
}

Result<bool> FileArchive::put_away(const std::string& relative, const std::string& sha256,
                                   const FileSignature& recorded) const {
  const Result<Descriptor> folder = open_folder_of(root_, relative);
  if (!folder) {
    if (folder.error().code == ErrorCode::kStore) return folder.error();
    return false;
  }
  const std::filesystem::path path(relative);
  const Place from{folder->get(), path.filename().native()};
  const Descriptor file(openat(from.folder, from.name.c_str(),
                               O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | O_NOFOLLOW));
  if (!file.open() || !is_still(from, recorded) || somebody_writes(file.get())) return false;

  const std::filesystem::path into = folder_ / path.parent_path();
  if (const int reason = make_folders(into, 0777); reason != 0) return trouble(reason);
  const Descriptor target(open(into.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!target.open()) return trouble(errno);
  const Place to{target.get(), from.name};

  const Placing placing = place(from, to, sha256);
  if (placing.reason == EXDEV) return copy_away(file.get(), from, to, sha256, recorded);
  if (placing.reason == ENOENT) return false;  // another program was faster
  if (placing.reason != 0) return trouble(placing.reason);
  if (placing.placed == Placed::kThere)
    return settle_rename(from, {to.folder, placing.name}, sha256, recorded);
  if (fsync(to.folder) != 0) return trouble(errno);
  bool removed = false;
  if (const int reason = remove_source(from, recorded, removed); reason != 0)
    return trouble(reason);
  return removed;
}

}  // namespace pg
