#include "pipeline/registry/profile/reference.hpp"

namespace pg {
namespace {

constexpr std::size_t kTalk = 1963;  // cases of the RSNA 2022 talk
constexpr PublishedShare kShares[] = {
    {"object_type", "anatomic_model", "all", 1863, 2637},  // JACR 2024
    {"object_type", "anatomic_guide", "all", 774, 2637},   // JACR 2024
    {"organ_system", "neurologic", "all", 426, kTalk},
    {"organ_system", "breast", "all", 405, kTalk},
    {"organ_system", "cardiac", "all", 399, kTalk},
    {"organ_system", "genitourinary", "all", 334, kTalk},
    {"organ_system", "musculoskeletal", "all", 327, kTalk},
    {"organ_system", "other", "all", 72, kTalk},
    {"parts", "1", "anatomic_model", 976, 1420},  // RSNA 2022
    {"parts", "1", "anatomic_guide", 376, 543},   // RSNA 2022
};
constexpr PublishedMean kMeans[] = {
    {"effort_clinician_min", 92.4},       // JACR 2024
    {"effort_non_clinician_min", 335.0},  // JACR 2024
    {"time_saved_min", 38.5},             // RSNA 2022, 111 cases
};

}  // namespace

std::span<const PublishedShare> published_shares() {
  return kShares;
}
std::span<const PublishedMean> published_means() {
  return kMeans;
}

}  // namespace pg
