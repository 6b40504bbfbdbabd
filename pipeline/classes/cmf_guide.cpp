#include "pipeline/classes/model_class.hpp"

namespace pg {

ModelClass describe_class_cmf_guide() {
  return {
      .id = "cmf_guide",
      .title = "Craniomaxillofacial guide",
      .speaks_for = "A plate of 2 to 5 mm with flat faces beside surface that follows bone.",
      .group = CoarseGroup::kGuide,
      .form = {.object = ObjectType::kAnatomicGuide,
               .region = "Head",
               .structure = "",
               .organ_system = "Musculoskeletal",
               .cpt = CptKind::kAnatomicGuide},
  };
}

}  // namespace pg
