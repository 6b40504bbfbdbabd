#include "io/threemf/values.hpp"

#include <algorithm>
#include <cmath>

#include "io/support/text.hpp"
#include "io/threemf/mesh_scan.hpp"

namespace pg::threemf {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && detail::xml_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && detail::xml_space(text.back())) text.remove_suffix(1);
  return text;
}

std::optional<double> number_from(std::string_view text) {
  text = trimmed(text);
  double value = 0;
  const char* const behind = text::parse_double(text.data(), text.data() + text.size(), value);
  if (behind == nullptr || behind != text.data() + text.size() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

std::optional<std::uint32_t> index_from(std::string_view text) {
  text = trimmed(text);
  std::uint32_t value = 0;
  const char* const end = text.data() + text.size();
  if (detail::parse_index(text.data(), end, value) != end) return std::nullopt;
  return value;
}

std::optional<LengthUnit> unit_from(std::string_view word) {
  if (word == "micron") return LengthUnit::kMicron;
  if (word == "millimeter") return LengthUnit::kMillimetre;
  if (word == "centimeter") return LengthUnit::kCentimetre;
  if (word == "inch") return LengthUnit::kInch;
  if (word == "foot") return LengthUnit::kFoot;
  if (word == "meter") return LengthUnit::kMetre;
  return std::nullopt;
}

std::optional<ObjectType> object_type_from(std::string_view word) {
  if (word == "model") return ObjectType::kModel;
  if (word == "support") return ObjectType::kSupport;
  if (word == "solidsupport") return ObjectType::kSolidSupport;
  if (word == "surface") return ObjectType::kSurface;
  if (word == "other") return ObjectType::kOther;
  return std::nullopt;
}

std::optional<Transform> transform_from(std::string_view text) {
  std::array<double, 12> m{};
  const char* p = text.data();
  const char* const end = p + text.size();
  for (double& value : m) {
    while (p != end && detail::xml_space(*p)) ++p;
    p = text::parse_double(p, end, value);
    if (p == nullptr || (p != end && !detail::xml_space(*p)) || !std::isfinite(value))
      return std::nullopt;
  }
  while (p != end && detail::xml_space(*p)) ++p;
  if (p != end) return std::nullopt;
  Transform transform;
  for (int row = 0; row < 3; ++row)
    for (int column = 0; column < 3; ++column)
      transform.linear(row, column) = m[static_cast<std::size_t>(3 * row + column)];
  transform.offset = {m[9], m[10], m[11]};
  return transform;
}

bool is_singular(const Mat3& linear) {
  const double size = linear.row(0).norm() * linear.row(1).norm() * linear.row(2).norm();
  // Relative to the box of the rows: flatter than a part in 1e12 is flat to a double's precision.
  return !(std::abs(linear.determinant()) > 1e-12 * size);
}

bool is_uuid(std::string_view text) {
  constexpr std::string_view kForm = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  return text.size() == kForm.size() &&
         std::equal(text.begin(), text.end(), kForm.begin(), [](char c, char form) {
           return form == '-' ? c == '-' : std::isxdigit(static_cast<unsigned char>(c)) != 0;
         });
}

bool is_color(std::string_view text) {
  if (text.size() != 7 && text.size() != 9) return false;
  return text[0] == '#' && std::all_of(text.begin() + 1, text.end(), [](char c) {
           return std::isxdigit(static_cast<unsigned char>(c)) != 0;
         });
}

}  // namespace pg::threemf
