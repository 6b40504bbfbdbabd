#include "pipeline/classes/model_class.hpp"

namespace pg {
namespace {

using F = ShapeFeatures;

constexpr std::string_view kByHand =
    "DOMAIN 4, guide signature: flat cut faces and slots on a plate; no real guide was at "
    "hand";

}  // namespace

ModelClass describe_class_guide_other() {
  return {
      .id = "guide_other",
      .title = "Other guide",
      .speaks_for = "A plate of 2 to 5 mm with flat faces beside surface that follows the body.",
      .group = CoarseGroup::kGuide,
      .form = {.object = ObjectType::kAnatomicGuide,
               .region = "",
               .structure = "",
               .organ_system = "",
               .cpt = CptKind::kAnatomicGuide},
      .expectations =
          {
              {&F::longest_mm, 20.0, 200.0, Basis::kSize, "DOMAIN 4 [A22]: a slot, 20 mm, upward"},
              {&F::wall_mm, 2.0, 5.0, Basis::kSize,
               "DOMAIN 4 [A22]: walls of 3 mm; 2 to 5 with margin"},
              {&F::planar_share, 0.12, 0.6, Basis::kReasoned, kByHand},
              {&F::common_axis_share, 0.1, 0.45, Basis::kReasoned, kByHand},
              {&F::flat_share, 0.05, 0.75, Basis::kReasoned, kByHand},
              {&F::parallel_share, 0.4, 1.0, Basis::kReasoned, kByHand},
              {&F::tube_share, 0.0, 0.4, Basis::kReasoned, kByHand},
              {&F::box_fill, 0.03, 0.35, Basis::kReasoned, kByHand},
          },
      .weight = 0.23,
      .naming = std::nullopt,
  };
}

}  // namespace pg
