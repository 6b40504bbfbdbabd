#include "pipeline/classes/model_class.hpp"

namespace pg {

ModelClass describe_class_organ_other() {
  return {
      .id = "organ_other",
      .title = "Other organ or tumour",
      .speaks_for = "A thick lump that bulges nearly everywhere; few tubes.",
      .group = CoarseGroup::kOrganAirway,
      .form = {.object = ObjectType::kAnatomicModel,
               .region = "",
               .structure = "Organ",
               .organ_system = "",
               .cpt = CptKind::kAnatomicModel},
  };
}

}  // namespace pg
