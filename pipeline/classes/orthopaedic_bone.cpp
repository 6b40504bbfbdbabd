#include "pipeline/classes/model_class.hpp"

namespace pg {

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
  };
}

}  // namespace pg
