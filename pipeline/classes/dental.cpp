#include "pipeline/classes/model_class.hpp"

namespace pg {
namespace {

using F = ShapeFeatures;

constexpr std::string_view kMeasured =
    "corpus: 10 to 90 % of the medians of 6 repositories (18 files)";

}  // namespace

ModelClass describe_class_dental() {
  return {
      .id = "dental",
      .title = "Teeth or dental arch",
      .speaks_for = "A small body of gentle bulges, or an open shell over teeth.",
      .group = CoarseGroup::kBoneTooth,
      .form = {.object = ObjectType::kAnatomicModel,
               .region = "Head",
               .structure = "Teeth",
               .organ_system = "Musculoskeletal",
               .cpt = CptKind::kAnatomicModel},
      .expectations =
          {
              {&F::longest_mm, 5.0, 90.0, Basis::kSize,
               "DOMAIN 4 [A29]: a tooth to an arch, under 90 mm"},
              {&F::asymmetry, 0.047, 0.075, Basis::kCorpus, kMeasured},
              {&F::cap_share, 0.066, 0.2, Basis::kCorpus, kMeasured},
              {&F::ridge_share, 0.38, 0.74, Basis::kCorpus, kMeasured},
              {&F::saddle_share, 0.046, 0.24, Basis::kCorpus, kMeasured},
              {&F::hollow_share, 0.037, 0.28, Basis::kCorpus, kMeasured},
              {&F::flat_share, 0.0046, 0.086, Basis::kCorpus, kMeasured},
              {&F::bending, 1.1, 2.1, Basis::kCorpus, kMeasured},
              {&F::planar_share, 0.027, 0.21, Basis::kCorpus, kMeasured},
              {&F::common_axis_share, 0.024, 0.11, Basis::kCorpus, kMeasured},
              {&F::middle_to_longest, 0.49, 0.91, Basis::kCorpus, kMeasured},
              {&F::shortest_to_middle, 0.46, 0.83, Basis::kCorpus, kMeasured},
              {&F::area_to_radius2, 7.7, 18.0, Basis::kCorpus, kMeasured},
              {&F::box_fill, 0.16, 0.47, Basis::kCorpus, kMeasured},
              {&F::tube_share, 0.016, 0.49, Basis::kCorpus, kMeasured},
              {&F::wall_spread, 3.0, 5.4, Basis::kCorpus, kMeasured},
              {&F::wall_to_radius, 0.32, 1.2, Basis::kCorpus, kMeasured},
          },
      .weight = 1.72,
      .naming = std::nullopt,
  };
}

}  // namespace pg
