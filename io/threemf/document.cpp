#include "io/threemf/document.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "io/support/text.hpp"
#include "io/support/words.hpp"
#include "io/support/xml.hpp"
#include "io/threemf/mesh_scan.hpp"

namespace pg::threemf {
namespace {

constexpr std::string_view kCore = "http://schemas.microsoft.com/3dmanufacturing/core/2015/02";
constexpr std::string_view kCore2013 = "http://schemas.microsoft.com/3dmanufacturing/2013/01";
constexpr std::string_view kXml = "http://www.w3.org/XML/1998/namespace";
constexpr std::int64_t kIdMax = 0x7FFFFFFF;
/// Between two fruitless cuts of the stream; see read_document.
constexpr std::size_t kCutAgainBytes = std::size_t{64} << 10;

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

/// "beamlattice" of "http://schemas.microsoft.com/3dmanufacturing/beamlattice/2017/02"; else empty.
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

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && detail::xml_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && detail::xml_space(text.back())) text.remove_suffix(1);
  return text;
}

std::optional<double> number_from(std::string_view text) {
  text = trimmed(text);
  double value = 0;
  const char* const behind = text::parse_double(text.data(), text.data() + text.size(), value);
  if (behind == nullptr || behind != text.data() + text.size() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

std::optional<std::uint32_t> index_from(std::string_view text) {
  text = trimmed(text);
  std::uint32_t value = 0;
  const char* const end = text.data() + text.size();
  if (detail::parse_index(text.data(), end, value) != end) return std::nullopt;
  return value;
}

std::optional<LengthUnit> unit_from(std::string_view word) {
  if (word == "micron") return LengthUnit::kMicron;
  if (word == "millimeter") return LengthUnit::kMillimetre;
  if (word == "centimeter") return LengthUnit::kCentimetre;
  if (word == "inch") return LengthUnit::kInch;
  if (word == "foot") return LengthUnit::kFoot;
  if (word == "meter") return LengthUnit::kMetre;
  return std::nullopt;
}

/// Twelve numbers: three rows of the matrix and the offset.
std::optional<Transform> transform_from(std::string_view text) {
  std::array<double, 12> m{};
  const char* p = text.data();
  const char* const end = p + text.size();
  for (double& value : m) {
    while (p != end && detail::xml_space(*p)) ++p;
    p = text::parse_double(p, end, value);
    if (p == nullptr || (p != end && !detail::xml_space(*p)) || !std::isfinite(value))
      return std::nullopt;
  }
  while (p != end && detail::xml_space(*p)) ++p;
  if (p != end) return std::nullopt;
  Transform transform;
  for (int row = 0; row < 3; ++row)
    for (int column = 0; column < 3; ++column)
      transform.linear(row, column) = m[static_cast<std::size_t>(3 * row + column)];
  transform.offset = {m[9], m[10], m[11]};
  return transform;
}

bool is_singular(const Mat3& linear) {
  const double size = linear.row(0).norm() * linear.row(1).norm() * linear.row(2).norm();
  // Relative to the box of the rows: flatter than a part in 1e12 is flat to a double's precision.
  return !(std::abs(linear.determinant()) > 1e-12 * size);
}

bool is_color(std::string_view text) {
  if (text.size() != 7 && text.size() != 9) return false;
  return text[0] == '#' && std::all_of(text.begin() + 1, text.end(), [](char c) {
           return std::isxdigit(static_cast<unsigned char>(c)) != 0;
         });
}

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

class ModelHandler : public XmlHandler {
 public:
  ModelHandler(bool start_part, std::string words, const ReadLimits& limits,
               const Deadline& deadline, Faults& faults)
      : start_part_(start_part),
        words_(std::move(words)),
        limits_(limits),
        deadline_(deadline),
        faults_(faults) {}

  Document document;
  const XmlParser* parser = nullptr;

  [[nodiscard]] bool at_vertices() const { return scan_ == Tag::kVertices; }
  [[nodiscard]] bool at_triangles() const { return scan_ == Tag::kTriangles; }
  bool take_vertex(const Vec3& point) {
    object().vertices.push_back(point);
    return true;
  }
  bool take_triangle(const std::array<std::uint32_t, 3>& corners) {
    const std::size_t count = object().vertices.size();
    if (corners[0] >= count || corners[1] >= count || corners[2] >= count) return false;
    if (corners[0] == corners[1] || corners[1] == corners[2] || corners[2] == corners[0])
      return false;
    if (triangles_ >= limits_.triangles_max) return false;
    ++triangles_;
    object().triangles.push_back(corners);
    return true;
  }

  void prefix(std::string_view prefix, std::string_view space) override {
    prefixes_[std::string(prefix)] = space;
  }

  std::optional<Error> start(XmlName name, const XmlAttributes& attributes) override {
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
    const TagRow* row = nullptr;
    for (const TagRow& candidate : kTags)
      if (candidate.local == name.local && candidate.parent == parent) row = &candidate;
    if (row == nullptr) {
      stack_.push_back(Tag::kForeign);
      if (parent == Tag::kForeign || document.old_namespace) return std::nullopt;
      return fail("an element of the core standard where it does not belong");
    }
    stack_.push_back(row->tag);
    if (!document.old_namespace) check_attribute_names(*row, attributes);
    return element(row->tag, parent, attributes);
  }

  std::optional<Error> end(XmlName) override {
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

  [[nodiscard]] Error fail(const std::string& what) const {
    return {ErrorCode::kMalformed, "The 3MF model has " + what + place() + "; export it again."};
  }

 private:
  Object& object() { return document.objects.back(); }
  [[nodiscard]] std::string place() const {
    return " in line " + std::to_string(parser->line()) + " of " + words_;
  }
  void fault(const std::string& what) {
    if (!document.old_namespace) faults_.add(what + place());
  }

  void minor_fault(const std::string& what) {
    if (!document.old_namespace) faults_.add_minor(what + place());
  }

  void check_attribute_names(const TagRow& row, const XmlAttributes& attributes) {
    attributes.for_each([&](const XmlAttributes::Entry& entry) {
      if (entry.name.space == kXml && entry.name.local != "lang")
        fault("an xml attribute that the standard forbids");
      if (!entry.name.space.empty()) return;
      const std::size_t at = row.attributes.find(entry.name.local);
      const bool known = !entry.name.local.empty() && at != std::string_view::npos && at > 0 &&
                         row.attributes[at - 1] == ' ' &&
                         row.attributes[at + entry.name.local.size()] == ' ';
      if (!known) minor_fault("an attribute that the standard does not know");
    });
  }

  std::optional<Error> element(Tag tag, Tag parent, const XmlAttributes& attributes) {
    switch (tag) {
      case Tag::kModel:
        return model(attributes);
      case Tag::kMetadata:
        return metadata(parent, attributes);
      case Tag::kResources:
        return once(resources_, "resources");
      case Tag::kBuild:
        if (start_part_ && production_required_ && !has_uuid(attributes))
          fault("a build without the identifier that the production extension asks for");
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

  std::optional<Error> once(bool& seen, const char* what) {
    if (seen) return fail(std::string("a second ") + what + " element");
    seen = true;
    if (resources_ && build_ && std::string_view(what) == "resources")
      return fail("its resources behind the build");
    return std::nullopt;
  }

  std::optional<Error> model(const XmlAttributes& attributes) {
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

  /// Only the names are looked at, and only for being there once.
  std::optional<Error> metadata(Tag parent, const XmlAttributes& attributes) {
    const auto name = attributes.find("name");
    if (!name || name->empty())
      fault("metadata without a name");
    else if (parent == Tag::kModel && metadata_names_.size() < 10'000 &&
             !metadata_names_.emplace(*name).second)
      minor_fault("metadata of one name twice");
    return std::nullopt;
  }

  std::optional<Error> resource_id(const XmlAttributes& attributes, const char* what, bool needed) {
    const auto text = attributes.find("id");
    const auto id = text ? index_from(*text) : std::nullopt;
    if (!id || *id == 0) {
      if (needed) return fail(std::string("an ") + what + " without a valid id");
      fault(std::string(what) + " without a valid id");
      return std::nullopt;
    }
    current_id_ = *id;
    if (!ids_.insert(*id).second) {
      if (needed) return fail(std::string("an ") + what + " whose id is taken");
      fault("a resource whose id is taken");
    }
    return std::nullopt;
  }

  std::optional<Error> begin_object(const XmlAttributes& attributes) {
    if (auto error = resource_id(attributes, "object", true)) return error;
    document.by_id.emplace(current_id_, document.objects.size());
    document.objects.push_back({});
    object().id = current_id_;
    if (const auto name = attributes.find("name")) object().name = *name;
    if (const auto type = attributes.find("type")) {
      if (*type == "model")
        object().type = ObjectType::kModel;
      else if (*type == "support")
        object().type = ObjectType::kSupport;
      else if (*type == "solidsupport")
        object().type = ObjectType::kSolidSupport;
      else if (*type == "surface")
        object().type = ObjectType::kSurface;
      else if (*type == "other")
        object().type = ObjectType::kOther;
      else
        fault("an object of unknown type");
    }
    const auto pid = attributes.find("pid");
    const auto pindex = attributes.find("pindex");
    object_has_pid_ = pid.has_value();
    if (pid) check_property_group(*pid);
    if (pindex && (!pid || !index_from(*pindex)))
      fault("an object with a property index that does not hold");
    if (production_required_ && !has_uuid(attributes))
      fault("an object without the identifier that the production extension asks for");
    mesh_ = components_ = other_geometry_ = false;
    return std::nullopt;
  }

  void check_property_group(std::string_view text) {
    const auto id = index_from(text);
    if (!id || *id == 0)
      fault("a reference to a property group that is no valid id");
    else if (!ids_.contains(*id))
      minor_fault("a reference to a property group that is not there");
  }

  std::optional<Error> end_object() {
    if (!mesh_ && !components_ && !other_geometry_ && !document.old_namespace)
      return fail("an object with neither mesh nor components");
    return std::nullopt;
  }

  std::optional<Error> end_mesh() {
    if (!vertices_) return fail("a mesh without vertices");
    if (beams_here_ || document.old_namespace) return std::nullopt;
    if (!triangle_list_) return fail("a mesh without triangles");
    if (object().triangles.empty()) fault("a mesh without triangles");
    return std::nullopt;
  }

  std::optional<Error> end_model() {
    if (!resources_) return fail("no resources");
    if (!build_) return fail("no build");
    return std::nullopt;
  }

  std::optional<Error> vertex(const XmlAttributes& attributes) {
    Vec3 point;
    static constexpr std::string_view kAxes[] = {"x", "y", "z"};
    for (int axis = 0; axis < 3; ++axis) {
      const auto text = attributes.find(kAxes[axis]);
      if (!text) return fail("a vertex without one of its coordinates");
      const auto value = number_from(*text);
      if (!value) return fail("a vertex coordinate that is no finite decimal number");
      point[axis] = *value;
    }
    take_vertex(point);
    scan_ = Tag::kVertices;
    return std::nullopt;
  }

  std::optional<Error> triangle(const XmlAttributes& attributes) {
    std::array<std::uint32_t, 3> corners{};
    static constexpr std::string_view kCorners[] = {"v1", "v2", "v3"};
    for (std::size_t c = 0; c < 3; ++c) {
      const auto text = attributes.find(kCorners[c]);
      if (!text) return fail("a triangle without one of its corners");
      const auto value = index_from(*text);
      if (!value) return fail("a triangle corner that is no whole number from 0 on");
      corners[c] = *value;
    }
    if (!take_triangle(corners)) {
      if (triangles_ >= limits_.triangles_max)
        return Error{ErrorCode::kTooLarge, "The 3MF model holds more than " +
                                               std::to_string(limits_.triangles_max) +
                                               " triangles, the limit; raise it."};
      const std::size_t count = object().vertices.size();
      if (std::any_of(corners.begin(), corners.end(),
                      [&](std::uint32_t corner) { return corner >= count; }))
        return fail("a triangle corner out of range (the mesh holds " +
                    count_words(count, "vertex", "vertices") + ")");
      return fail("a triangle with one corner twice");
    }
    const auto pid = attributes.find("pid");
    if (pid) check_property_group(*pid);
    bool first = false;
    for (const std::string_view which : {"p1", "p2", "p3"}) {
      const auto text = attributes.find(which);
      if (!text) continue;
      if (!index_from(*text))
        fault("a triangle with a property index that is no whole number from 0 on");
      if (which == "p1") first = true;
    }
    if (first && !pid && !object_has_pid_)
      minor_fault("a triangle with a property index but no property group");
    scan_ = Tag::kTriangles;
    return std::nullopt;
  }

  std::optional<Error> placement(const XmlAttributes& attributes, std::vector<Placement>& list,
                                 bool component) {
    const char* const what = component ? "component" : "build item";
    Placement placement;
    const auto text = attributes.find("objectid");
    const auto id = text ? index_from(*text) : std::nullopt;
    if (!id || *id == 0) return fail(std::string("a ") + what + " without a valid object id");
    placement.object_id = *id;
    placement.line = parser->line();
    if (const auto transform = attributes.find("transform")) {
      const auto parsed = transform_from(*transform);
      if (!parsed)
        return fail(std::string("a ") + what + " whose transform is not twelve finite numbers");
      if (is_singular(parsed->linear))
        return fail(std::string("a ") + what + " whose transform flattens it");
      placement.transform = *parsed;
    }
    attributes.for_each([&](const XmlAttributes::Entry& entry) {
      if (entry.name.local == "path" && extension_of(entry.name.space) == "production")
        placement.path = entry.value;
    });
    if (!placement.path.empty() && !start_part_)
      return fail(std::string("a ") + what +
                  " that leads from another than the start part to a third");
    if (component && placement.path.empty()) {
      // So there can be no cycle, and no recursion is needed to find out.
      const auto known = document.by_id.find(*id);
      if (known == document.by_id.end() || known->second + 1 == document.objects.size())
        return fail("a component of an object that is not defined before it");
    }
    if (production_required_ && !has_uuid(attributes))
      fault(std::string("a ") + what +
            " without the identifier that the production extension asks for");
    list.push_back(std::move(placement));
    return std::nullopt;
  }

  static bool has_uuid(const XmlAttributes& attributes) {
    bool found = false;
    attributes.for_each([&](const XmlAttributes::Entry& entry) {
      if (entry.name.local == "UUID" && extension_of(entry.name.space) == "production")
        found = true;
    });
    return found;
  }

  std::optional<Error> foreign(XmlName name, Tag parent, const XmlAttributes& attributes) {
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
    if (extension != "material") return std::nullopt;
    for (const MaterialRow& row : kMaterials) {
      if (row.local != name.local) continue;
      std::string_view rest = row.attributes;
      while (!rest.empty()) {
        const std::size_t blank = std::min(rest.find(' '), rest.size());
        if (!attributes.find(rest.substr(0, blank)))
          fault("a material element without an attribute it needs");
        rest.remove_prefix(std::min(rest.size(), blank + 1));
      }
    }
    return std::nullopt;
  }

  bool start_part_;
  std::string words_;
  const ReadLimits& limits_;
  const Deadline& deadline_;
  Faults& faults_;
  std::string_view core_;
  std::map<std::string, std::string> prefixes_;
  std::vector<Tag> stack_;
  std::set<std::uint32_t> ids_;
  std::set<std::string> metadata_names_;
  Tag scan_ = Tag::kNone;
  std::size_t events_ = 0;
  std::size_t triangles_ = 0;
  std::size_t bases_ = 0;
  std::uint32_t current_id_ = 0;
  bool production_required_ = false;
  bool resources_ = false, build_ = false;
  // Of the object at hand.
  bool mesh_ = false, components_ = false, other_geometry_ = false, object_has_pid_ = false;
  bool vertices_ = false, triangle_list_ = false, beams_here_ = false;
};

/// Feeds the XML parser, but lets the scanner take the long lists out of the stream.
class Feeder {
 public:
  Feeder(XmlParser& parser, ModelHandler& handler, const Deadline& deadline,
         const ReadLimits& limits)
      : parser_(parser), handler_(handler), deadline_(deadline), limits_(limits) {}

  std::optional<Error> take(std::string_view piece) {
    if (deadline_.passed())
      return Error{ErrorCode::kTooLarge, out_of_time_words(limits_.seconds_max)};
    if (!held_.empty()) {
      held_ += piece;
      std::string whole;
      whole.swap(held_);
      return run(whole);
    }
    return run(piece);
  }
  std::optional<Error> finish() {
    if (!held_.empty())
      if (auto error = parser_.feed(held_)) return error;
    return parser_.finish();
  }

 private:
  std::optional<Error> run(std::string_view text) {
    while (!text.empty()) {
      if (scanning_) {
        const ScanResult result = scan(text);
        parser_.add_lines(result.lines);
        text.remove_prefix(result.used);
        if (result.end == ScanEnd::kMore && text.size() < kHoldBytes) {
          held_ = text;
          return std::nullopt;
        }
        scanning_ = false;
        if (result.used == 0) until_cut_ = kCutAgainBytes;
        continue;
      }
      // Up to behind the next tag of a list ("vertices>", "triangles>"), unless the last cuts were
      // in vain: feeding many small bits of one long token would take quadratic time.
      std::size_t bite = text.size();
      if (until_cut_ == 0) {
        const std::size_t at = text.find("es>");
        if (at != std::string_view::npos) bite = at + 3;
      } else {
        bite = std::min(bite, until_cut_);
        until_cut_ -= bite;
      }
      if (auto error = parser_.feed(text.substr(0, bite))) return error;
      text.remove_prefix(bite);
      scanning_ = (handler_.at_vertices() || handler_.at_triangles()) && parser_.caught_up();
      if (!scanning_ && until_cut_ == 0 && ++vain_ > kVainMax) {
        until_cut_ = kCutAgainBytes;
        vain_ = 0;
      }
      if (scanning_) vain_ = 0;
    }
    return std::nullopt;
  }

  ScanResult scan(std::string_view text) {
    if (handler_.at_vertices())
      return scan_vertices(text, [&](const Vec3& point) { return handler_.take_vertex(point); });
    return scan_triangles(text, [&](const std::array<std::uint32_t, 3>& corners) {
      return handler_.take_triangle(corners);
    });
  }

  static constexpr std::size_t kHoldBytes = 512;
  static constexpr std::size_t kVainMax = 8;
  XmlParser& parser_;
  ModelHandler& handler_;
  const Deadline& deadline_;
  const ReadLimits& limits_;
  std::string held_;
  bool scanning_ = false;
  std::size_t until_cut_ = 0;
  std::size_t vain_ = 0;
};

}  // namespace

std::string Extras::words() const {
  std::string all;
  const auto add = [&](bool present, const char* what) {
    if (!present) return;
    if (!all.empty()) all += ", ";
    all += what;
  };
  add(beams, "a beam lattice");
  add(slices, "slices");
  add(displacement, "displaced surfaces");
  add(volumetric, "volumetric (implicit) shapes");
  add(booleans, "boolean operations");
  return all;
}

Result<Document> read_document(Archive& archive, std::uint64_t entry, bool start,
                               const std::string& words, const ReadLimits& limits,
                               const Deadline& deadline, Faults& faults) {
  ModelHandler handler(start, words, limits, deadline, faults);
  XmlParser parser(handler, words, limits);
  handler.parser = &parser;
  Feeder feeder(parser, handler, deadline, limits);
  if (auto error = archive.read(entry, [&](std::string_view piece) { return feeder.take(piece); }))
    return *error;
  if (auto error = feeder.finish()) return *error;
  return std::move(handler.document);
}

}  // namespace pg::threemf
