#include "pipeline/classes/model_class.hpp"

namespace pg {

ModelClass describe_class_dental() {
  return {
      .id = "dental",
      .title = "Teeth or dental arch",
      .speaks_for = "A small body of gentle bulges, or an open shell over teeth.",
      .group = CoarseGroup::kBoneTooth,
      .form = {.object = ObjectType::kAnatomicModel,
               .region = "Head",
               .structure = "Teeth",
               .organ_system = "Musculoskeletal",
               .cpt = CptKind::kAnatomicModel},
  };
}

}  // namespace pg
