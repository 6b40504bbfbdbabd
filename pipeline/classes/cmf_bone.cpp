#include "pipeline/classes/model_class.hpp"

namespace pg {

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
  };
}

}  // namespace pg
