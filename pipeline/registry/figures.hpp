#pragma once
/// The measured figures that are handed over to other systems, each with its UCUM unit and, where
/// there is one, the SNOMED CT concept of its kind of quantity (DOMAIN 6.4).

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "pipeline/analysis/reading.hpp"

namespace pg {

struct Figure {
  std::string_view id;        ///< For variable names: "volume_mm3", "wall_min_mm".
  std::string_view title;     ///< For people.
  std::string_view ucum;      ///< "mm", "mm2", "mm3"; "1" for a count.
  std::string_view snomed;    ///< Of the quantity; empty: none fits.
  std::string_view quantity;  ///< Id in the catalogue of measurements,
  std::string_view member;    ///< and its member;
  int axis = -1;              ///< of a vector, which component.
};

[[nodiscard]] std::span<const Figure> handed_over_figures();

/// None: the reading has no such number.
[[nodiscard]] std::optional<double> figure_of(const Reading& reading, const Figure& figure);
/// Why not, as the reading says; empty where it says nothing or was not asked.
[[nodiscard]] std::string why_no_figure(const Reading& reading, const Figure& figure);
/// 95 % uncertainty where the reading knows one of this figure.
[[nodiscard]] std::optional<double> plus_minus_of(const Reading& reading, const Figure& figure);

}  // namespace pg
