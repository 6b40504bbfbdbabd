#include "pipeline/classes/model_class.hpp"

namespace pg {

ModelClass describe_class_aortic() {
  return {
      .id = "aortic",
      .title = "Aorta",
      .speaks_for =
          "Nearly all of it is one long tube of 13 to 60 mm, smooth, little branched and "
          "not mirror-symmetric.",
      .group = CoarseGroup::kVessel,
      .form = {.object = ObjectType::kAnatomicModel,
               .region = "Chest or abdomen",
               .structure = "Aorta",
               .organ_system = "Cardiovascular",
               .cpt = CptKind::kAnatomicModel},
  };
}

}  // namespace pg
