// Objects, their meshes and where they are placed: the elements that carry geometry.

#include <algorithm>

#include "io/support/coordinates.hpp"
#include "io/support/words.hpp"
#include "io/threemf/model_handler.hpp"
#include "io/threemf/values.hpp"

namespace pg::threemf {

std::optional<Error> ModelHandler::resource_id(const XmlAttributes& attributes, const char* what,
                                               bool needed) {
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

std::optional<Error> ModelHandler::begin_object(const XmlAttributes& attributes) {
  if (auto error = resource_id(attributes, "object", true)) return error;
  document.by_id.emplace(current_id_, document.objects.size());
  document.objects.push_back({});
  object().id = current_id_;
  if (const auto name = attributes.find("name")) object().name = *name;
  if (const auto word = attributes.find("type")) {
    const auto type = object_type_from(*word);
    if (type)
      object().type = *type;
    else
      fault("an object of unknown type");
  }
  const auto pid = attributes.find("pid");
  const auto pindex = attributes.find("pindex");
  object_has_pid_ = pid.has_value();
  if (pid) check_property_group(*pid);
  if (pindex && (!pid || !index_from(*pindex)))
    fault("an object with a property index that does not hold");
  check_uuid(attributes, "an object");
  mesh_ = components_ = other_geometry_ = false;
  return std::nullopt;
}

void ModelHandler::check_property_group(std::string_view text) {
  const auto id = index_from(text);
  if (!id || *id == 0)
    fault("a reference to a property group that is no valid id");
  else if (!ids_.contains(*id))
    minor_fault("a reference to a property group that is not there");
}

std::optional<Error> ModelHandler::end_object() {
  if (!mesh_ && !components_ && !other_geometry_ && !document.old_namespace)
    return fail("an object with neither mesh nor components");
  return std::nullopt;
}

std::optional<Error> ModelHandler::end_mesh() {
  if (!vertices_) return fail("a mesh without vertices");
  if (beams_here_ || document.old_namespace) return std::nullopt;
  if (!triangle_list_) return fail("a mesh without triangles");
  if (object().triangles.empty()) fault("a mesh without triangles");
  return std::nullopt;
}

std::optional<Error> ModelHandler::vertex(const XmlAttributes& attributes) {
  Vec3 point;
  constexpr std::string_view kAxes[] = {"x", "y", "z"};
  for (int axis = 0; axis < 3; ++axis) {
    const auto text = attributes.find(kAxes[axis]);
    if (!text) return fail("a vertex without one of its coordinates");
    const auto value = number_from(*text);
    if (!value) return fail("a vertex coordinate that is no finite decimal number");
    point[axis] = *value;
  }
  if (!is_sound(point)) return fail("a vertex coordinate that is no finite decimal number");
  take_vertex(point);
  scan_ = Tag::kVertices;
  return std::nullopt;
}

std::optional<Error> ModelHandler::triangle(const XmlAttributes& attributes) {
  std::array<std::uint32_t, 3> corners{};
  constexpr std::string_view kCorners[] = {"v1", "v2", "v3"};
  for (std::size_t c = 0; c < 3; ++c) {
    const auto text = attributes.find(kCorners[c]);
    if (!text) return fail("a triangle without one of its corners");
    const auto value = index_from(*text);
    if (!value) return fail("a triangle corner that is no whole number from 0 on");
    corners[c] = *value;
  }
  if (!take_triangle(corners)) {
    if (triangles_ >= limits_.triangles_max)
      return Error{ErrorCode::kTooLarge,
                   over_limit_words("The 3MF model holds too many triangles", limits_.triangles_max,
                                    "--max-triangles")};
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

std::optional<Error> ModelHandler::placement(const XmlAttributes& attributes,
                                             std::vector<Placement>& list, bool component) {
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
  check_uuid(attributes, std::string("a ") + what);
  list.push_back(std::move(placement));
  return std::nullopt;
}

void ModelHandler::check_uuid(const XmlAttributes& attributes, const std::string& what) {
  bool found = false;
  attributes.for_each([&](const XmlAttributes::Entry& entry) {
    if (entry.name.local != "UUID" || extension_of(entry.name.space) != "production") return;
    found = true;
    if (!is_uuid(entry.value)) fault(what + " with an identifier that is no UUID");
  });
  if (!found && production_required_)
    fault(what + " without the identifier that the production extension asks for");
}

}  // namespace pg::threemf
