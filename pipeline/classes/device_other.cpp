#include "pipeline/classes/model_class.hpp"

namespace pg {
namespace {

using F = ShapeFeatures;

constexpr std::string_view kMeasured =
    "corpus: 10 to 90 % of the medians of 4 repositories (19 files)";
constexpr std::string_view kByHand =
    "set by hand from what the object is, looking at 19 files of 4 repositories of the "
    "corpus";

}  // namespace

ModelClass describe_class_device_other() {
  return {
      .id = "device_other",
      .title = "Other medical device",
      .speaks_for = "Planes, parallel walls and a mirror plane: a maker's hand, longer than wide.",
      .group = CoarseGroup::kObject,
      .form = {.object = ObjectType::kNothing,
               .region = "",
               .structure = "",
               .organ_system = "",
               .cpt = CptKind::kNothing},
      .expectations =
          {
              {&F::planar_share, 0.3, 1.0, Basis::kReasoned, kByHand},
              {&F::common_axis_share, 0.12, 1.0, Basis::kReasoned, kByHand},
              {&F::flat_share, 0.1, 1.0, Basis::kReasoned, kByHand},
              {&F::saddle_share, 0.0, 0.06, Basis::kReasoned, kByHand},
              {&F::asymmetry, 0.005, 0.06, Basis::kReasoned, kByHand},
              {&F::parallel_share, 0.74, 0.93, Basis::kCorpus, kMeasured},
              {&F::middle_to_longest, 0.31, 0.64, Basis::kCorpus, kMeasured},
          },
      .weight = 1.62,
      .naming = std::nullopt,
  };
}

}  // namespace pg
