#include "pipeline/classes/model_class.hpp"

namespace pg {
namespace {

using F = ShapeFeatures;

constexpr std::string_view kMeasured =
    "corpus: 10 to 90 % of the medians of 9 repositories (13 files)";
constexpr std::string_view kByHand =
    "set by hand from what the object is, looking at 13 files of 9 repositories of the "
    "corpus";

}  // namespace

ModelClass describe_class_vascular_other() {
  return {
      .id = "vascular_other",
      .title = "Other vessels",
      .speaks_for = "Mostly thin, branching tubes that fill little of their box.",
      .group = CoarseGroup::kVessel,
      .form = {.object = ObjectType::kAnatomicModel,
               .region = "",
               .structure = "Vessel",
               .organ_system = "Cardiovascular",
               .cpt = CptKind::kAnatomicModel},
      .expectations =
          {
              {&F::tube_diameter_mm, 1.0, 12.0, Basis::kSize,
               "DOMAIN 4 [A21]: from 0.5 mm phantoms up; narrower than an aorta"},
              {&F::tube_share, 0.6, 1.0, Basis::kReasoned, kByHand},
              {&F::ridge_share, 0.47, 0.98, Basis::kCorpus, kMeasured},
              {&F::area_to_radius2, 1.1, 10.0, Basis::kCorpus, kMeasured},
              {&F::box_fill, 0.0074, 0.16, Basis::kCorpus, kMeasured},
              {&F::planar_share, 0.0, 0.12, Basis::kReasoned, kByHand},
              {&F::tube_to_radius, 0.065, 0.5, Basis::kCorpus, kMeasured},
              {&F::asymmetry, 0.05, 0.3, Basis::kReasoned, kByHand},
              {&F::bending, 2.2, 18.0, Basis::kCorpus, kMeasured},
              {&F::cap_share, 0.0059, 0.14, Basis::kCorpus, kMeasured},
          },
      .weight = 1.94,
      .naming = std::nullopt,
  };
}

}  // namespace pg
