#include "pipeline/archive/record_file.hpp"

#include <fcntl.h>
#include <openssl/sha.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "pipeline/record/file_lock.hpp"

namespace pg {
namespace {

constexpr std::size_t kHeadBytes = 12;
constexpr std::uint32_t kBodyBytesMax = std::uint32_t{1} << 30;  // beyond: not a length of ours

Error failed(const char* what) {
  const int error = errno;
  return {ErrorCode::kStore, std::string(what) + ": " + std::strerror(error)};
}

std::array<unsigned char, kHeadBytes> head_of(std::string_view body) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(body.data()), body.size(), digest.data());
  std::array<unsigned char, kHeadBytes> head{};
  for (std::size_t i = 0; i < 4; ++i)
    head[i] = static_cast<unsigned char>(body.size() >> (8 * i) & 0xFF);
  std::copy_n(digest.begin(), kHeadBytes - 4, head.begin() + 4);
  return head;
}

std::uint32_t body_bytes(const std::array<unsigned char, kHeadBytes>& head) {
  return head[0] | std::uint32_t{head[1]} << 8 | std::uint32_t{head[2]} << 16 |
         std::uint32_t{head[3]} << 24;
}

bool read_all(int descriptor, void* to, std::size_t bytes, std::uint64_t offset) {
  auto* at = static_cast<char*>(to);
  while (bytes > 0) {
    const ssize_t got = pread(descriptor, at, bytes, static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    at += got;
    bytes -= static_cast<std::size_t>(got);
    offset += static_cast<std::uint64_t>(got);
  }
  return true;
}

bool read_record(int descriptor, std::uint64_t offset, std::string& body) {
  std::array<unsigned char, kHeadBytes> head{};
  if (!read_all(descriptor, head.data(), head.size(), offset)) return false;
  if (body_bytes(head) > kBodyBytesMax) return false;
  body.resize(body_bytes(head));
  return read_all(descriptor, body.data(), body.size(), offset + kHeadBytes) &&
         head_of(body) == head;
}

}  // namespace

Result<std::unique_ptr<RecordFile>> RecordFile::create(const std::string& path) {
  // Not emptied by open(): another process may hold it.
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (descriptor < 0) return failed("It cannot be written");
  std::unique_ptr<RecordFile> file(new RecordFile(descriptor));
  if (!take_file_lock(descriptor))
    return Error{ErrorCode::kStore, "Another run is writing it at this moment"};
  if (ftruncate(descriptor, 0) != 0) return failed("It cannot be written");
  return file;
}

Result<std::unique_ptr<RecordFile>> RecordFile::open(const std::string& path, const Visit& visit) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (descriptor < 0) return failed("It cannot be opened");
  std::unique_ptr<RecordFile> file(new RecordFile(descriptor));
  if (!take_file_lock(descriptor))
    return Error{ErrorCode::kStore, "Another run is writing it at this moment"};
  file->scan(visit);
  if (ftruncate(descriptor, static_cast<off_t>(file->size_)) != 0)
    return failed("It cannot be written");
  return file;
}

Result<std::unique_ptr<RecordFile>> RecordFile::open_to_read(const std::string& path,
                                                             const Visit& visit) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return failed("It cannot be opened");
  std::unique_ptr<RecordFile> file(new RecordFile(descriptor));
  file->scan(visit);
  return file;
}

RecordFile::~RecordFile() {
  close(descriptor_);
}

void RecordFile::scan(const Visit& visit) {
  std::string body;
  while (read_record(descriptor_, size_, body)) {
    visit(body, size_);
    size_ += kHeadBytes + body.size();
  }
}

std::uint64_t RecordFile::put(std::string_view body) {
  PG_CHECK(body.size() <= kBodyBytesMax);
  const std::uint64_t offset = size_ + waiting_.size();
  const auto head = head_of(body);
  waiting_.append(reinterpret_cast<const char*>(head.data()), head.size());
  waiting_.append(body);
  return offset;
}

Result<Ok> RecordFile::flush() {
  std::size_t done = 0;
  while (done < waiting_.size()) {
    const ssize_t got = pwrite(descriptor_, waiting_.data() + done, waiting_.size() - done,
                               static_cast<off_t>(size_ + done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) {
      const Error error = failed("It cannot be written");
      // Best effort: a torn end is cut off at the next opening all the same.
      if (ftruncate(descriptor_, static_cast<off_t>(size_)) != 0) return error;
      return error;
    }
    done += static_cast<std::size_t>(got);
  }
  size_ += done;
  waiting_.clear();
  return ok();
}

Result<std::string> RecordFile::read(std::uint64_t offset) const {
  std::string body;
  if (!read_record(descriptor_, offset, body))
    return Error{ErrorCode::kStore, "A record of it can no longer be read"};
  return body;
}

Result<Ok> RecordFile::sync() {
  if (fsync(descriptor_) != 0) return failed("It cannot be written to the disk");
  return ok();
}

}  // namespace pg
