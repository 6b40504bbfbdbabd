#include "pipeline/registry/profile/intervals.hpp"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <numeric>

#include "geometry/check.hpp"

namespace pg {
namespace {

double normal_quantile(double level) {
  return boost::math::quantile(boost::math::normal(), 0.5 + level / 2);
}

/// Between neighbours (Hyndman and Fan's type 7).
double quantile_of(const std::vector<double>& sorted, double p) {
  const double place = p * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

}  // namespace

Interval share_interval(std::size_t part, std::size_t whole, double level) {
  PG_CHECK(whole > 0 && part <= whole);
  const double n = static_cast<double>(whole);
  const double p = static_cast<double>(part) / n;
  const double z = normal_quantile(level);
  const double middle = (p + z * z / (2 * n)) / (1 + z * z / n);
  const double half = z * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n);
  return {std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

Interval difference_interval(std::size_t part, std::size_t whole, std::size_t other_part,
                             std::size_t other_whole, double level) {
  const Interval a = share_interval(part, whole, level);
  const Interval b = share_interval(other_part, other_whole, level);
  const double p = static_cast<double>(part) / static_cast<double>(whole);
  const double q = static_cast<double>(other_part) / static_cast<double>(other_whole);
  return {p - q - std::hypot(p - a.low, b.high - q), p - q + std::hypot(a.high - p, q - b.low)};
}

std::optional<Interval> mean_interval(const std::vector<double>& values, double level) {
  if (values.size() < 2) return std::nullopt;
  const double n = static_cast<double>(values.size());
  const double mean = mean_of(values);
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  const double t = boost::math::quantile(boost::math::students_t(n - 1), 0.5 + level / 2);
  const double half = t * std::sqrt(squares / (n - 1) / n);
  return Interval{mean - half, mean + half};
}

Spread spread_of(const std::vector<double>& sorted) {
  PG_CHECK(!sorted.empty());
  Spread spread{.mean = mean_of(sorted),
                .quarter = quantile_of(sorted, 0.25),
                .median = quantile_of(sorted, 0.5),
                .three_quarters = quantile_of(sorted, 0.75),
                .median_interval = {sorted.front(), sorted.back()}};
  // The largest k with P(X < k) <= 2.5 %: the median lies between the k-th from either end.
  const boost::math::binomial coin(static_cast<double>(sorted.size()), 0.5);
  std::size_t k = 0;
  while (2 * (k + 1) <= sorted.size() && boost::math::cdf(coin, static_cast<double>(k)) <= 0.025)
    ++k;
  if (k > 0) spread.median_interval = {sorted[k - 1], sorted[sorted.size() - k]};
  return spread;
}

double rank_sum_p(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<std::pair<double, bool>> all;
  for (const double value : a) all.emplace_back(value, true);
  for (const double value : b) all.emplace_back(value, false);
  std::sort(all.begin(), all.end());
  const double m = static_cast<double>(a.size());
  const double n = static_cast<double>(b.size());
  const double total = m + n;
  double ranks = 0;
  double ties = 0;
  for (std::size_t i = 0; i < all.size();) {
    std::size_t end = i;
    while (end < all.size() && all[end].first == all[i].first) ++end;
    const double equal = static_cast<double>(end - i);
    const double rank = (static_cast<double>(i + 1) + static_cast<double>(end)) / 2;
    for (std::size_t k = i; k < end; ++k)
      if (all[k].second) ranks += rank;
    ties += equal * equal * equal - equal;
    i = end;
  }
  const double u = ranks - m * (m + 1) / 2;
  const double variance = m * n / 12 * (total + 1 - ties / (total * (total - 1)));
  if (!(variance > 0)) return 1.0;
  const double z = std::max(0.0, std::abs(u - m * n / 2) - 0.5) / std::sqrt(variance);
  return 2 * boost::math::cdf(boost::math::complement(boost::math::normal(), z));
}

}  // namespace pg
