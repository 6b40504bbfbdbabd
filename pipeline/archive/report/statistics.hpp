#pragma once
/// The little statistics that a report needs. NaN is absent everywhere.

#include <cstddef>
#include <span>
#include <vector>

namespace pg {

/// Of sorted numbers, between neighbours by proportion (type 7 of Hyndman and Fan, 1996).
[[nodiscard]] double quantile(std::span<const double> sorted, double share);
[[nodiscard]] std::vector<double> sorted_present(std::span<const double> values);

/// How far each number lies from the median, in standard deviations told from the median absolute
/// deviation (Iglewicz and Hoaglin, 1993); 0 where there is no spread or fewer than `least`
/// numbers.
[[nodiscard]] std::vector<double> robust_scores(std::span<const double> values, std::size_t least);

/// Spearman's rank correlation over the pairs where both are there, ties by their mean rank; NaN
/// for fewer than `least` pairs or no spread.
[[nodiscard]] double rank_correlation(std::span<const double> a, std::span<const double> b,
                                      std::size_t least);

}  // namespace pg
