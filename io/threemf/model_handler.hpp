#pragma once
/// What the elements of a model part mean. Faults that leave the geometry unclear stop the reading
/// with a sentence; others are collected (faults.hpp).

#include <array>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "io/support/xml.hpp"
#include "io/threemf/document.hpp"
#include "io/threemf/faults.hpp"
#include "io/threemf/schema.hpp"

namespace pg::threemf {

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
  /// Vertices and triangles of the mesh at hand, from the parser or the scanner; a triangle is
  /// refused when it has a corner out of range, a corner twice, or is one too many.
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
  std::optional<Error> start(XmlName name, const XmlAttributes& attributes) override;
  std::optional<Error> end(XmlName name) override;

 private:
  Object& object() { return document.objects.back(); }
  [[nodiscard]] Error fail(const std::string& what) const;
  [[nodiscard]] std::string place() const;
  void fault(const std::string& what);
  void minor_fault(const std::string& what);
  void check_attribute_names(const TagRow& row, const XmlAttributes& attributes);

  std::optional<Error> element(Tag tag, Tag parent, const XmlAttributes& attributes);
  std::optional<Error> once(bool& seen, const char* what);
  std::optional<Error> model(const XmlAttributes& attributes);
  /// Only the names are looked at, and only for being there once.
  std::optional<Error> metadata(Tag parent, const XmlAttributes& attributes);
  std::optional<Error> end_model();
  std::optional<Error> foreign(XmlName name, Tag parent, const XmlAttributes& attributes);

  std::optional<Error> resource_id(const XmlAttributes& attributes, const char* what, bool needed);
  std::optional<Error> begin_object(const XmlAttributes& attributes);
  void check_property_group(std::string_view text);
  std::optional<Error> end_object();
  std::optional<Error> end_mesh();
  std::optional<Error> vertex(const XmlAttributes& attributes);
  std::optional<Error> triangle(const XmlAttributes& attributes);
  std::optional<Error> placement(const XmlAttributes& attributes, std::vector<Placement>& list,
                                 bool component);
  /// The identifiers of the production extension: there where it is required, and of their form.
  void check_uuid(const XmlAttributes& attributes, const std::string& what);

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

}  // namespace pg::threemf
