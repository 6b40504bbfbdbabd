#pragma once
/// Small pieces that the readers of text formats share: numbers, words, places.

#include <fast_float/fast_float.h>

#include <bit>
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

/// The millimetres of "... 1 unit = 1000.000000 mm", as Mimics and 3-matic write it in comments.
[[nodiscard]] std::optional<double> mm_per_unit_hint(std::string_view line);

[[nodiscard]] inline bool is_digit(char c) {
  return static_cast<unsigned char>(c - '0') < 10;
}
/// Blank, tab, line end or another control byte.
[[nodiscard]] inline bool is_space(char c) {
  return static_cast<unsigned char>(c) <= ' ';
}

/// Without the blanks at its ends.
[[nodiscard]] inline std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

/// The decimal digits at the start of eight bytes: how many, and their value. Without branches, by
/// words instead of bytes (the folklore of SWAR; compare Lemire, Number parsing at a gigabyte per
/// second, 2021). Little-endian, as every machine that this is built for.
struct Digits {
  unsigned count;
  std::uint64_t value;
};
[[nodiscard]] inline Digits leading_digits(const char* p) {
  std::uint64_t chunk;
  std::memcpy(&chunk, p, 8);
  chunk ^= 0x3030303030303030u;  // digits become 0 to 9
  const std::uint64_t others = (chunk | (chunk + 0x7676767676767676u)) & 0x8080808080808080u;
  const unsigned count = others == 0 ? 8 : static_cast<unsigned>(std::countr_zero(others)) / 8;
  if (count == 0) return {0, 0};
  chunk <<= 64 - 8 * count;  // zeros in front, what follows the digits falls off
  chunk = chunk * 10 + (chunk >> 8);
  chunk = ((chunk & 0x000000FF000000FFu) * 0x000F424000000064u +
           ((chunk >> 16) & 0x000000FF000000FFu) * 0x0000271000000001u) >>
          32;
  return {count, chunk};
}

namespace detail {
inline constexpr double kPowersOfTen[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                          1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                          1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
inline constexpr std::uint64_t kWholePowersOfTen[] = {
    1, 10, 100, 1'000, 10'000, 100'000, 1'000'000, 10'000'000, 100'000'000};
[[nodiscard]] const char* parse_double_slowly(const char* begin, const char* end, double& value);

/// The digits of a number: mantissa * 10^exponent.
struct Decimal {
  std::uint64_t mantissa = 0;
  std::ptrdiff_t exponent = 0;
  std::ptrdiff_t digits = 0;
};
inline constexpr std::ptrdiff_t kShortNumberBytes = 32;  ///< What has to be left for scan_short.

/// Up to 7 digits before the point and 15 behind it, as in nearly every file; nullptr for others.
/// Looks at 24 bytes at most.
[[nodiscard]] inline const char* scan_short(const char* p, Decimal& number) {
  const Digits whole = leading_digits(p);
  if (whole.count == 8) return nullptr;
  p += whole.count;
  number = {whole.value, 0, whole.count};
  if (*p != '.') return p;
  ++p;
  for (int words = 0; words < 2; ++words) {
    const Digits part = leading_digits(p);
    p += part.count;
    number.mantissa = number.mantissa * kWholePowersOfTen[part.count] + part.value;
    number.exponent -= part.count;
    number.digits += part.count;
    if (part.count < 8) return p;
  }
  return nullptr;
}

[[nodiscard]] inline const char* scan_any(const char* p, const char* end, Decimal& number) {
  number = {};
  const char* const whole = p;
  while (p != end && is_digit(*p))
    number.mantissa = 10 * number.mantissa + static_cast<std::uint64_t>(*p++ - '0');
  number.digits = p - whole;
  if (p == end || *p != '.') return p;
  const char* const fraction = ++p;
  while (p != end && is_digit(*p))
    number.mantissa = 10 * number.mantissa + static_cast<std::uint64_t>(*p++ - '0');
  number.exponent = fraction - p;
  number.digits -= number.exponent;
  return p;
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
  detail::Decimal number;
  const char* behind =
      end - p >= detail::kShortNumberBytes ? detail::scan_short(p, number) : nullptr;
  p = behind != nullptr ? behind : detail::scan_any(p, end, number);
  if (number.digits == 0 || number.digits > 19)
    return detail::parse_double_slowly(begin, end, value);
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
      number.exponent += down ? -power : power;
      p = q;
    }
  }
  if (number.mantissa > (std::uint64_t{1} << 53) || number.exponent < -22 || number.exponent > 22)
    return detail::parse_double_slowly(begin, end, value);
  const auto exact = static_cast<double>(number.mantissa);
  const double size = number.exponent < 0 ? exact / detail::kPowersOfTen[-number.exponent]
                                          : exact * detail::kPowersOfTen[number.exponent];
  value = negative ? -size : size;
  return p;
}

}  // namespace pg::text
