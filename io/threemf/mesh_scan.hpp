#pragma once
/// Fast reading of the long lists in a 3MF mesh.
///
/// Nearly all of a model part is <vertex x= y= z=/> and <triangle v1= v2= v3=/>. Where the XML
/// parser stands right behind <vertices> or <triangles>, this scanner takes such elements out of
/// the stream as long as they are of the plain form (empty elements, only known attributes, each
/// once, numbers without references); whatever else comes is left to the XML parser. Elements taken
/// are whole, so what the parser sees stays well formed.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "geometry/vec3.hpp"
#include "io/support/coordinates.hpp"
#include "io/support/text.hpp"

namespace pg::threemf {

enum class ScanEnd : std::uint8_t {
  kMore,     ///< The text ends in the middle of an element: give more.
  kUnknown,  ///< Something that only the XML parser understands.
};

struct ScanResult {
  std::size_t used = 0;   ///< Bytes taken.
  std::size_t lines = 0;  ///< Line ends among them.
  ScanEnd end = ScanEnd::kMore;
};

/// Longer elements are left to the XML parser.
inline constexpr std::size_t kElementBytesMax = 512;

namespace detail {

inline bool xml_space(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/// A whole number from 0 on; nullptr when there is none or it is over 2^31 - 1.
inline const char* parse_index(const char* p, const char* end, std::uint32_t& value) {
  std::uint64_t number = 0;
  const char* const from = p;
  while (p != end && text::is_digit(*p) && p - from < 11)
    number = 10 * number + static_cast<std::uint64_t>(*p++ - '0');
  if (p == from || number > 0x7FFFFFFFu) return nullptr;
  value = static_cast<std::uint32_t>(number);
  return p;
}

/// Walks over `<NAME attribute="value" ... />`; `attribute(p, end)` reads name and value up to the
/// closing quote and returns the place of that quote, or nullptr for what it does not know.
template <class Attribute, class Done>
ScanResult scan_elements(std::string_view text, std::string_view open, Attribute&& attribute,
                         Done&& done) {
  const char* p = text.data();
  const char* const end = p + text.size();
  ScanResult result;
  std::size_t lines = 0;
  const auto finish = [&](ScanEnd how) {
    result.end = how;
    return result;
  };
  for (;;) {
    while (p != end && xml_space(*p)) lines += *p++ == '\n' ? 1 : 0;
    result.used = static_cast<std::size_t>(p - text.data());
    result.lines = lines;
    const auto left = static_cast<std::size_t>(end - p);
    if (left <= open.size()) return finish(ScanEnd::kMore);
    if (std::memcmp(p, open.data(), open.size()) != 0 || !xml_space(p[open.size()]))
      return finish(ScanEnd::kUnknown);
    p += open.size();
    // The whole element first: a value cut by the end of the text must not be taken for a shorter
    // one.
    const auto look = std::min(kElementBytesMax, static_cast<std::size_t>(end - p));
    const auto* const close = static_cast<const char*>(std::memchr(p, '>', look));
    if (close == nullptr)
      return finish(look < kElementBytesMax ? ScanEnd::kMore : ScanEnd::kUnknown);
    const char* const stop = close - 1;
    if (*stop != '/') return finish(ScanEnd::kUnknown);
    for (;;) {
      const char* const blank = p;
      while (p != stop && xml_space(*p)) lines += *p++ == '\n' ? 1 : 0;
      if (p == stop) break;
      if (p == blank) return finish(ScanEnd::kUnknown);
      p = attribute(p, stop);
      if (p == nullptr) return finish(ScanEnd::kUnknown);
      ++p;
    }
    p = close + 1;
    if (!done()) return finish(ScanEnd::kUnknown);
  }
}

}  // namespace detail

/// `take(point)` is called for each vertex and may refuse it.
template <class Take>
ScanResult scan_vertices(std::string_view text, Take&& take) {
  Vec3 point;
  unsigned seen = 0;
  return detail::scan_elements(
      text, "<vertex",
      [&](const char* p, const char* end) -> const char* {
        const auto axis = static_cast<unsigned>(*p - 'x');
        if (end - p < 5 || axis > 2 || p[1] != '=' || (p[2] != '"' && p[2] != '\'') ||
            (seen & (1u << axis)) != 0)
          return nullptr;
        seen |= 1u << axis;
        const char* const behind = text::parse_double(p + 3, end, point[static_cast<int>(axis)]);
        return behind != nullptr && behind != end && *behind == p[2] ? behind : nullptr;
      },
      [&] {
        const bool whole = seen == 7 && is_sound(point);
        seen = 0;
        return whole && take(point);
      });
}

/// `take(corners)` is called for each triangle and may refuse it. Triangles with properties are
/// left to the XML parser's side, which checks them.
template <class Take>
ScanResult scan_triangles(std::string_view text, Take&& take) {
  std::array<std::uint32_t, 3> corners{};
  unsigned seen = 0;
  return detail::scan_elements(
      text, "<triangle",
      [&](const char* p, const char* end) -> const char* {
        if (end - p < 6 || *p != 'v') return nullptr;
        const auto which = static_cast<unsigned>(p[1] - '1');
        if (which > 2 || p[2] != '=' || (p[3] != '"' && p[3] != '\'') ||
            (seen & (1u << which)) != 0)
          return nullptr;
        seen |= 1u << which;
        const char* const behind = detail::parse_index(p + 4, end, corners[which]);
        return behind != nullptr && behind != end && *behind == p[3] ? behind : nullptr;
      },
      [&] {
        const bool whole = seen == 7;
        seen = 0;
        return whole && take(corners);
      });
}

}  // namespace pg::threemf
