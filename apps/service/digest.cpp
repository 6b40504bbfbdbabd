#include "apps/service/digest.hpp"

#include <openssl/evp.h>

#include <array>

#include "geometry/check.hpp"
#include "pipeline/analysis/hex.hpp"

namespace pg::service {

std::string sha256_hex(std::string_view text) {
  std::array<unsigned char, 32> digest{};
  unsigned int size = 0;
  PG_CHECK(EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr) == 1);
  return hex_of(digest);
}

std::string entity_tag(std::int64_t revision, std::string_view document) {
  return "\"" + std::to_string(revision) + "-" + sha256_hex(document).substr(0, 16) + "\"";
}

}  // namespace pg::service
