#include "pipeline/classes/model_class.hpp"

namespace pg {
namespace {

using F = ShapeFeatures;

constexpr std::string_view kByHand =
    "set by hand from what the object is, looking at 10 files of 5 repositories of the "
    "corpus";

}  // namespace

ModelClass describe_class_aortic() {
  return {
      .id = "aortic",
      .title = "Aorta",
      .speaks_for =
          "Nearly all of it is one long tube of 13 to 60 mm, smooth, little branched and "
          "not mirror-symmetric.",
      .group = CoarseGroup::kVessel,
      .form = {.object = ObjectType::kAnatomicModel,
               .region = "Chest or abdomen",
               .structure = "Aorta",
               .organ_system = "Cardiovascular",
               .cpt = CptKind::kAnatomicModel},
      .expectations =
          {
              {&F::tube_diameter_mm, 13.0, 60.0, Basis::kSize,
               "DOMAIN 4 [A1][A2][A3]: 16 (a small isthmus, -2 SD) to 55 mm (repair), with "
               "margin for children"},
              {&F::longest_mm, 60.0, 600.0, Basis::kSize,
               "DOMAIN 4 [A3]: from a part of the arch to the whole aorta"},
              {&F::tube_share, 0.8, 1.0, Basis::kReasoned, kByHand},
              {&F::ridge_share, 0.8, 1.0, Basis::kReasoned, kByHand},
              {&F::hollow_share, 0.0, 0.05, Basis::kReasoned, kByHand},
              {&F::tube_spread, 1.0, 3.0, Basis::kReasoned, kByHand},
              {&F::middle_to_longest, 0.2, 0.65, Basis::kReasoned, kByHand},
              {&F::area_to_radius2, 2.0, 8.0, Basis::kReasoned, kByHand},
              {&F::shortest_to_middle, 0.4, 1.0, Basis::kReasoned, kByHand},
              {&F::planar_share, 0.0, 0.12, Basis::kReasoned, kByHand},
              {&F::asymmetry, 0.02, 0.2, Basis::kReasoned, kByHand},
              {&F::wall_to_radius, 0.1, 0.7, Basis::kReasoned, kByHand},
          },
      .weight = 3.72,
      .naming = NamingRule{.share_from = 0.55, .right = 4, .named = 4},
  };
}

}  // namespace pg
