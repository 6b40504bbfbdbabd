#include "pipeline/analysis/sha256.hpp"

#include <openssl/evp.h>

#include "geometry/check.hpp"
#include "pipeline/analysis/hex.hpp"

namespace pg {

std::string hex_sha256(std::span<const std::byte> bytes) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  PG_CHECK(EVP_Digest(bytes.data(), bytes.size(), digest, &length, EVP_sha256(), nullptr) == 1);
  return hex_of({digest, length});
}

}  // namespace pg
