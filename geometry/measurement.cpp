#include "geometry/measurement.hpp"

namespace pg {

std::string_view severity_id(Severity severity) {
  switch (severity) {
    case Severity::kInfo:
      return "info";
    case Severity::kWarning:
      return "warning";
    case Severity::kError:
      return "error";
  }
  check_failed("known Severity", __FILE__, __LINE__);
}

std::string_view layer_id(Layer layer) {
  switch (layer) {
    case Layer::kMeasured:
      return "measured";
    case Layer::kEstimated:
      return "estimated";
    case Layer::kSuggested:
      return "suggested";
    case Layer::kDeclared:
      return "declared";
  }
  check_failed("known Layer", __FILE__, __LINE__);
}

Measured all_absent(const std::vector<QuantityInfo>& quantities, const Error& error) {
  Measured result;
  for (const QuantityInfo& quantity : quantities)
    result.absent.push_back({std::string(quantity.id), error.message});
  return result;
}

}  // namespace pg
