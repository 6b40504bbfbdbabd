#pragma once
/// The digest by which content is known.

#include <cstddef>
#include <span>
#include <string>

namespace pg {

/// 64 hex digits.
[[nodiscard]] std::string hex_sha256(std::span<const std::byte> bytes);

}  // namespace pg
