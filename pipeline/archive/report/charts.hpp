#pragma once
/// Charts as SVG: no script, no font but the page's, readable in print.

#include <span>
#include <string>
#include <utility>
#include <vector>

namespace pg {

/// Horizontal bars, one a pair, the number at its end.
[[nodiscard]] std::string bar_chart(const std::vector<std::pair<std::string, std::size_t>>& bars);

/// Where the bins of a histogram lie: of `values` without their outermost 0.5 %.
struct Axis {
  bool logarithmic = false;  ///< Numbers of 0 and below are then left out.
  double low = 0;            ///< In decades when logarithmic.
  double high = 1;
  [[nodiscard]] double place(double value) const;  ///< 0 at `low`, 1 at `high`.
};
[[nodiscard]] Axis axis_for(std::span<const double> values, bool logarithmic);

/// A small histogram on that axis, with the median marked, its numbers below; `unit` beside them.
[[nodiscard]] std::string histogram(std::span<const double> values, const Axis& axis);

/// Correlations as coloured squares with their numbers, names at the left and by number above.
[[nodiscard]] std::string correlation_map(const std::vector<std::string>& names,
                                          const std::vector<std::vector<double>>& matrix);

/// 1,234; 12.3 thousand as 12.3k; three digits are enough for a chart.
[[nodiscard]] std::string short_number(double value);

}  // namespace pg
