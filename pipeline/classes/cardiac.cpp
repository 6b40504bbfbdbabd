#include "pipeline/classes/model_class.hpp"

namespace pg {
namespace {

using F = ShapeFeatures;

constexpr std::string_view kByHand =
    "set by hand from what the object is, looking at 30 files of 11 repositories of the "
    "corpus";

}  // namespace

ModelClass describe_class_cardiac() {
  return {
      .id = "cardiac",
      .title = "Heart",
      .speaks_for =
          "An uneven lump of body size whose cavities or stumps of vessels are wide tubes; "
          "no mirror plane, no large planes, bends little.",
      .group = CoarseGroup::kHeart,
      .form = {.object = ObjectType::kAnatomicModel,
               .region = "Chest",
               .structure = "Heart",
               .organ_system = "Cardiovascular",
               .cpt = CptKind::kAnatomicModel},
      .expectations =
          {
              {&F::longest_mm, 75.0, 230.0, Basis::kSize,
               "DOMAIN 4 [A4][A5]: adult heart 120 mm; chambers alone to hearts with great "
               "vessels"},
              {&F::tube_diameter_mm, 18.0, 90.0, Basis::kSize,
               "DOMAIN 4 [A1]: great vessels from 18 mm; chambers up to 90 mm"},
              {&F::asymmetry, 0.07, 0.17, Basis::kReasoned, kByHand},
              {&F::tube_share, 0.12, 0.55, Basis::kReasoned, kByHand},
              {&F::cap_share, 0.08, 0.35, Basis::kReasoned, kByHand},
              {&F::ridge_share, 0.38, 0.65, Basis::kReasoned, kByHand},
              {&F::saddle_share, 0.08, 0.3, Basis::kReasoned, kByHand},
              {&F::hollow_share, 0.02, 0.4, Basis::kReasoned, kByHand},
              {&F::bending, 0.9, 1.8, Basis::kReasoned, kByHand},
              {&F::planar_share, 0.0, 0.2, Basis::kReasoned, kByHand},
              {&F::middle_to_longest, 0.5, 0.95, Basis::kReasoned, kByHand},
              {&F::shortest_to_middle, 0.6, 1.0, Basis::kReasoned, kByHand},
              {&F::area_to_radius2, 11.0, 33.0, Basis::kReasoned, kByHand},
          },
      .weight = 0.97,
      .naming = NamingRule{.share_from = 0.32, .right = 14, .named = 17},
  };
}

}  // namespace pg
