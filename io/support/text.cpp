#include "io/support/text.hpp"

#include <algorithm>
#include <cctype>

namespace pg::text {

std::size_t line_at(std::string_view text, std::size_t offset) {
  std::size_t line = 1;
  const std::size_t stop = std::min(offset, text.size());
  for (std::size_t i = 0; i < stop; ++i) {
    if (text[i] == '\n') ++line;
    if (text[i] == '\r' && (i + 1 >= text.size() || text[i + 1] != '\n')) ++line;
  }
  return line;
}

std::string line_words(std::string_view text, std::size_t offset) {
  return "line " + std::to_string(line_at(text, offset));
}

bool looks_like_utf16(std::string_view text) {
  if (text.size() < 2) return false;
  if (text.substr(0, 2) == "\xFF\xFE" || text.substr(0, 2) == "\xFE\xFF") return true;
  if (text.size() < 16) return false;
  std::size_t even = 0;
  std::size_t odd = 0;
  for (std::size_t i = 0; i < 16; ++i)
    (i % 2 == 0 ? even : odd) += text[i] == '\0'                       ? 1
                                 : is_space(text[i]) || text[i] >= ' ' ? 0
                                                                       : 100;
  return (even == 8 && odd == 0) || (odd == 8 && even == 0);
}

std::size_t bom_length(std::string_view text) {
  return text.substr(0, 3) == "\xEF\xBB\xBF" ? 3 : 0;
}

bool looks_like_text(std::string_view text, std::size_t window) {
  const std::string_view head = text.substr(0, window);
  return std::none_of(head.begin(), head.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 9 || (byte > 13 && byte < 32 && byte != 26 && byte != 27);
  });
}

std::string_view coordinate_space(std::string_view text) {
  const std::size_t at = text.find("SPACE=");
  if (at == std::string_view::npos) return {};
  const std::string_view word = text.substr(at + 6, 3);
  if (word == "LPS") return "LPS";
  if (word == "RAS") return "RAS";
  return {};
}

std::optional<double> mm_per_unit_hint(std::string_view line) {
  constexpr std::string_view kMark = "1 unit = ";
  const std::size_t mark = line.find(kMark);
  if (mark == std::string_view::npos) return std::nullopt;
  double value = 0;
  const char* const stop = line.data() + line.size();
  const char* behind = parse_double(line.data() + mark + kMark.size(), stop, value);
  if (behind == nullptr || !(value >= 1e-6 && value <= 1e6)) return std::nullopt;
  while (behind != stop && is_space(*behind)) ++behind;
  const std::string_view unit(behind, static_cast<std::size_t>(stop - behind));
  if (!unit.starts_with("mm")) return std::nullopt;
  if (unit.size() > 2 && std::isalnum(static_cast<unsigned char>(unit[2]))) return std::nullopt;
  return value;
}

namespace detail {

const char* parse_double_slowly(const char* begin, const char* end, double& value) {
  const char* from = begin;
  if (from != end && *from == '+') {
    ++from;
    if (from != end && (*from == '-' || *from == '+')) return nullptr;
  }
  const auto result = fast_float::from_chars(from, end, value);
  if (result.ec == std::errc::invalid_argument) return nullptr;
  return result.ptr;
}

}  // namespace detail
}  // namespace pg::text
