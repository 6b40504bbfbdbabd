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
#include "pipeline/analysis/hex.hpp"
#include "pipeline/intake/scan.hpp"

namespace pg {
namespace {

Error unreadable(const char* what, int reason) {
  return {ErrorCode::kUnreadable,
          std::string(what) + ": " + std::strerror(reason) +
              "; check its rights and the disk, it is tried again when it changes."};
}

Error not_opened(int reason) {
  if (reason == ENOENT || reason == ENOTDIR)
    return {ErrorCode::kNotApplicable, "The file is no longer there."};
  return unreadable("The file cannot be opened", reason);
}

struct FreeDigest {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

Error root_trouble() {
  return {ErrorCode::kStore, std::string("The watched folder cannot be opened: ") +
                                 std::strerror(errno) + "; check that it is there and mounted."};
}

}  // namespace

Result<Descriptor> open_folder_of(const std::filesystem::path& root, const std::string& relative) {
  Descriptor folder(open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.open()) return root_trouble();
  std::size_t begin = 0;
  for (std::size_t slash; (slash = relative.find('/', begin)) != std::string::npos;
       begin = slash + 1) {
    const std::string name = relative.substr(begin, slash - begin);
    Descriptor next(openat(folder.get(), name.c_str(),
                           O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
    if (!next.open()) return not_opened(errno);
    folder = std::move(next);
  }
  return folder;
}

Result<GuardedFile> GuardedFile::open_in(const std::filesystem::path& root,
                                         const std::string& relative) {
  const Result<Descriptor> folder = open_folder_of(root, relative);
  if (!folder) return folder.error();
  GuardedFile file;
  const std::size_t slash = relative.rfind('/');
  const std::string name = slash == std::string::npos ? relative : relative.substr(slash + 1);
  // O_NONBLOCK: opening a pipe must not wait for a writer.
  file.descriptor_ = openat(folder->get(), name.c_str(),
                            O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | O_NOFOLLOW);
  if (file.descriptor_ < 0) return not_opened(errno);
  struct stat status {};
  if (fstat(file.descriptor_, &status) != 0)
    return unreadable("The file cannot be looked at", errno);
  if (!S_ISREG(status.st_mode))
    return Error{ErrorCode::kUnreadable, "This is not a regular file (a folder, pipe or device)."};
  return file;
}

GuardedFile::~GuardedFile() {
  if (descriptor_ >= 0) close(descriptor_);
}

GuardedFile::GuardedFile(GuardedFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

FileSignature GuardedFile::signature() const {
  struct stat status {};
  if (fstat(descriptor_, &status) != 0) return {};
  return signature_of(status);
}

Result<std::string> GuardedFile::beginning(std::size_t most) const {
  std::string bytes(most, '\0');
  std::size_t have = 0;
  while (have < most) {
    const ssize_t got = pread(descriptor_, bytes.data() + have, most - have, static_cast<off_t>(have));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return unreadable("The file cannot be read", errno);
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  bytes.resize(have);
  return bytes;
}

Result<std::string> sha256_of(int descriptor) {
  constexpr std::size_t kPiece = std::size_t{1} << 20;
  const std::unique_ptr<EVP_MD_CTX, FreeDigest> context(EVP_MD_CTX_new());
  PG_CHECK(context != nullptr && EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) == 1);
  std::vector<unsigned char> piece(kPiece);
  for (off_t at = 0;;) {
    const ssize_t got = pread(descriptor, piece.data(), piece.size(), at);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return unreadable("The file cannot be read to its end", errno);
    if (got == 0) break;
    PG_CHECK(EVP_DigestUpdate(context.get(), piece.data(), static_cast<std::size_t>(got)) == 1);
    at += got;
  }
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  PG_CHECK(EVP_DigestFinal_ex(context.get(), digest, &length) == 1);
  return hex_of({digest, length});
}

}  // namespace pg
