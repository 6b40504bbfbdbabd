#pragma once
/// Intervals and tests for a profile; 95 % unless a level is given.

#include <cstddef>
#include <optional>
#include <vector>

namespace pg {

struct Interval {
  double low = 0.0;
  double high = 0.0;
};

/// Of a share, `part` of `whole` > 0 (Wilson, J. Am. Stat. Assoc. 1927).
[[nodiscard]] Interval share_interval(std::size_t part, std::size_t whole, double level = 0.95);
/// Of the difference of two shares, first less second (Newcombe, Stat. Med. 1998, method 10).
[[nodiscard]] Interval difference_interval(std::size_t part, std::size_t whole,
                                           std::size_t other_part, std::size_t other_whole,
                                           double level = 0.95);
/// Of a mean, by Student's t; none under two values.
[[nodiscard]] std::optional<Interval> mean_interval(const std::vector<double>& values,
                                                    double level = 0.95);

/// What a list of values is like. `sorted` must be sorted and not empty.
struct Spread {
  double mean = 0.0;
  double quarter = 0.0;
  double median = 0.0;
  double three_quarters = 0.0;
  Interval median_interval;  ///< By order statistics, exact: at least 95 %, where 6 values or more.
};
[[nodiscard]] Spread spread_of(const std::vector<double>& sorted);

/// Probability of two samples as far apart as these if they came from one population: rank sum
/// (Mann and Whitney, Ann. Math. Stat. 1947), normal approximation with ties and continuity;
/// for 8 values or more each.
[[nodiscard]] double rank_sum_p(const std::vector<double>& a, const std::vector<double>& b);

}  // namespace pg
