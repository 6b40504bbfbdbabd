#include "pipeline/analysis/reading.hpp"

#include <algorithm>

namespace pg {

std::string_view unit_known_id(UnitKnown known) {
  switch (known) {
    case UnitKnown::kDeclared:
      return "declared";
    case UnitKnown::kGiven:
      return "given";
    case UnitKnown::kAssumed:
      return "assumed";
  }
  check_failed("known UnitKnown", __FILE__, __LINE__);
}

const Quantity* Reading::find(std::string_view id) const {
  const auto it = std::find_if(values.begin(), values.end(),
                               [&](const Value& value) { return value.quantity.id == id; });
  return it == values.end() ? nullptr : &it->quantity;
}

std::optional<double> Reading::number_of(std::string_view id, std::string_view member) const {
  const Quantity* const quantity = find(id);
  if (quantity == nullptr) return std::nullopt;
  for (const auto& [name, datum] : quantity->members) {
    if (name != member) continue;
    if (const auto* real = std::get_if<double>(&datum)) return *real;
    if (const auto* whole = std::get_if<std::int64_t>(&datum)) return static_cast<double>(*whole);
    if (const auto* yes = std::get_if<bool>(&datum)) return *yes ? 1.0 : 0.0;
  }
  return std::nullopt;
}

bool Reading::has_error_finding() const {
  return std::any_of(findings.begin(), findings.end(),
                     [](const Finding& finding) { return finding.severity == Severity::kError; });
}

}  // namespace pg
