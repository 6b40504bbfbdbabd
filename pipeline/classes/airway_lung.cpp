#include "pipeline/classes/model_class.hpp"

namespace pg {
namespace {

using F = ShapeFeatures;

constexpr std::string_view kMeasured =
    "corpus: 10 to 90 % of the medians of 5 repositories (12 files)";

}  // namespace

ModelClass describe_class_airway_lung() {
  return {
      .id = "airway_lung",
      .title = "Airway or lung",
      .speaks_for = "A tapering, flattened tube or its tree, or a thin-walled hollow pair.",
      .group = CoarseGroup::kOrganAirway,
      .form = {.object = ObjectType::kAnatomicModel,
               .region = "Chest or neck",
               .structure = "Airway",
               .organ_system = "Respiratory",
               .cpt = CptKind::kAnatomicModel},
      .expectations =
          {
              {&F::longest_mm, 30.0, 350.0, Basis::kSize, "corpus: a larynx to a pair of lungs"},
              {&F::asymmetry, 0.043, 0.1, Basis::kCorpus, kMeasured},
              {&F::cap_share, 0.026, 0.1, Basis::kCorpus, kMeasured},
              {&F::ridge_share, 0.54, 0.91, Basis::kCorpus, kMeasured},
              {&F::saddle_share, 0.044, 0.23, Basis::kCorpus, kMeasured},
              {&F::hollow_share, 0.0046, 0.19, Basis::kCorpus, kMeasured},
              {&F::flat_share, 0.00013, 0.027, Basis::kCorpus, kMeasured},
              {&F::bending, 1.5, 4.4, Basis::kCorpus, kMeasured},
              {&F::planar_share, 0.0045, 0.093, Basis::kCorpus, kMeasured},
              {&F::common_axis_share, 0.026, 0.049, Basis::kCorpus, kMeasured},
              {&F::middle_to_longest, 0.56, 0.84, Basis::kCorpus, kMeasured},
              {&F::shortest_to_middle, 0.25, 0.78, Basis::kCorpus, kMeasured},
              {&F::area_to_radius2, 4.1, 14.0, Basis::kCorpus, kMeasured},
              {&F::box_fill, 0.035, 0.22, Basis::kCorpus, kMeasured},
              {&F::tube_share, 0.15, 0.87, Basis::kCorpus, kMeasured},
              {&F::tube_spread, 1.6, 3.7, Basis::kCorpus, kMeasured},
              {&F::tube_to_radius, 0.11, 0.55, Basis::kCorpus, kMeasured},
          },
      .weight = 1.45,
      .naming = std::nullopt,
  };
}

}  // namespace pg
