#pragma once
/// Numbers as a person reads them: unit once, no more digits than are known. Never the locale's.

#include <cstdint>
#include <optional>
#include <string>

#include "geometry/vec3.hpp"

namespace pg {

[[nodiscard]] std::string with_commas(std::int64_t number);  ///< 105,684
/// A length people can compare: one decimal from 10 mm on, two from 1 mm on, three below. No unit.
[[nodiscard]] std::string length_in_words(double mm);
[[nodiscard]] std::string extents_in_words(const Vec3& size_mm);  ///< 81.2 x 64.0 x 92.7
/// Millilitres from 1 mL on, cubic millimetres below; no more digits than plus_minus allows.
[[nodiscard]] std::string volume_in_words(double mm3, std::optional<double> plus_minus = {});
[[nodiscard]] std::string area_in_words(double mm2);  ///< Square centimetres from 10 on.
[[nodiscard]] std::string plural(std::size_t count, const char* word);  ///< 3 errors

}  // namespace pg
