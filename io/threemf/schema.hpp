#pragma once
/// The elements of a model part: which there are, where they belong and what attributes they have
/// (3MF core specification, appendix B.1).

#include <cstdint>
#include <string_view>

#include "io/support/xml.hpp"

namespace pg::threemf {

inline constexpr std::string_view kCore =
    "http://schemas.microsoft.com/3dmanufacturing/core/2015/02";
inline constexpr std::string_view kCore2013 =
    "http://schemas.microsoft.com/3dmanufacturing/2013/01";
inline constexpr std::string_view kXml = "http://www.w3.org/XML/1998/namespace";

enum class Tag : std::uint8_t {
  kModel,
  kMetadata,
  kMetadataGroup,
  kResources,
  kBaseMaterials,
  kBase,
  kObject,
  kMesh,
  kVertices,
  kVertex,
  kTriangles,
  kTriangle,
  kComponents,
  kComponent,
  kBuild,
  kItem,
  kForeign,
  kNone
};

struct TagRow {
  std::string_view local;
  Tag tag;
  Tag parent;
  std::string_view
      attributes;  ///< Names the core schema knows, blank-separated, with blanks around.
};

/// The row of a core element under a parent, or nullptr where the schema has no place for it.
[[nodiscard]] const TagRow* find_tag(std::string_view local, Tag parent);
/// Whether the core schema knows an attribute of that element.
[[nodiscard]] bool knows_attribute(const TagRow& row, std::string_view name);

/// "beamlattice" of "http://schemas.microsoft.com/3dmanufacturing/beamlattice/2017/02"; else empty.
[[nodiscard]] std::string_view extension_of(std::string_view space);
/// Extensions that printgauge reads, steps over knowingly or refuses in their own words.
[[nodiscard]] bool is_known_extension(std::string_view space);

/// False when an element of the materials extension lacks an attribute that it must have.
[[nodiscard]] bool material_is_whole(std::string_view local, const XmlAttributes& attributes);

}  // namespace pg::threemf
