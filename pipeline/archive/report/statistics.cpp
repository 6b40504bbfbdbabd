#include "pipeline/archive/report/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace pg {
namespace {

std::vector<double> ranks(const std::vector<double>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> rank(values.size());
  for (std::size_t i = 0; i < order.size();) {
    std::size_t j = i;
    while (j < order.size() && values[order[j]] == values[order[i]]) ++j;
    for (std::size_t k = i; k < j; ++k) rank[order[k]] = static_cast<double>(i + j - 1) / 2;
    i = j;
  }
  return rank;
}

}  // namespace

double quantile(std::span<const double> sorted, double share) {
  if (sorted.empty()) return std::numeric_limits<double>::quiet_NaN();
  const double at = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (at - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

std::vector<double> sorted_present(std::span<const double> values) {
  std::vector<double> present;
  for (const double value : values)
    if (!std::isnan(value)) present.push_back(value);
  std::sort(present.begin(), present.end());
  return present;
}

std::vector<double> robust_scores(std::span<const double> values, std::size_t least) {
  constexpr double kDeviationsPerMad = 0.6745;  // of a normal distribution
  std::vector<double> scores(values.size(), 0.0);
  const std::vector<double> sorted = sorted_present(values);
  if (sorted.size() < least) return scores;
  const double median = quantile(sorted, 0.5);
  std::vector<double> away;
  for (const double value : sorted) away.push_back(std::abs(value - median));
  std::sort(away.begin(), away.end());
  const double mad = quantile(away, 0.5);
  if (!(mad > 0)) return scores;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!std::isnan(values[i])) scores[i] = kDeviationsPerMad * (values[i] - median) / mad;
  return scores;
}

double rank_correlation(std::span<const double> a, std::span<const double> b, std::size_t least) {
  std::vector<double> x;
  std::vector<double> y;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (std::isnan(a[i]) || std::isnan(b[i])) continue;
    x.push_back(a[i]);
    y.push_back(b[i]);
  }
  if (x.size() < std::max<std::size_t>(least, 2)) return std::numeric_limits<double>::quiet_NaN();
  x = ranks(x);
  y = ranks(y);
  const double mean = static_cast<double>(x.size() - 1) / 2;
  double xx = 0;
  double yy = 0;
  double xy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - mean) * (x[i] - mean);
    yy += (y[i] - mean) * (y[i] - mean);
    xy += (x[i] - mean) * (y[i] - mean);
  }
  return xx > 0 && yy > 0 ? xy / std::sqrt(xx * yy) : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace pg
