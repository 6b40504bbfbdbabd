#pragma once
/// Bytes as text.

#include <span>
#include <string>

namespace pg {

/// Two lower-case digits a byte.
[[nodiscard]] inline std::string hex_of(std::span<const unsigned char> bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(2 * bytes.size());
  for (const unsigned char byte : bytes) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

}  // namespace pg
