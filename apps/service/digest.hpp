#pragma once
#include <string>
#include <string_view>

namespace pg::service {

[[nodiscard]] std::string sha256_hex(std::string_view text);

}  // namespace pg::service
