#include "pipeline/classes/model_class.hpp"

namespace pg {

ModelClass describe_class_airway_lung() {
  return {
      .id = "airway_lung",
      .title = "Airway or lung",
      .speaks_for = "A tapering, flattened tube or its tree, or a thin-walled hollow pair.",
      .group = CoarseGroup::kOrganAirway,
      .form = {.object = ObjectType::kAnatomicModel,
               .region = "Chest or neck",
               .structure = "Airway",
               .organ_system = "Respiratory",
               .cpt = CptKind::kAnatomicModel},
  };
}

}  // namespace pg
