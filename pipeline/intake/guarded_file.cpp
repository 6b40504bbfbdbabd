#include "pipeline/intake/guarded_file.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

#include "geometry/check.hpp"
#include "pipeline/intake/scan.hpp"

namespace pg {
namespace {

Error unreadable(const char* what, int reason) {
  return {ErrorCode::kUnreadable,
          std::string(what) + ": " + std::strerror(reason) +
              "; check its rights and the disk, it is tried again when it changes."};
}

struct FreeDigest {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

}  // namespace

GuardedFile::~GuardedFile() {
  if (descriptor_ >= 0) close(descriptor_);
}

GuardedFile::GuardedFile(GuardedFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

Result<GuardedFile> GuardedFile::open_beneath(int root, const std::string& relative) {
  GuardedFile file;
  int folder = root;
  std::size_t begin = 0;
  for (;;) {
    const std::size_t slash = relative.find('/', begin);
    const bool last = slash == std::string::npos;
    const std::string name = relative.substr(begin, last ? std::string::npos : slash - begin);
    // O_NONBLOCK: opening a pipe must not wait for a writer.
    const int flags = last ? O_RDONLY | O_NONBLOCK | O_NOCTTY : O_RDONLY | O_DIRECTORY;
    const int next = openat(folder, name.c_str(), flags | O_CLOEXEC | O_NOFOLLOW);
    const int reason = errno;
    if (folder != root) close(folder);
    if (next < 0 && (reason == ENOENT || reason == ENOTDIR))
      return Error{ErrorCode::kNotApplicable, "The file is no longer there."};
    if (next < 0) return unreadable("The file cannot be opened", reason);
    if (last) {
      file.descriptor_ = next;
      break;
    }
    folder = next;
    begin = slash + 1;
  }
  struct stat status {};
  if (fstat(file.descriptor_, &status) != 0)
    return unreadable("The file cannot be looked at", errno);
  if (!S_ISREG(status.st_mode))
    return Error{ErrorCode::kUnreadable, "This is not a regular file (a folder, pipe or device)."};
  return file;
}

Result<GuardedFile> GuardedFile::open_in(const std::filesystem::path& root,
                                         const std::string& relative) {
  const int folder = open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0)
    return Error{ErrorCode::kStore, std::string("The watched folder cannot be opened: ") +
                                        std::strerror(errno) +
                                        "; check that it is there and mounted."};
  Result<GuardedFile> file = open_beneath(folder, relative);
  close(folder);
  return file;
}

FileSignature GuardedFile::signature() const {
  struct stat status {};
  if (fstat(descriptor_, &status) != 0) return {};
  return signature_of(status);
}

Result<std::string> GuardedFile::sha256() const {
  constexpr std::size_t kPiece = std::size_t{1} << 20;
  const std::unique_ptr<EVP_MD_CTX, FreeDigest> context(EVP_MD_CTX_new());
  PG_CHECK(context != nullptr && EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) == 1);
  std::vector<unsigned char> piece(kPiece);
  for (off_t at = 0;;) {
    const ssize_t got = pread(descriptor_, piece.data(), piece.size(), at);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return unreadable("The file cannot be read to its end", errno);
    if (got == 0) break;
    PG_CHECK(EVP_DigestUpdate(context.get(), piece.data(), static_cast<std::size_t>(got)) == 1);
    at += got;
  }
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  PG_CHECK(EVP_DigestFinal_ex(context.get(), digest, &length) == 1);
  static constexpr char kHex[] = "0123456789abcdef";
  std::string hex;
  for (unsigned int i = 0; i < length; ++i) {
    hex += kHex[digest[i] >> 4];
    hex += kHex[digest[i] & 15];
  }
  return hex;
}

}  // namespace pg
