#include <algorithm>

#include "geometry/check.hpp"
#include "pipeline/classes/model_class.hpp"

// A class is a file in pipeline/classes/ and a line here; the order is that of reports and ties.
#define PG_CLASSES(ROW) \
  ROW(cardiac)          \
  ROW(aortic)           \
  ROW(cmf_guide)        \
  ROW(guide_other)      \
  ROW(cmf_bone)         \
  ROW(dental)           \
  ROW(orthopaedic_bone) \
  ROW(vascular_other)   \
  ROW(organ_other)      \
  ROW(airway_lung)      \
  ROW(device_other)     \
  ROW(non_medical)

namespace pg {

#define PG_DECLARE(id) ModelClass describe_class_##id();
PG_CLASSES(PG_DECLARE)
#undef PG_DECLARE

std::span<const ModelClass> all_classes() {
#define PG_ENTRY(id) describe_class_##id(),
  static const ModelClass table[] = {PG_CLASSES(PG_ENTRY)};
#undef PG_ENTRY
  return table;
}

const ModelClass* find_class(std::string_view id) {
  const std::span<const ModelClass> all = all_classes();
  const auto it =
      std::find_if(all.begin(), all.end(), [&](const ModelClass& entry) { return entry.id == id; });
  return it == all.end() ? nullptr : &*it;
}

std::string_view coarse_group_id(CoarseGroup group) {
  switch (group) {
    case CoarseGroup::kHeart:
      return "heart";
    case CoarseGroup::kVessel:
      return "vessel";
    case CoarseGroup::kBoneTooth:
      return "bone_tooth";
    case CoarseGroup::kOrganAirway:
      return "organ_airway";
    case CoarseGroup::kGuide:
      return "guide";
    case CoarseGroup::kObject:
      return "object";
  }
  check_failed("known CoarseGroup", __FILE__, __LINE__);
}

std::string_view coarse_group_words(CoarseGroup group) {
  switch (group) {
    case CoarseGroup::kHeart:
      return "heart";
    case CoarseGroup::kVessel:
      return "vessel";
    case CoarseGroup::kBoneTooth:
      return "bone or tooth";
    case CoarseGroup::kOrganAirway:
      return "organ or airway";
    case CoarseGroup::kGuide:
      return "guide";
    case CoarseGroup::kObject:
      return "made object";
  }
  check_failed("known CoarseGroup", __FILE__, __LINE__);
}

std::string_view object_type_id(ObjectType type) {
  switch (type) {
    case ObjectType::kNothing:
      return "none";
    case ObjectType::kAnatomicModel:
      return "anatomic_model";
    case ObjectType::kAnatomicGuide:
      return "anatomic_guide";
  }
  check_failed("known ObjectType", __FILE__, __LINE__);
}

std::string_view object_type_title(ObjectType type) {
  switch (type) {
    case ObjectType::kNothing:
      return "None";
    case ObjectType::kAnatomicModel:
      return "Anatomic Model";
    case ObjectType::kAnatomicGuide:
      return "Anatomic Guide";
  }
  check_failed("known ObjectType", __FILE__, __LINE__);
}

std::string_view cpt_kind_id(CptKind kind) {
  switch (kind) {
    case CptKind::kNothing:
      return "none";
    case CptKind::kAnatomicModel:
      return "anatomic_model";
    case CptKind::kAnatomicGuide:
      return "anatomic_guide";
  }
  check_failed("known CptKind", __FILE__, __LINE__);
}

}  // namespace pg
