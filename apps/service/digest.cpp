#include "apps/service/digest.hpp"

#include <span>

#include "pipeline/analysis/sha256.hpp"

namespace pg::service {

std::string sha256_hex(std::string_view text) {
  return hex_sha256(std::as_bytes(std::span(text)));
}

std::string entity_tag(std::int64_t revision, std::string_view document) {
  return "\"" + std::to_string(revision) + "-" + sha256_hex(document).substr(0, 16) + "\"";
}

}  // namespace pg::service
