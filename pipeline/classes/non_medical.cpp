#include "pipeline/classes/model_class.hpp"

namespace pg {

ModelClass describe_class_non_medical() {
  return {
      .id = "non_medical",
      .title = "Not medical",
      .speaks_for = "Planes, a common direction of faces and a mirror plane: a maker's hand.",
      .group = CoarseGroup::kObject,
      .form = {.object = ObjectType::kNothing,
               .region = "",
               .structure = "",
               .organ_system = "",
               .cpt = CptKind::kNothing},
  };
}

}  // namespace pg
