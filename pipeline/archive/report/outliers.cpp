#include "pipeline/archive/report/outliers.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "pipeline/archive/report/statistics.hpp"

namespace pg {
namespace {

constexpr std::size_t kLeastModels = 8;  // of a kind, to say what is usual
constexpr double kScoreFrom = 5;         // a normal number is so far out once in two million

/// What has no logarithm is left out.
std::vector<double> decades_of(std::vector<double> values) {
  for (double& value : values)
    value = value > 0 ? std::log10(value) : std::numeric_limits<double>::quiet_NaN();
  return values;
}

}  // namespace

std::vector<std::pair<std::string, std::size_t>> kinds_of(const Profile& profile) {
  std::map<std::string, std::size_t> counts;
  for (const ProfiledModel& model : profile.models)
    if (model.error.empty()) ++counts[model.kind];
  std::vector<std::pair<std::string, std::size_t>> kinds(counts.begin(), counts.end());
  std::stable_sort(kinds.begin(), kinds.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  return kinds;
}

std::vector<double> values_of(const Profile& profile, std::size_t property,
                              const std::string& kind) {
  std::vector<double> values;
  for (const ProfiledModel& model : profile.models)
    if (model.error.empty() && (kind.empty() || model.kind == kind))
      values.push_back(model.values[property]);
  return values;
}

std::vector<Outlier> outliers_of(const Profile& profile, std::size_t most) {
  std::map<std::size_t, Outlier> strangest;
  for (const auto& [kind, count] : kinds_of(profile)) {
    std::vector<std::size_t> models;
    for (std::size_t i = 0; i < profile.models.size(); ++i)
      if (profile.models[i].error.empty() && profile.models[i].kind == kind) models.push_back(i);
    for (std::size_t property = 0; property < profile.properties.size(); ++property) {
      // Shares and counts that are mostly zero have no spread to be far out of.
      if (!profile.properties[property].logarithmic) continue;
      const auto values = decades_of(values_of(profile, property, kind));
      const auto scores = robust_scores(values, kLeastModels);
      const double middle = quantile(sorted_present(values), 0.5);
      const double median = std::pow(10.0, middle);
      for (std::size_t i = 0; i < models.size(); ++i) {
        if (std::abs(scores[i]) < kScoreFrom) continue;
        Outlier& known = strangest.try_emplace(models[i]).first->second;
        if (std::abs(scores[i]) > std::abs(known.score))
          known = {models[i], property, scores[i], median};
      }
    }
  }
  std::vector<Outlier> found;
  for (const auto& [model, outlier] : strangest) found.push_back(outlier);
  std::stable_sort(found.begin(), found.end(), [](const Outlier& a, const Outlier& b) {
    return std::abs(a.score) > std::abs(b.score);
  });
  if (found.size() > most) found.resize(most);
  return found;
}

}  // namespace pg
