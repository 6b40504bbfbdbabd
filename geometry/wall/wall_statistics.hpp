#pragma once
/// Area-weighted statistics of a field over some of its places.

#include <cstddef>
#include <vector>

#include "geometry/measurement.hpp"
#include "geometry/wall/wall_field.hpp"

namespace pg::wall {

struct Sample {
  double value;
  double weight;
  std::size_t place;  ///< Of the WallField.
};

struct Statistics {
  double min = 0, p1 = 0, p5 = 0, median = 0, mean = 0, p95 = 0, max = 0;
  std::size_t thinnest = 0;  ///< Place of the minimum; the lowest of equals.
  double weight = 0;
};

/// Quantile q: the least value that, with all smaller ones, holds a share q of the weight.
/// Needs at least one sample of positive weight. Sorts `samples`.
[[nodiscard]] Statistics statistics_of(std::vector<Sample>& samples);

/// The members both wall measurements share, in the order of reports.
[[nodiscard]] std::vector<MemberInfo> statistics_members(std::string_view share_description);
[[nodiscard]] std::vector<std::pair<std::string, Datum>> statistics_data(
    const Statistics& statistics, const Vec3& thinnest_at_mm, double share);

/// Why there is no sample at all, in words: the commonest reason.
[[nodiscard]] std::string nothing_measured(const BigVector<WallReason>& reasons);

}  // namespace pg::wall
