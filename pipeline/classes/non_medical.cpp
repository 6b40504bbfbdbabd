#include "pipeline/classes/model_class.hpp"

namespace pg {
namespace {

using F = ShapeFeatures;

constexpr std::string_view kByHand =
    "set by hand from what the object is, looking at 50 files of 10 repositories of the "
    "corpus";

}  // namespace

ModelClass describe_class_non_medical() {
  return {
      .id = "non_medical",
      .title = "Not medical",
      .speaks_for = "Planes, a common direction of faces and a mirror plane: a maker's hand.",
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
          },
      .weight = 1.07,
      .naming = std::nullopt,
  };
}

}  // namespace pg
