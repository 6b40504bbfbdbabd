#pragma once
/// What a file holds, as the file says it: parts, unit, and what was odd.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geometry/finding.hpp"
#include "geometry/mesh/soup.hpp"

namespace pg {

enum class LengthUnit : std::uint8_t { kMicron, kMillimetre, kCentimetre, kInch, kFoot, kMetre };

[[nodiscard]] std::string_view unit_symbol(
    LengthUnit unit);  ///< "um", "mm", "cm", "inch", "foot", "m"
[[nodiscard]] std::optional<LengthUnit> unit_from_symbol(std::string_view symbol);
[[nodiscard]] double mm_per(LengthUnit unit);

/// One object, group or solid of the file.
struct Part {
  /// As written in the file. May name a patient: never serialised, logged or shown.
  std::string name;
  Soup soup;
};

/// Invariants: coordinates within 1e60, indices in range, at least one triangle in all parts.
struct Model {
  std::string_view format_id;  ///< "stl-binary", "obj", "3mf", ...; from the catalogue of formats.
  std::vector<Part> parts;
  /// The unit that the format or the file itself states; none for a bare STL or OBJ.
  std::optional<LengthUnit> declared_unit;
  /// A scale stated in a comment where no named unit fits ("1 unit = 1000.000000 mm"); beats
  /// declared_unit when set.
  std::optional<double> declared_mm_per_unit;
  std::vector<Finding> findings;

  [[nodiscard]] std::size_t triangle_count() const {
    std::size_t total = 0;
    for (const Part& part : parts) total += part.soup.triangle_count();
    return total;
  }
};

}  // namespace pg
