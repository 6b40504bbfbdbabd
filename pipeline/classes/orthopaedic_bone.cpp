#include "pipeline/classes/model_class.hpp"

namespace pg {
namespace {

using F = ShapeFeatures;

constexpr std::string_view kMeasured =
    "corpus: 10 to 90 % of the medians of 9 repositories (33 files)";

}  // namespace

ModelClass describe_class_orthopaedic_bone() {
  return {
      .id = "orthopaedic_bone",
      .title = "Bone of trunk or limb",
      .speaks_for =
          "Shafts, condyles and processes: gently bent, no large planes, widely varying "
          "thickness.",
      .group = CoarseGroup::kBoneTooth,
      .form = {.object = ObjectType::kAnatomicModel,
               .region = "",
               .structure = "Bone",
               .organ_system = "Musculoskeletal",
               .cpt = CptKind::kAnatomicModel},
      .expectations =
          {
              {&F::longest_mm, 25.0, 520.0, Basis::kSize,
               "DOMAIN 4 [A7][A30]: a vertebral body, 25 mm, to a femur, 505 mm"},
              {&F::asymmetry, 0.033, 0.1, Basis::kCorpus, kMeasured},
              {&F::cap_share, 0.069, 0.19, Basis::kCorpus, kMeasured},
              {&F::ridge_share, 0.48, 0.7, Basis::kCorpus, kMeasured},
              {&F::saddle_share, 0.089, 0.22, Basis::kCorpus, kMeasured},
              {&F::hollow_share, 0.014, 0.21, Basis::kCorpus, kMeasured},
              {&F::flat_share, 0.00026, 0.027, Basis::kCorpus, kMeasured},
              {&F::bending, 1.3, 7.4, Basis::kCorpus, kMeasured},
              {&F::planar_share, 0.0094, 0.18, Basis::kCorpus, kMeasured},
              {&F::common_axis_share, 0.024, 0.073, Basis::kCorpus, kMeasured},
              {&F::middle_to_longest, 0.19, 0.83, Basis::kCorpus, kMeasured},
              {&F::shortest_to_middle, 0.48, 0.78, Basis::kCorpus, kMeasured},
              {&F::area_to_radius2, 2.0, 14.0, Basis::kCorpus, kMeasured},
              {&F::box_fill, 0.1, 0.27, Basis::kCorpus, kMeasured},
              {&F::tube_share, 0.12, 0.65, Basis::kCorpus, kMeasured},
              {&F::wall_spread, 2.4, 7.0, Basis::kCorpus, kMeasured},
              {&F::wall_to_radius, 0.12, 0.51, Basis::kCorpus, kMeasured},
          },
      .weight = 1.62,
      .naming = std::nullopt,
  };
}

}  // namespace pg
