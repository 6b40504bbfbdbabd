#include "io/threemf/model_handler.hpp"

#include "io/support/words.hpp"
#include "io/threemf/mesh_scan.hpp"
#include "io/threemf/values.hpp"

namespace pg::threemf {

std::optional<Error> ModelHandler::start(XmlName name, const XmlAttributes& attributes) {
  scan_ = Tag::kNone;
  if (++events_ % 8192 == 0 && deadline_.passed())
    return Error{ErrorCode::kTooLarge, out_of_time_words(limits_.seconds_max)};
  const Tag parent = stack_.empty() ? Tag::kNone : stack_.back();
  if (stack_.empty()) {
    document.old_namespace = name.space == kCore2013;
    core_ = document.old_namespace ? kCore2013 : kCore;
    if (name.space != core_ || name.local != "model")
      return fail("no 3MF core model as its root element");
  }
  if (name.space != core_) {
    stack_.push_back(Tag::kForeign);
    return foreign(name, parent, attributes);
  }
  const TagRow* const row = find_tag(name.local, parent);
  if (row == nullptr) {
    stack_.push_back(Tag::kForeign);
    if (parent == Tag::kForeign || document.old_namespace) return std::nullopt;
    return fail("an element of the core standard where it does not belong");
  }
  stack_.push_back(row->tag);
  if (!document.old_namespace) check_attribute_names(*row, attributes);
  return element(row->tag, parent, attributes);
}

std::optional<Error> ModelHandler::end(XmlName) {
  scan_ = Tag::kNone;
  const Tag tag = stack_.back();
  stack_.pop_back();
  if (tag == Tag::kObject) return end_object();
  if (tag == Tag::kMesh) return end_mesh();
  if (tag == Tag::kModel) return end_model();
  if (tag == Tag::kComponents && object().components.empty())
    fault("components without any component");
  if (tag == Tag::kBaseMaterials && bases_ == 0 && !document.old_namespace)
    fault("base materials without any material");
  return std::nullopt;
}

Error ModelHandler::fail(const std::string& what) const {
  return {ErrorCode::kMalformed, "The 3MF model has " + what + place() + "; export it again."};
}

std::string ModelHandler::place() const {
  return " in line " + std::to_string(parser->line()) + " of " + words_;
}

void ModelHandler::fault(const std::string& what) {
  if (!document.old_namespace) faults_.add(what + place());
}

void ModelHandler::minor_fault(const std::string& what) {
  if (!document.old_namespace) faults_.add_minor(what + place());
}

void ModelHandler::check_attribute_names(const TagRow& row, const XmlAttributes& attributes) {
  attributes.for_each([&](const XmlAttributes::Entry& entry) {
    if (entry.name.space == kXml && entry.name.local != "lang")
      fault("an xml attribute that the standard forbids");
    if (!entry.name.space.empty()) return;
    if (!knows_attribute(row, entry.name.local))
      minor_fault("an attribute that the standard does not know");
  });
}

std::optional<Error> ModelHandler::element(Tag tag, Tag parent, const XmlAttributes& attributes) {
  switch (tag) {
    case Tag::kModel:
      return model(attributes);
    case Tag::kMetadata:
      return metadata(parent, attributes);
    case Tag::kResources:
      return once(resources_, "resources");
    case Tag::kBuild:
      if (start_part_) check_uuid(attributes, "a build");
      return once(build_, "build");
    case Tag::kBaseMaterials: {
      bases_ = 0;
      return resource_id(attributes, "base materials", false);
    }
    case Tag::kBase: {
      ++bases_;
      const auto color = attributes.find("displaycolor");
      if (!attributes.find("name") || !color || !is_color(*color))
        fault("a base material without name or colour");
      return std::nullopt;
    }
    case Tag::kObject:
      return begin_object(attributes);
    case Tag::kMesh:
      if (mesh_ || components_)
        return fail("an object with more than one mesh or both mesh and components");
      mesh_ = true;
      vertices_ = triangle_list_ = beams_here_ = false;
      return std::nullopt;
    case Tag::kVertices:
      if (vertices_ || triangle_list_)
        return fail("a mesh with more than one list of vertices, or out of order");
      vertices_ = true;
      scan_ = Tag::kVertices;
      return std::nullopt;
    case Tag::kTriangles:
      if (!vertices_ || triangle_list_)
        return fail("a mesh with more than one list of triangles, or before its vertices");
      triangle_list_ = true;
      scan_ = Tag::kTriangles;
      return std::nullopt;
    case Tag::kVertex:
      return vertex(attributes);
    case Tag::kTriangle:
      return triangle(attributes);
    case Tag::kComponents:
      if (mesh_ || components_)
        return fail("an object with both mesh and components, or components twice");
      components_ = true;
      return std::nullopt;
    case Tag::kComponent:
      return placement(attributes, object().components, true);
    case Tag::kItem:
      if (!start_part_) return std::nullopt;
      return placement(attributes, document.items, false);
    default:
      return std::nullopt;
  }
}

std::optional<Error> ModelHandler::once(bool& seen, const char* what) {
  if (seen) return fail(std::string("a second ") + what + " element");
  seen = true;
  if (resources_ && build_ && std::string_view(what) == "resources")
    return fail("its resources behind the build");
  return std::nullopt;
}

std::optional<Error> ModelHandler::model(const XmlAttributes& attributes) {
  if (const auto unit = attributes.find("unit")) {
    document.unit = unit_from(*unit);
    if (!document.unit) return fail("a unit that the standard does not know");
  } else {
    document.unit = LengthUnit::kMillimetre;
  }
  const auto required = attributes.find("requiredextensions");
  if (!required) return std::nullopt;
  std::string_view rest = trimmed(*required);
  while (!rest.empty()) {
    std::size_t length = 0;
    while (length < rest.size() && !detail::xml_space(rest[length])) ++length;
    const auto declared = prefixes_.find(std::string(rest.substr(0, length)));
    if (declared == prefixes_.end())
      return fail("a required extension whose prefix is not declared");
    if (!is_known_extension(declared->second))
      return Error{ErrorCode::kUnsupported,
                   "The 3MF model requires an extension that printgauge does not know" + place() +
                       "; export it without that extension."};
    if (extension_of(declared->second) == "production") production_required_ = true;
    if (extension_of(declared->second) == "securecontent") document.requires_secure = true;
    rest = trimmed(rest.substr(length));
  }
  return std::nullopt;
}

std::optional<Error> ModelHandler::metadata(Tag parent, const XmlAttributes& attributes) {
  const auto name = attributes.find("name");
  if (!name || name->empty())
    fault("metadata without a name");
  else if (parent == Tag::kModel && metadata_names_.size() < 10'000 &&
           !metadata_names_.emplace(*name).second)
    minor_fault("metadata of one name twice");
  return std::nullopt;
}

std::optional<Error> ModelHandler::end_model() {
  if (!resources_) return fail("no resources");
  if (!build_) return fail("no build");
  return std::nullopt;
}

std::optional<Error> ModelHandler::foreign(XmlName name, Tag parent,
                                           const XmlAttributes& attributes) {
  const std::string_view extension = extension_of(name.space);
  if (extension == "beamlattice" && name.local == "beamlattice")
    document.extras.beams = beams_here_ = true;
  if (extension == "slice" && name.local == "slicestack") document.extras.slices = true;
  if (extension == "displacement") document.extras.displacement = true;
  if (extension == "volumetric" || extension == "implicit") document.extras.volumetric = true;
  if (extension == "booleanoperations") document.extras.booleans = true;
  if (parent == Tag::kObject) other_geometry_ = true;
  if (parent == Tag::kResources && attributes.find("id"))
    if (auto error = resource_id(attributes, "resource", false)) return error;
  if (extension == "material" && !material_is_whole(name.local, attributes))
    fault("a material element without an attribute it needs");
  return std::nullopt;
}

}  // namespace pg::threemf
