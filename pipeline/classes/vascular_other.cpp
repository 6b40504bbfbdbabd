#include "pipeline/classes/model_class.hpp"

namespace pg {

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
  };
}

}  // namespace pg
