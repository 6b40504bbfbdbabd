#include "io/unit_plausibility.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace pg {
namespace {

constexpr double kTypicalMm = 100.0;  ///< Middle of real print models, in ratio (shared corpus).

class Sides {
 public:
  template <class Points>
  void add(const Points& points) {
    for (const auto& point : points)
      for (std::size_t axis = 0; axis < 3; ++axis) {
        const auto value = static_cast<double>(point[axis]);
        low_[axis] = std::min(low_[axis], value);
        high_[axis] = std::max(high_[axis], value);
      }
  }
  [[nodiscard]] double longest() const {
    double side = 0;
    for (std::size_t axis = 0; axis < 3; ++axis) side = std::max(side, high_[axis] - low_[axis]);
    return side;
  }

 private:
  static constexpr double kFar = std::numeric_limits<double>::infinity();
  std::array<double, 3> low_{kFar, kFar, kFar};
  std::array<double, 3> high_{-kFar, -kFar, -kFar};
};

std::string_view plural(LengthUnit unit) {
  switch (unit) {
    case LengthUnit::kMillimetre:
      return "millimetres";
    case LengthUnit::kMetre:
      return "metres";
    case LengthUnit::kInch:
      return "inches";
    case LengthUnit::kCentimetre:
      return "centimetres";
    default:
      return "micrometres";
  }
}

std::string words_mm(double mm) {
  return mm < 1000 ? fmt::format("{:.3g} mm", mm) : fmt::format("{:.0f} mm", mm);
}

}  // namespace

const FindingKind kUnitSuspect = {
    "unit_suspect", Severity::kWarning,
    "The size fits no anatomy in the unit the model was read in, but does in another.",
    "Compare with a length you know; if the unit is wrong, analyze again with --units and the "
    "unit."};

double longest_side(const Model& model) {
  Sides sides;
  for (const Part& part : model.parts)
    std::visit([&](const auto& list) { sides.add(list); }, part.soup.corners);
  return sides.longest();
}

double longest_side_mm(const TriMesh& mesh) {
  Sides sides;
  sides.add(mesh.positions_mm);
  return sides.longest();
}

bool fits_anatomy(double longest_mm) {
  return longest_mm >= kAnatomyMinMm && longest_mm <= kAnatomyMaxMm;
}

std::vector<LengthUnit> fitting_units(double longest_in_file_units) {
  std::vector<LengthUnit> units;
  for (const LengthUnit unit :
       {LengthUnit::kMillimetre, LengthUnit::kMetre, LengthUnit::kInch, LengthUnit::kCentimetre,
        LengthUnit::kMicron})
    if (fits_anatomy(longest_in_file_units * mm_per(unit))) units.push_back(unit);
  std::stable_sort(units.begin(), units.end(), [&](LengthUnit a, LengthUnit b) {
    const auto oddness = [&](LengthUnit unit) {
      return std::abs(std::log(longest_in_file_units * mm_per(unit) / kTypicalMm));
    };
    return oddness(a) < oddness(b);
  });
  return units;
}

std::optional<Finding> suspect_unit(double longest_mm, double mm_per_unit) {
  if (fits_anatomy(longest_mm)) return std::nullopt;
  const double longest = longest_mm / mm_per_unit;
  const std::vector<LengthUnit> units = fitting_units(longest);
  if (units.empty()) return std::nullopt;
  std::string text =
      fmt::format("The longest side is {}, which fits no anatomy; ", words_mm(longest_mm));
  for (std::size_t i = 0; i < units.size(); ++i)
    text += fmt::format("{}{} it would be {}", i == 0 ? "in " : ", in ", plural(units[i]),
                        words_mm(longest * mm_per(units[i])));
  Finding finding = make_finding(kUnitSuspect, text + ".");
  finding.hint = fmt::format(
      "Compare with a length you know; if the unit is wrong, analyze again with --units {}.",
      unit_symbol(units.front()));
  return finding;
}

}  // namespace pg
