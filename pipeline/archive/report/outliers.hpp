#pragma once
/// Models unlike the others of their kind.

#include <cstddef>
#include <vector>

#include "pipeline/archive/report/profile.hpp"

namespace pg {

/// Kinds by how many models they have, the commonest first; ties by name.
[[nodiscard]] std::vector<std::pair<std::string, std::size_t>> kinds_of(const Profile& profile);
/// The numbers of one property, of one kind or (empty) of all models.
[[nodiscard]] std::vector<double> values_of(const Profile& profile, std::size_t property,
                                            const std::string& kind);

struct Outlier {
  std::size_t model = 0;
  std::size_t property = 0;
  double score = 0;   ///< Robust deviations from the median of its kind, in decades.
  double median = 0;  ///< Of its kind, in the property's unit.
};
/// Each model once, by its strangest property; the strangest first, at most `most`.
[[nodiscard]] std::vector<Outlier> outliers_of(const Profile& profile, std::size_t most);

}  // namespace pg
