#include "pipeline/classes/model_class.hpp"

namespace pg {

ModelClass describe_class_device_other() {
  return {
      .id = "device_other",
      .title = "Other medical device",
      .speaks_for = "Planes, parallel walls and a mirror plane: a maker's hand, longer than wide.",
      .group = CoarseGroup::kObject,
      .form = {.object = ObjectType::kNothing,
               .region = "",
               .structure = "",
               .organ_system = "",
               .cpt = CptKind::kNothing},
  };
}

}  // namespace pg
