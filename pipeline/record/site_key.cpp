#include "pipeline/record/site_key.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "geometry/check.hpp"
#include "pipeline/analysis/hex.hpp"

namespace pg {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return number_; }

 private:
  int number_;
};

Error failed(const char* what) {
  return {ErrorCode::kStore, std::string("The site key beside the record ") + what + ": " +
                                 std::strerror(errno) +
                                 "; check the rights of the record's folder."};
}

Result<SiteKey> load(int file) {
  struct stat status {};
  SiteKey::Bytes secret{};
  if (fstat(file, &status) != 0) return failed("cannot be read");
  if ((status.st_mode & 077) != 0)
    return Error{ErrorCode::kStore,
                 "The site key beside the record can be read by others; take their rights away "
                 "(chmod 600 site.key)."};
  if (pread(file, secret.data(), secret.size(), 0) != static_cast<ssize_t>(secret.size()) ||
      status.st_size != static_cast<off_t>(secret.size()))
    return Error{ErrorCode::kStore,
                 "The site key beside the record is damaged; restore site.key from a backup."};
  return SiteKey(secret);
}

/// Written under another name, put on disk, then linked: nobody ever sees half a key, and of two
/// programs that start at once one wins and both use its key.
Result<Ok> create(const std::filesystem::path& folder) {
  SiteKey::Bytes secret{};
  PG_CHECK(RAND_bytes(secret.data(), static_cast<int>(secret.size())) == 1);
  std::string fresh = (folder / ".site.key.XXXXXX").string();
  const Descriptor file(mkostemp(fresh.data(), O_CLOEXEC));  // mode 0600
  if (file.get() < 0) return failed("cannot be made");
  const bool written =
      write(file.get(), secret.data(), secret.size()) == static_cast<ssize_t>(secret.size()) &&
      fsync(file.get()) == 0 &&
      (link(fresh.c_str(), (folder / "site.key").c_str()) == 0 || errno == EEXIST);
  const int error = errno;
  unlink(fresh.c_str());
  errno = error;
  if (!written) return failed("cannot be written");
  const Descriptor directory(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory.get() < 0 || fsync(directory.get()) != 0) return failed("cannot be put on disk");
  return ok();
}

}  // namespace

Result<SiteKey> SiteKey::load_or_create(const std::filesystem::path& folder) {
  const std::filesystem::path there = folder.empty() ? std::filesystem::path(".") : folder;
  const std::string path = (there / "site.key").string();
  const Descriptor have(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (have.get() >= 0) return load(have.get());
  if (errno != ENOENT) return failed("cannot be opened");
  if (Result<Ok> made = create(there); !made) return made.error();
  const Descriptor now(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (now.get() < 0) return failed("cannot be opened");
  return load(now.get());
}

SiteKey::Bytes SiteKey::hmac(std::string_view purpose, std::string_view data) const {
  // The purpose ends in a NUL, which no purpose holds: (purpose, data) pairs stay apart.
  std::string message(purpose);
  message += '\0';
  message += data;
  Bytes digest{};
  unsigned int length = 0;
  PG_CHECK(HMAC(EVP_sha256(), secret_.data(), static_cast<int>(secret_.size()),
                reinterpret_cast<const unsigned char*>(message.data()), message.size(),
                digest.data(), &length) != nullptr);
  PG_CHECK(length == digest.size());
  return digest;
}

std::string SiteKey::hash(std::string_view purpose, std::string_view data) const {
  return hex_of(hmac(purpose, data));
}

std::string SiteKey::short_hash(std::string_view purpose, std::string_view data) const {
  static constexpr char kDigits[] = "0123456789abcdefghjkmnpqrstvwxyz";
  constexpr int kCharacters = 12;
  const Bytes digest = hmac(purpose, data);
  std::uint64_t bits = 0;
  for (int i = 0; i < 8; ++i) bits = bits << 8 | digest[i];
  std::string text;
  for (int i = 0; i < kCharacters; ++i) text += kDigits[bits >> (59 - 5 * i) & 31];
  return text;
}

}  // namespace pg
