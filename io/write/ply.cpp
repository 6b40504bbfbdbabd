// PLY (Turk, 1994), binary little-endian: elements vertex, mark, edge, face. Readers pass over
// elements and properties they do not know.

#include <fmt/format.h>

#include "io/write/encoders.hpp"

namespace pg {
namespace {

template <class T>
constexpr std::string_view type_name() {
  if constexpr (std::is_same_v<T, float>) return "float";
  if constexpr (std::is_same_v<T, double>) return "double";
  if constexpr (std::is_same_v<T, std::int32_t>) return "int";
}

void declare_fields(std::string& out, const std::vector<Field>& list) {
  for (const Field& field : list) {
    std::visit(
        [&](const auto& values) {
          using T = typename std::decay_t<decltype(values)>::value_type;
          out += fmt::format("property {} {}\n", type_name<T>(), field.name);
        },
        field.values);
  }
}

void comments(std::string& out, const std::vector<Field>& list) {
  for (const Field& field : list)
    if (!field.meaning.empty()) out += fmt::format("comment {}: {}\n", field.name, field.meaning);
}

void put_fields(std::string& out, const std::vector<Field>& list, std::size_t at) {
  for (const Field& field : list)
    std::visit([&](const auto& values) { append_raw(out, values[at]); }, field.values);
}

std::string header(const FieldMesh& mesh) {
  std::string out = "ply\nformat binary_little_endian 1.0\ncomment lengths in mm\n";
  comments(out, mesh.point_fields);
  comments(out, mesh.cell_fields);
  out += fmt::format("element vertex {}\nproperty double x\nproperty double y\nproperty double z\n",
                     mesh.points_mm.size());
  declare_fields(out, mesh.point_fields);
  if (!mesh.marks.empty()) {
    out += fmt::format("element mark {}\nproperty int vertex\n", mesh.marks.size());
    declare_fields(out, mesh.cell_fields);
  }
  if (!mesh.lines.empty()) {
    out += fmt::format("element edge {}\nproperty int vertex1\nproperty int vertex2\n",
                       mesh.lines.size());
    declare_fields(out, mesh.cell_fields);
  }
  out += fmt::format("element face {}\nproperty list uchar int vertex_indices\n",
                     mesh.triangles.size());
  declare_fields(out, mesh.cell_fields);
  return out + "end_header\n";
}

}  // namespace

std::string ply_file(const FieldMesh& mesh) {
  std::string out = header(mesh);
  for (std::size_t i = 0; i < mesh.points_mm.size(); ++i) {
    for (int k = 0; k < 3; ++k) append_raw(out, mesh.points_mm[i][k]);
    put_fields(out, mesh.point_fields, i);
  }
  std::size_t cell = 0;
  for (const VertexId v : mesh.marks) {
    append_raw(out, v);
    put_fields(out, mesh.cell_fields, cell++);
  }
  for (const auto& line : mesh.lines) {
    append_raw(out, line);
    put_fields(out, mesh.cell_fields, cell++);
  }
  for (const Triangle& triangle : mesh.triangles) {
    out += '\x03';
    append_raw(out, triangle);
    put_fields(out, mesh.cell_fields, cell++);
  }
  return out;
}

}  // namespace pg
