// A library for LD_PRELOAD: the k-th call that changes or secures a file under a folder fails.
//   PG_FAULT_UNDER  the folder; several: with colons between them
//   PG_FAULT_STEP   k, from 1
//   PG_FAULT_KIND   a number of errno; or "kill": the process ends there, as by kill -9; or "short":
//                   half is written
//   PG_FAULT_MARK   a file that is made when the step was reached

#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

std::atomic<long> steps{0};

bool is_under(const char* path) {
  const char* folder = std::getenv("PG_FAULT_UNDER");
  while (folder != nullptr && *folder != '\0') {
    const std::size_t length = std::strcspn(folder, ":");
    if (std::strncmp(path, folder, length) == 0) return true;
    folder += length + (folder[length] == ':' ? 1 : 0);
  }
  return false;
}

bool is_under(int file) {
  char link[64];
  char path[4096];
  std::snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  const ssize_t length = readlink(link, path, sizeof path - 1);
  if (length <= 0) return false;
  path[length] = '\0';
  return is_under(path);
}

enum class Fault { kNone, kErrno, kShort };

Fault next_fault(bool counts) {
  if (!counts) return Fault::kNone;
  const char* const step = std::getenv("PG_FAULT_STEP");
  const char* const kind = std::getenv("PG_FAULT_KIND");
  if (step == nullptr || kind == nullptr || ++steps != std::atol(step)) return Fault::kNone;
  if (const char* const mark = std::getenv("PG_FAULT_MARK"))
    close(open(mark, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  if (std::strcmp(kind, "kill") == 0) raise(SIGKILL);
  if (std::strcmp(kind, "short") == 0) return Fault::kShort;
  errno = std::atoi(kind);
  return Fault::kErrno;
}

template <class Function>
Function real(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

size_t halved(Fault fault, size_t size) {
  return fault == Fault::kShort && size > 1 ? size / 2 : size;
}

}  // namespace

extern "C" {

ssize_t write(int file, const void* bytes, size_t size) {
  static const auto next = real<ssize_t (*)(int, const void*, size_t)>("write");
  const Fault fault = next_fault(is_under(file));
  return fault == Fault::kErrno ? -1 : next(file, bytes, halved(fault, size));
}

ssize_t pwrite64(int file, const void* bytes, size_t size, off64_t at) {
  static const auto next = real<ssize_t (*)(int, const void*, size_t, off64_t)>("pwrite64");
  const Fault fault = next_fault(is_under(file));
  return fault == Fault::kErrno ? -1 : next(file, bytes, halved(fault, size), at);
}

ssize_t pwrite(int file, const void* bytes, size_t size, off_t at) {
  return pwrite64(file, bytes, size, at);
}

int fsync(int file) {
  static const auto next = real<int (*)(int)>("fsync");
  return next_fault(is_under(file)) == Fault::kErrno ? -1 : next(file);
}

int fdatasync(int file) {
  static const auto next = real<int (*)(int)>("fdatasync");
  return next_fault(is_under(file)) == Fault::kErrno ? -1 : next(file);
}

int ftruncate64(int file, off64_t size) noexcept {
  static const auto next = real<int (*)(int, off64_t)>("ftruncate64");
  return next_fault(is_under(file)) == Fault::kErrno ? -1 : next(file, size);
}

int ftruncate(int file, off_t size) noexcept {
  return ftruncate64(file, size);
}

int rename(const char* from, const char* to) noexcept {
  static const auto next = real<int (*)(const char*, const char*)>("rename");
  return next_fault(is_under(to)) == Fault::kErrno ? -1 : next(from, to);
}

int renameat2(int from_folder, const char* from, int to_folder, const char* to,
              unsigned flags) noexcept {
  static const auto next = real<int (*)(int, const char*, int, const char*, unsigned)>("renameat2");
  return next_fault(is_under(to_folder)) == Fault::kErrno
             ? -1
             : next(from_folder, from, to_folder, to, flags);
}

int unlinkat(int folder, const char* name, int flags) noexcept {
  static const auto next = real<int (*)(int, const char*, int)>("unlinkat");
  return next_fault(is_under(folder)) == Fault::kErrno ? -1 : next(folder, name, flags);
}

int mkdir(const char* path, mode_t mode) noexcept {
  static const auto next = real<int (*)(const char*, mode_t)>("mkdir");
  return next_fault(is_under(path)) == Fault::kErrno ? -1 : next(path, mode);
}

int link(const char* from, const char* to) noexcept {
  static const auto next = real<int (*)(const char*, const char*)>("link");
  return next_fault(is_under(to)) == Fault::kErrno ? -1 : next(from, to);
}

}  // extern "C"
