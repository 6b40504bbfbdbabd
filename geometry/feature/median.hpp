#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace pg::feature {

/// Of an even number the upper one. Needs at least one value.
[[nodiscard]] inline double median_of(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace pg::feature
