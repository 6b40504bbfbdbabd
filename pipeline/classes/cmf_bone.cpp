#include "pipeline/classes/model_class.hpp"

namespace pg {
namespace {

using F = ShapeFeatures;

constexpr std::string_view kMeasured =
    "corpus: 10 to 90 % of the medians of 9 repositories (20 files)";

}  // namespace

ModelClass describe_class_cmf_bone() {
  return {
      .id = "cmf_bone",
      .title = "Skull, jaw or face bone",
      .speaks_for = "Bone with a mirror plane, saddles and hollows, very thin beside thick places.",
      .group = CoarseGroup::kBoneTooth,
      .form = {.object = ObjectType::kAnatomicModel,
               .region = "Head",
               .structure = "Bone",
               .organ_system = "Musculoskeletal",
               .cpt = CptKind::kAnatomicModel},
      .expectations =
          {
              {&F::longest_mm, 40.0, 260.0, Basis::kSize,
               "DOMAIN 4 [A11][A14]: an orbit, 40 mm, to a whole skull with jaw"},
              {&F::asymmetry, 0.041, 0.063, Basis::kCorpus, kMeasured},
              {&F::cap_share, 0.056, 0.37, Basis::kCorpus, kMeasured},
              {&F::ridge_share, 0.31, 0.54, Basis::kCorpus, kMeasured},
              {&F::saddle_share, 0.12, 0.23, Basis::kCorpus, kMeasured},
              {&F::hollow_share, 0.098, 0.2, Basis::kCorpus, kMeasured},
              {&F::bending, 1.2, 1.6, Basis::kCorpus, kMeasured},
              {&F::planar_share, 0.0, 0.13, Basis::kCorpus, kMeasured},
              {&F::area_to_radius2, 9.6, 22.0, Basis::kCorpus, kMeasured},
              {&F::middle_to_longest, 0.7, 0.9, Basis::kCorpus, kMeasured},
              {&F::shortest_to_middle, 0.51, 0.85, Basis::kCorpus, kMeasured},
              {&F::tube_share, 0.051, 0.14, Basis::kCorpus, kMeasured},
              {&F::wall_spread, 2.6, 45.0, Basis::kCorpus, kMeasured},
          },
      .weight = 2.08,
      .naming = std::nullopt,
  };
}

}  // namespace pg
