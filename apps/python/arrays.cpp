#include "apps/python/arrays.hpp"

#include <fmt/format.h>

#include <cmath>
#include <string_view>
#include <type_traits>
#include <unordered_map>

#include "io/support/coordinates.hpp"

namespace pg::python {
namespace {

namespace py = pybind11;

std::string shape_in_words(const py::array& array) {
  std::string words;
  for (py::ssize_t axis = 0; axis < array.ndim(); ++axis)
    words += fmt::format("{}{}", axis == 0 ? "" : " x ", array.shape(axis));
  return words.empty() ? "a single number" : words;
}

/// Three columns of a type among `kinds` (numpy's letters).
Result<py::array> three_columns(const py::object& object, std::string_view kinds,
                                std::string_view what) {
  py::array array = py::array::ensure(object);
  if (!array) {
    PyErr_Clear();
    return Error{ErrorCode::kMalformed, fmt::format("{} no array can be made of this.", what)};
  }
  if (array.ndim() != 2 || array.shape(1) != 3)
    return Error{ErrorCode::kMalformed, fmt::format("{} this is {}.", what, shape_in_words(array))};
  if (kinds.find(array.dtype().kind()) == std::string_view::npos)
    return Error{ErrorCode::kMalformed,
                 fmt::format("{} this has the type {}.", what,
                             py::cast<std::string>(py::str(py::object(array.dtype()))))};
  return array;
}

Result<BigVector<Vec3>> vertices_of(const py::object& object) {
  const auto checked =
      three_columns(object, "fiu", "Vertices are an array of n x 3 real numbers, a row a vertex;");
  if (!checked) return checked.error();
  const auto array = py::array_t<double, py::array::c_style | py::array::forcecast>(*checked);
  const auto rows = array.unchecked<2>();
  BigVector<Vec3> vertices(static_cast<std::size_t>(rows.shape(0)));
  for (py::ssize_t i = 0; i < rows.shape(0); ++i) {
    const Vec3 vertex(rows(i, 0), rows(i, 1), rows(i, 2));
    if (!(vertex.cwiseAbs().maxCoeff() <= kCoordinateMax) || !vertex.allFinite())
      return Error{ErrorCode::kMalformed,
                   fmt::format("Vertex {} has a coordinate that is not a number, or beyond {:g}; "
                               "mend the array it comes from.",
                               i, kCoordinateMax)};
    vertices[static_cast<std::size_t>(i)] = vertex;
  }
  return vertices;
}

Result<BigVector<Triangle>> triangles_of(const py::object& object, std::size_t vertices) {
  const auto checked = three_columns(
      object, "iu", "Triangles are an array of m x 3 integers, a row the three vertices of one;");
  if (!checked) return checked.error();
  // An unsigned index beyond the signed ones becomes negative, and is refused as well.
  const auto array = py::array_t<std::int64_t, py::array::c_style | py::array::forcecast>(*checked);
  const auto rows = array.unchecked<2>();
  BigVector<Triangle> triangles(static_cast<std::size_t>(rows.shape(0)));
  for (py::ssize_t i = 0; i < rows.shape(0); ++i)
    for (py::ssize_t corner = 0; corner < 3; ++corner) {
      const std::int64_t index = rows(i, corner);
      if (index < 0 || static_cast<std::uint64_t>(index) >= vertices)
        return Error{ErrorCode::kMalformed,
                     fmt::format("Triangle {} names vertex {}, of {} vertices counted from 0.", i,
                                 index, vertices)};
      triangles[static_cast<std::size_t>(i)][static_cast<std::size_t>(corner)] =
          static_cast<VertexId>(index);
    }
  return triangles;
}

/// Hands the elements over as rows of `Scalar`s: the array keeps them alive.
template <class Scalar, class T>
py::array owning(BigVector<T> values, std::vector<py::ssize_t> shape) {
  static_assert(sizeof(T) % sizeof(Scalar) == 0 && std::is_trivially_destructible_v<T>);
  auto* const held = new BigVector<T>(std::move(values));
  const py::capsule owner(held, [](void* list) { delete static_cast<BigVector<T>*>(list); });
  return py::array_t<Scalar>(std::move(shape), reinterpret_cast<const Scalar*>(held->data()),
                             owner);
}

template <class Scalar, class T>
py::array rows_of_three(BigVector<T> values) {
  static_assert(sizeof(T) == 3 * sizeof(Scalar));
  const auto rows = static_cast<py::ssize_t>(values.size());
  return owning<Scalar>(std::move(values), {rows, 3});
}

template <class T>
py::array column(BigVector<T> values) {
  const auto rows = static_cast<py::ssize_t>(values.size());
  return owning<T>(std::move(values), {rows});
}

struct PlaceHash {
  std::size_t operator()(const Vec3& place) const {
    std::size_t hash = 0;
    for (const double x : {place[0], place[1], place[2]})
      hash = hash * 1'000'003 + std::hash<double>()(x);  // 0 and -0 have one hash
    return hash;
  }
};

}  // namespace

Result<Model> model_of(const py::object& vertices, const py::object& triangles,
                       const ReadLimits& limits) {
  Result<BigVector<Vec3>> corners = vertices_of(vertices);
  if (!corners) return corners.error();
  if (corners->size() >= kNone)
    return Error{ErrorCode::kTooLarge,
                 fmt::format("{} vertices are more than a mesh can have.", corners->size())};
  Result<BigVector<Triangle>> faces = triangles_of(triangles, corners->size());
  if (!faces) return faces.error();
  if (faces->empty())
    return Error{ErrorCode::kMalformed, "There is not one triangle; a model has some."};
  if (faces->size() > limits.triangles_max)
    return Error{ErrorCode::kTooLarge, fmt::format("{} triangles are over the limit of {}.",
                                                   faces->size(), limits.triangles_max)};
  Model model;
  model.parts.emplace_back();
  model.parts.front().soup.corners = std::move(*corners);
  model.parts.front().soup.triangles = std::move(*faces);
  return model;
}

BigVector<std::int64_t> rows_of(const BigVector<Vec3>& asked, const BigVector<Vec3>& points) {
  std::unordered_map<Vec3, std::int64_t, PlaceHash> rows;
  rows.reserve(points.size());
  for (const Vec3& point : points) rows.emplace(point, static_cast<std::int64_t>(rows.size()));
  BigVector<std::int64_t> found(asked.size());
  for (std::size_t i = 0; i < asked.size(); ++i) {
    const auto row = rows.find(asked[i]);
    found[i] = row == rows.end() ? -1 : row->second;
  }
  return found;
}

py::dict fields_of(FieldMesh mesh) {
  py::dict dict;
  dict["vertices"] = rows_of_three<double>(std::move(mesh.points_mm));
  dict["triangles"] = rows_of_three<std::uint32_t>(std::move(mesh.triangles));
  for (Field& field : mesh.point_fields)
    dict[py::str(field.name)] = std::visit(
        [](auto& values) -> py::array { return column(std::move(values)); }, field.values);
  return dict;
}

py::array array_of(BigVector<std::int64_t> values) {
  return column(std::move(values));
}

}  // namespace pg::python
