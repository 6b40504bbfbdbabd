#include "pipeline/classes/model_class.hpp"

namespace pg {
namespace {

using F = ShapeFeatures;

constexpr std::string_view kMeasured =
    "corpus: 10 to 90 % of the medians of 10 repositories (21 files)";

}  // namespace

ModelClass describe_class_organ_other() {
  return {
      .id = "organ_other",
      .title = "Other organ or tumour",
      .speaks_for = "A thick lump that bulges nearly everywhere; few tubes.",
      .group = CoarseGroup::kOrganAirway,
      .form = {.object = ObjectType::kAnatomicModel,
               .region = "",
               .structure = "Organ",
               .organ_system = "",
               .cpt = CptKind::kAnatomicModel},
      .expectations =
          {
              {&F::longest_mm, 10.0, 280.0, Basis::kSize,
               "DOMAIN 4 [A17][A19]: a tumour to a liver, 225 mm, with margin"},
              {&F::asymmetry, 0.049, 0.11, Basis::kCorpus, kMeasured},
              {&F::cap_share, 0.16, 0.35, Basis::kCorpus, kMeasured},
              {&F::ridge_share, 0.41, 0.6, Basis::kCorpus, kMeasured},
              {&F::saddle_share, 0.007, 0.22, Basis::kCorpus, kMeasured},
              {&F::hollow_share, 0.0, 0.13, Basis::kCorpus, kMeasured},
              {&F::flat_share, 0.011, 0.055, Basis::kCorpus, kMeasured},
              {&F::bending, 1.0, 1.5, Basis::kCorpus, kMeasured},
              {&F::planar_share, 0.0, 0.12, Basis::kCorpus, kMeasured},
              {&F::middle_to_longest, 0.63, 0.89, Basis::kCorpus, kMeasured},
              {&F::shortest_to_middle, 0.73, 0.91, Basis::kCorpus, kMeasured},
              {&F::area_to_radius2, 13.0, 28.0, Basis::kCorpus, kMeasured},
              {&F::box_fill, 0.3, 0.5, Basis::kCorpus, kMeasured},
              {&F::tube_share, 0.0, 0.17, Basis::kCorpus, kMeasured},
              {&F::lump_share, 0.75, 1.0, Basis::kCorpus, kMeasured},
              {&F::wall_to_radius, 0.55, 1.8, Basis::kCorpus, kMeasured},
              {&F::facing_share, 0.0, 0.36, Basis::kCorpus, kMeasured},
          },
      .weight = 1.51,
      .naming = std::nullopt,
  };
}

}  // namespace pg
