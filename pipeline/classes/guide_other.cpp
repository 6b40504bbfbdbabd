#include "pipeline/classes/model_class.hpp"

namespace pg {

ModelClass describe_class_guide_other() {
  return {
      .id = "guide_other",
      .title = "Other guide",
      .speaks_for = "A plate of 2 to 5 mm with flat faces beside surface that follows the body.",
      .group = CoarseGroup::kGuide,
      .form = {.object = ObjectType::kAnatomicGuide,
               .region = "",
               .structure = "",
               .organ_system = "",
               .cpt = CptKind::kAnatomicGuide},
  };
}

}  // namespace pg
