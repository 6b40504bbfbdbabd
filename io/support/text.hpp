#pragma once
/// Small pieces that the readers of text formats share: numbers, words, places.

#include <fast_float/fast_float.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace pg::text {

[[nodiscard]] inline std::string_view as_text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Line (from 1) of a byte; CR, LF and CRLF each end one. Linear: for error sentences only.
[[nodiscard]] std::size_t line_at(std::string_view text, std::size_t offset);

/// "line 12".
[[nodiscard]] std::string line_words(std::string_view text, std::size_t offset);

/// Starts with a UTF-16 byte-order mark, or every other one of its first bytes is zero as in UTF-16
/// text of Latin letters.
[[nodiscard]] bool looks_like_utf16(std::string_view text);

/// Without a UTF-8 byte-order mark.
[[nodiscard]] std::size_t bom_length(std::string_view text);

/// No byte that text never holds (NUL and most control bytes) among the first `window`.
[[nodiscard]] bool looks_like_text(std::string_view text, std::size_t window = 1024);

/// "LPS" or "RAS" where the text holds 3D Slicer's mark SPACE=..., else empty.
[[nodiscard]] std::string_view coordinate_space(std::string_view text);

[[nodiscard]] inline bool is_digit(char c) {
  return static_cast<unsigned char>(c - '0') < 10;
}
/// Blank, tab, line end or another control byte.
[[nodiscard]] inline bool is_space(char c) {
  return static_cast<unsigned char>(c) <= ' ';
}

namespace detail {
inline constexpr double kPowersOfTen[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                          1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                          1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
[[nodiscard]] const char* parse_double_slowly(const char* begin, const char* end, double& value);

/// True when all eight bytes are decimal digits.
[[nodiscard]] inline bool eight_digits(const char* p, std::uint64_t& chunk) {
  std::memcpy(&chunk, p, 8);
  return ((chunk & 0xF0F0F0F0F0F0F0F0u) |
          (((chunk + 0x0606060606060606u) & 0xF0F0F0F0F0F0F0F0u) >> 4)) == 0x3333333333333333u;
}
/// Their value (little-endian load; multiply-and-shift as in the SWAR folklore).
[[nodiscard]] inline std::uint64_t eight_digits_value(std::uint64_t chunk) {
  chunk -= 0x3030303030303030u;
  chunk = chunk * 10 + (chunk >> 8);
  return ((chunk & 0x000000FF000000FFu) * 0x000F424000000064u +
          ((chunk >> 16) & 0x000000FF000000FFu) * 0x0000271000000001u) >>
         32;
}
}  // namespace detail

/// Reads a decimal number, correctly rounded, in no locale. Returns the place behind it, or nullptr
/// when there is none at `begin`. "nan" and "inf" are numbers here, and what is too large becomes
/// infinite: callers refuse what is not finite. The caller checks what follows.
///
/// Method  Up to 19 digits and a power of ten within 10^22: both exact in double, one rounding
///         (Clinger, How to read floating point numbers accurately, PLDI 1990). Else fast_float.
[[nodiscard]] inline const char* parse_double(const char* begin, const char* end, double& value) {
  const char* p = begin;
  if (p == end) return nullptr;
  const bool negative = *p == '-';
  if (negative || *p == '+') ++p;
  std::uint64_t mantissa = 0;
  const char* const whole = p;
  while (p != end && is_digit(*p))
    mantissa = 10 * mantissa + static_cast<std::uint64_t>(*p++ - '0');
  std::ptrdiff_t digits = p - whole;
  std::ptrdiff_t exponent = 0;
  if (p != end && *p == '.') {
    const char* const fraction = ++p;
    std::uint64_t chunk = 0;
    if (end - p >= 8 && detail::eight_digits(p, chunk)) {
      mantissa = 100'000'000 * mantissa + detail::eight_digits_value(chunk);
      p += 8;
    }
    while (p != end && is_digit(*p))
      mantissa = 10 * mantissa + static_cast<std::uint64_t>(*p++ - '0');
    exponent = fraction - p;
    digits -= exponent;
  }
  if (digits == 0 || digits > 19) return detail::parse_double_slowly(begin, end, value);
  if (p != end && (*p | 0x20) == 'e') {
    const char* q = p + 1;
    const bool down = q != end && *q == '-';
    if (q != end && (*q == '-' || *q == '+')) ++q;
    if (q != end && is_digit(*q)) {
      std::ptrdiff_t power = 0;
      while (q != end && is_digit(*q)) {
        if (power < 100'000) power = 10 * power + (*q - '0');
        ++q;
      }
      exponent += down ? -power : power;
      p = q;
    }
  }
  if (mantissa > (std::uint64_t{1} << 53) || exponent < -22 || exponent > 22)
    return detail::parse_double_slowly(begin, end, value);
  const auto exact = static_cast<double>(mantissa);
  const double size = exponent < 0 ? exact / detail::kPowersOfTen[-exponent]
                                   : exact * detail::kPowersOfTen[exponent];
  value = negative ? -size : size;
  return p;
}

}  // namespace pg::text
