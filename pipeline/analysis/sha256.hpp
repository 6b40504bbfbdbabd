#pragma once
/// The hash by which contents are told apart.

#include <cstddef>
#include <span>
#include <string>

namespace pg {

/// SHA-256 in lower-case hex.
[[nodiscard]] std::string hex_sha256(std::span<const std::byte> bytes);

}  // namespace pg
