#include "geometry/wall/wall_statistics.hpp"

#include <tbb/parallel_sort.h>

#include "geometry/check.hpp"

namespace pg::wall {

Statistics statistics_of(std::vector<Sample>& samples) {
  // Total order: the result of a parallel sort is the same whoever did what.
  tbb::parallel_sort(samples.begin(), samples.end(), [](const Sample& a, const Sample& b) {
    return a.value != b.value ? a.value < b.value : a.place < b.place;
  });
  Statistics statistics;
  double weighted = 0;
  for (const Sample& sample : samples) {
    statistics.weight += sample.weight;
    weighted += sample.weight * sample.value;
  }
  PG_CHECK(statistics.weight > 0);
  statistics.mean = weighted / statistics.weight;
  statistics.min = samples.front().value;
  statistics.max = samples.back().value;
  statistics.thinnest = samples.front().place;
  struct Quantile {
    double share;
    double Statistics::*member;
  };
  static constexpr Quantile kQuantiles[] = {{0.01, &Statistics::p1},
                                            {0.05, &Statistics::p5},
                                            {0.5, &Statistics::median},
                                            {0.95, &Statistics::p95}};
  std::size_t i = 0;
  double below = samples[0].weight;
  for (const auto& [share, member] : kQuantiles) {
    while (below < share * statistics.weight && i + 1 < samples.size())
      below += samples[++i].weight;
    statistics.*member = samples[i].value;
  }
  return statistics;
}

std::vector<MemberInfo> statistics_members(std::string_view share_description) {
  return {{"min", "mm", "thinnest"},
          {"p1", "mm", "1 % of the area is thinner"},
          {"p5", "mm", "5 % of the area is thinner"},
          {"median", "mm", "half of the area is thinner"},
          {"mean", "mm", "area-weighted mean"},
          {"p95", "mm", "95 % of the area is thinner"},
          {"max", "mm", "thickest"},
          {"thinnest_at", "mm", "place of the minimum", MemberKind::kVector},
          {"share", "1", share_description}};
}

std::vector<std::pair<std::string, Datum>> statistics_data(const Statistics& statistics,
                                                           const Vec3& thinnest_at_mm,
                                                           double share) {
  return {{"min", statistics.min},       {"p1", statistics.p1},           {"p5", statistics.p5},
          {"median", statistics.median}, {"mean", statistics.mean},       {"p95", statistics.p95},
          {"max", statistics.max},       {"thinnest_at", thinnest_at_mm}, {"share", share}};
}

std::string nothing_measured(const BigVector<WallReason>& reasons) {
  constexpr std::size_t kReasons = 7;
  std::size_t count[kReasons] = {};
  for (const WallReason reason : reasons) ++count[static_cast<std::size_t>(reason)];
  static constexpr const char* kSentence[kReasons] = {
      "the surface has no area",
      "every place lies on an edge of the object, where a wall has no thickness",
      "every place lies on an open border or where other than two facets meet along an edge",
      "every facet is degenerate",
      "the surface is open or inside out: nothing lies opposite",
      "the surface crosses itself everywhere",
      "every part lies inside another"};
  std::size_t commonest = 0;
  for (std::size_t i = 1; i < kReasons; ++i)
    if (count[i] > count[commonest]) commonest = i;
  return kSentence[commonest];
}

}  // namespace pg::wall
