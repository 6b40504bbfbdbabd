#pragma once
/// The catalogue of measurements: `PG_MEASUREMENTS` in catalogue.cpp is the one place that lists
/// them.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "geometry/measurement.hpp"

namespace pg {

[[nodiscard]] std::span<const Measurement> all_measurements();

/// One column of the flat table: a member of a quantity (vectors become _x, _y, _z).
struct Column {
  std::string name;           ///< "wall_sphere_mm_min"
  std::string_view quantity;  ///< The id it belongs to: "wall_sphere_mm".
  std::string_view unit;
  std::string_view description;
};
/// All columns, in catalogue order.
[[nodiscard]] std::vector<Column> all_columns();

/// Selects the class suggestion in `--only`.
inline constexpr std::string_view kClassWord = "class";

/// Which measurements to run: all, or those whose name, group or quantity id is in a list.
class Selection {
 public:
  Selection() = default;  ///< Everything.
  /// Error (kNotApplicable) naming the word that matches nothing, with the nearest ids.
  [[nodiscard]] static Result<Selection> of(std::span<const std::string> words);
  [[nodiscard]] bool everything() const { return words_.empty(); }
  [[nodiscard]] bool wants(const Measurement& measurement) const;
  [[nodiscard]] bool wants(const Measurement& measurement, const QuantityInfo& quantity) const;
  [[nodiscard]] bool wants_class() const;
  [[nodiscard]] std::span<const std::string> words() const { return words_; }

 private:
  [[nodiscard]] bool has(std::string_view word) const;

  std::vector<std::string> words_;
};

}  // namespace pg
