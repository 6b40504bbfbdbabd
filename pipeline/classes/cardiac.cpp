#include "pipeline/classes/model_class.hpp"

namespace pg {

ModelClass describe_class_cardiac() {
  return {
      .id = "cardiac",
      .title = "Heart",
      .speaks_for =
          "An uneven lump of body size whose cavities or stumps of vessels are wide tubes; "
          "no mirror plane, no large planes, bends little.",
      .group = CoarseGroup::kHeart,
      .form = {.object = ObjectType::kAnatomicModel,
               .region = "Chest",
               .structure = "Heart",
               .organ_system = "Cardiovascular",
               .cpt = CptKind::kAnatomicModel},
  };
}

}  // namespace pg
