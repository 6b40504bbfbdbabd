#pragma once
/// "Type of 3D printed object" of the registry's case form.

#include <cstdint>
#include <string_view>

namespace pg {

enum class ObjectType : std::uint8_t { kNothing, kAnatomicModel, kAnatomicGuide };
[[nodiscard]] std::string_view object_type_id(ObjectType type);     ///< "anatomic_model", "none"
[[nodiscard]] std::string_view object_type_title(ObjectType type);  ///< "Anatomic Model", "None"

}  // namespace pg
