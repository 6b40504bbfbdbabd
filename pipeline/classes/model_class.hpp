#pragma once
/// How a class of model describes itself. A new one is a file in pipeline/classes/ and a line in
/// its catalogue.

#include <cstdint>
#include <span>
#include <string_view>

#include "pipeline/classes/object_type.hpp"

namespace pg {

/// What can be told more surely than the class itself.
enum class CoarseGroup : std::uint8_t {
  kHeart,
  kVessel,
  kBoneTooth,
  kOrganAirway,
  kGuide,
  kObject
};
inline constexpr std::size_t kCoarseGroups = 6;
[[nodiscard]] std::string_view coarse_group_id(CoarseGroup group);     ///< "bone_tooth"
[[nodiscard]] std::string_view coarse_group_words(CoarseGroup group);  ///< "bone or tooth"

/// Which pair of CPT codes a print of the class is billed under, if any (DOMAIN 2): 0559T and 0560T
/// for models, 0561T and 0562T for guides.
enum class CptKind : std::uint8_t { kNothing, kAnatomicModel, kAnatomicGuide };
[[nodiscard]] std::string_view cpt_kind_id(CptKind kind);

/// What the class proposes for the case form; empty where the shape cannot tell. In the form's own
/// words only where those are public (DOMAIN 1.2).
struct CaseFormHints {
  ObjectType object = ObjectType::kNothing;
  std::string_view region;
  std::string_view structure;
  std::string_view organ_system;
  CptKind cpt = CptKind::kNothing;
};

struct ModelClass {
  std::string_view id;
  std::string_view title;
  std::string_view speaks_for;  ///< What a person would look for.
  CoarseGroup group;
  CaseFormHints form;
};

/// All classes, in the order of the catalogue.
[[nodiscard]] std::span<const ModelClass> all_classes();
/// Null when there is none of that id.
[[nodiscard]] const ModelClass* find_class(std::string_view id);

}  // namespace pg
