#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace pg::service {

[[nodiscard]] std::string sha256_hex(std::string_view text);

/// Entity tag of a document of a case: "7-0123456789abcdef", quotes included; the case's revision
/// stands before the dash.
[[nodiscard]] std::string entity_tag(std::int64_t revision, std::string_view document);

}  // namespace pg::service
