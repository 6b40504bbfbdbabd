#pragma once
/// The body of a PLY file: vertices and faces read, all else stepped over.

#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "geometry/mesh/tri_mesh.hpp"
#include "io/ply/values.hpp"
#include "io/support/coordinates.hpp"
#include "io/support/words.hpp"

namespace pg::ply {

struct Mesh {
  BigVector<Vec3> vertices;
  BigVector<Triangle> triangles;
  std::vector<std::uint32_t>
      polygon_corners;  ///< Faces of more than three corners, cut at the end.
  std::vector<std::pair<std::size_t, std::uint32_t>>
      polygons;  ///< Place among the triangles, corners.
  std::size_t small_faces = 0;
  std::size_t tangled = 0;
};

template <class Source>
class BodyReader {
 public:
  BodyReader(Source& body, const ReadLimits& limits)
      : body_(body), limits_(limits), deadline_(limits.seconds_max) {}

  std::optional<Error> run(const Header& header, Mesh& mesh) {
    for (std::size_t e = 0; e < header.elements.size(); ++e) {
      const Element& element = header.elements[e];
      const bool vertex = element.name == "vertex";
      const bool face = element.name == "face";
      if (vertex) mesh.vertices.reserve(static_cast<std::size_t>(element.count));
      if (face) mesh.triangles.reserve(static_cast<std::size_t>(element.count));
      std::size_t which_list = element.find("vertex_indices");
      if (which_list == element.properties.size()) which_list = element.find("vertex_index");
      const std::size_t axes[3] = {element.find("x"), element.find("y"), element.find("z")};
      for (std::uint64_t i = 0; i < element.count; ++i) {
        if (i % 8192 == 0 && deadline_.passed())
          return Error{ErrorCode::kTooLarge, out_of_time_words(limits_.seconds_max)};
        const char* wrong = nullptr;
        const bool there = body_.begin_element();
        if (body_.line_bytes() > limits_.token_bytes_max)
          return Error{ErrorCode::kTooLarge,
                       long_token_words("The PLY file has a line", limits_.token_bytes_max,
                                        "element " + std::to_string(i) + " of its kind")};
        if (!there)
          wrong = "is missing: the file ends before it";
        else if (vertex)
          wrong = read_vertex(element, axes, mesh);
        else if (face)
          wrong = read_face(element, which_list, mesh);
        else if (!pass(element, 0, element.properties.size()))
          wrong = "is cut short or no number";
        if (wrong == nullptr && !body_.end_element()) wrong = "does not end with its line";
        if (wrong != nullptr)
          return Error{ErrorCode::kMalformed, "In the PLY file, " +
                                                  std::string(vertex ? "vertex "
                                                              : face ? "face "
                                                                     : "element ") +
                                                  std::to_string(i) + " of " +
                                                  std::to_string(element.count) + " " + wrong +
                                                  "; copy or export it again."};
        if (mesh.triangles.size() + mesh.polygon_corners.size() > limits_.triangles_max)
          return Error{ErrorCode::kTooLarge,
                       over_limit_words("The PLY file holds too many triangles",
                                        limits_.triangles_max, "--max-triangles")};
      }
    }
    return std::nullopt;
  }

 private:
  bool pass(const Element& element, std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i) {
      const Property& property = element.properties[i];
      double count = 1;
      if (property.count &&
          (!body_.scalar(*property.count, count) || !(count >= 0) || count > 4294967295.0))
        return false;
      if (!body_.skip(property.scalar, static_cast<std::uint64_t>(count))) return false;
    }
    return true;
  }

  const char* read_vertex(const Element& element, const std::size_t (&axes)[3], Mesh& mesh) {
    Vec3 point;
    for (std::size_t i = 0; i < element.properties.size(); ++i) {
      int axis = 0;
      while (axis < 3 && axes[axis] != i) ++axis;
      if (axis == 3) {
        if (!pass(element, i, i + 1)) return "is cut short or no number";
      } else if (!body_.scalar(element.properties[i].scalar, point[axis])) {
        return "has a coordinate that is cut short or no number";
      }
    }
    if (!is_sound(point)) return "has a coordinate that is not finite";
    mesh.vertices.push_back(point);
    return nullptr;
  }

  const char* read_face(const Element& element, std::size_t which_list, Mesh& mesh) {
    if (!pass(element, 0, which_list)) return "is cut short or no number";
    const Property& list = element.properties[which_list];
    double count = 0;
    if (!body_.scalar(*list.count, count)) return "is cut short or no number";
    if (!(count >= 0) || count != std::floor(count))
      return "has a corner count that is no whole number from 0 on";
    if (count > static_cast<double>(body_.left()))
      return "has more corners than the file has bytes";
    const auto corners = static_cast<std::uint32_t>(count);
    ring_.clear();
    for (std::uint32_t c = 0; c < corners; ++c) {
      double index = 0;
      if (!body_.scalar(list.scalar, index)) return "is cut short or no number";
      if (!(index >= 0) || index > 4294967294.0 || index != std::floor(index))
        return "has a vertex index that is no whole number from 0 on";
      ring_.push_back(static_cast<std::uint32_t>(index));
    }
    if (corners == 3) {
      mesh.triangles.push_back({ring_[0], ring_[1], ring_[2]});
    } else if (corners < 3) {
      ++mesh.small_faces;
    } else {
      mesh.polygons.emplace_back(mesh.triangles.size(), corners);
      mesh.polygon_corners.insert(mesh.polygon_corners.end(), ring_.begin(), ring_.end());
    }
    return pass(element, which_list + 1, element.properties.size()) ? nullptr
                                                                    : "is cut short or no number";
  }

  Source& body_;
  const ReadLimits& limits_;
  Deadline deadline_;
  std::vector<std::uint32_t> ring_;
};

/// Cuts the polygons and puts their triangles where the faces stood; their corners are in range.
void cut_polygons(Mesh& mesh);

}  // namespace pg::ply
