#pragma once
/// From the text of an attribute to its value, as the 3MF schema defines them; nothing where the
/// text is of another form.

#include <cstdint>
#include <optional>
#include <string_view>

#include "io/model.hpp"
#include "io/threemf/document.hpp"

namespace pg::threemf {

[[nodiscard]] std::string_view trimmed(std::string_view text);
/// A finite decimal number.
[[nodiscard]] std::optional<double> number_from(std::string_view text);
/// A whole number from 0 to 2^31 - 1.
[[nodiscard]] std::optional<std::uint32_t> index_from(std::string_view text);
[[nodiscard]] std::optional<LengthUnit> unit_from(std::string_view word);
[[nodiscard]] std::optional<ObjectType> object_type_from(std::string_view word);
/// Twelve finite numbers: three rows of the matrix and the offset.
[[nodiscard]] std::optional<Transform> transform_from(std::string_view text);
/// "8b8f2d1a-0c3e-4f57-9a68-1b2c3d4e5f60"
[[nodiscard]] bool is_uuid(std::string_view text);
/// Flattens what it is applied to.
[[nodiscard]] bool is_singular(const Mat3& linear);
/// "#RRGGBB" or "#RRGGBBAA".
[[nodiscard]] bool is_color(std::string_view text);

}  // namespace pg::threemf
