#include "io/threemf/schema.hpp"

#include <algorithm>

namespace pg::threemf {
namespace {

constexpr TagRow kTags[] = {
    {"model", Tag::kModel, Tag::kNone, " unit requiredextensions recommendedextensions "},
    {"metadata", Tag::kMetadata, Tag::kModel, " name type preserve "},
    {"metadata", Tag::kMetadata, Tag::kMetadataGroup, " name type preserve "},
    {"metadatagroup", Tag::kMetadataGroup, Tag::kObject, " "},
    {"metadatagroup", Tag::kMetadataGroup, Tag::kItem, " "},
    {"resources", Tag::kResources, Tag::kModel, " "},
    {"basematerials", Tag::kBaseMaterials, Tag::kResources, " id "},
    {"base", Tag::kBase, Tag::kBaseMaterials, " name displaycolor "},
    {"object", Tag::kObject, Tag::kResources, " id type pid pindex thumbnail partnumber name "},
    {"mesh", Tag::kMesh, Tag::kObject, " "},
    {"vertices", Tag::kVertices, Tag::kMesh, " "},
    {"vertex", Tag::kVertex, Tag::kVertices, " x y z "},
    {"triangles", Tag::kTriangles, Tag::kMesh, " "},
    {"triangle", Tag::kTriangle, Tag::kTriangles, " v1 v2 v3 p1 p2 p3 pid "},
    {"components", Tag::kComponents, Tag::kObject, " "},
    {"component", Tag::kComponent, Tag::kComponents, " objectid transform "},
    {"build", Tag::kBuild, Tag::kModel, " "},
    {"item", Tag::kItem, Tag::kBuild, " objectid transform partnumber "},
};

/// What the materials extension requires, as far as one attribute can tell.
struct MaterialRow {
  std::string_view local;
  std::string_view attributes;
};
constexpr MaterialRow kMaterials[] = {{"colorgroup", "id"},
                                      {"color", "color"},
                                      {"texture2dgroup", "id texid"},
                                      {"tex2coord", "u v"},
                                      {"compositematerials", "id matid matindices"},
                                      {"composite", "values"},
                                      {"multiproperties", "id pids"},
                                      {"multi", "pindices"},
                                      {"texture2d", "id path contenttype"}};

}  // namespace

const TagRow* find_tag(std::string_view local, Tag parent) {
  for (const TagRow& row : kTags)
    if (row.local == local && row.parent == parent) return &row;
  return nullptr;
}

bool knows_attribute(const TagRow& row, std::string_view name) {
  const std::size_t at = row.attributes.find(name);
  return !name.empty() && at != std::string_view::npos && at > 0 && row.attributes[at - 1] == ' ' &&
         row.attributes[at + name.size()] == ' ';
}

std::string_view extension_of(std::string_view space) {
  for (const std::string_view root :
       {"http://schemas.microsoft.com/3dmanufacturing/", "http://schemas.3mf.io/3dmanufacturing/",
        "http://schemas.3mf.io/"})
    if (space.substr(0, root.size()) == root) {
      const std::string_view rest = space.substr(root.size());
      return rest.substr(0, rest.find('/'));
    }
  return {};
}

bool is_known_extension(std::string_view space) {
  static constexpr std::string_view kKnown[] = {
      "core",         "material",     "production", "slice",    "beamlattice",      "securecontent",
      "trianglesets", "displacement", "volumetric", "implicit", "booleanoperations"};
  return space == kCore ||
         std::find(std::begin(kKnown), std::end(kKnown), extension_of(space)) != std::end(kKnown);
}

bool material_is_whole(std::string_view local, const XmlAttributes& attributes) {
  for (const MaterialRow& row : kMaterials) {
    if (row.local != local) continue;
    std::string_view rest = row.attributes;
    while (!rest.empty()) {
      const std::size_t blank = std::min(rest.find(' '), rest.size());
      if (!attributes.find(rest.substr(0, blank))) return false;
      rest.remove_prefix(std::min(rest.size(), blank + 1));
    }
  }
  return true;
}

}  // namespace pg::threemf
