#include "io/model.hpp"

#include <array>
#include <utility>

namespace pg {
namespace {

struct UnitRow {
  LengthUnit unit;
  std::string_view symbol;
  double mm;
};
constexpr std::array<UnitRow, 6> kUnits = {{{LengthUnit::kMicron, "um", 0.001},
                                            {LengthUnit::kMillimetre, "mm", 1.0},
                                            {LengthUnit::kCentimetre, "cm", 10.0},
                                            {LengthUnit::kInch, "inch", 25.4},
                                            {LengthUnit::kFoot, "foot", 304.8},
                                            {LengthUnit::kMetre, "m", 1000.0}}};

const UnitRow& row(LengthUnit unit) {
  return kUnits[static_cast<std::size_t>(unit)];
}

}  // namespace

std::string_view unit_symbol(LengthUnit unit) {
  return row(unit).symbol;
}

double mm_per(LengthUnit unit) {
  return row(unit).mm;
}

std::optional<LengthUnit> unit_from_symbol(std::string_view symbol) {
  for (const UnitRow& candidate : kUnits)
    if (candidate.symbol == symbol) return candidate.unit;
  return std::nullopt;
}

}  // namespace pg
