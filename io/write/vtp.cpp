// VTK XML PolyData (VTK File Formats, "XML formats"): one Piece with points and the cells Verts,
// Lines and Polys, each list as connectivity and end offsets. Arrays are base64 of a 64-bit byte
// count and the little-endian numbers, in one stream.

#include <fmt/format.h>

#include "io/write/encoders.hpp"

namespace pg {
namespace {

std::string base64(std::string_view bytes) {
  static constexpr char kDigits[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t have = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k)
      group = group << 8 | (k < have ? static_cast<unsigned char>(bytes[i + k]) : 0u);
    for (std::size_t k = 0; k < 4; ++k)
      out += k <= have ? kDigits[group >> (18 - 6 * k) & 63] : '=';
  }
  return out;
}

template <class T>
constexpr std::string_view type_name() {
  if constexpr (std::is_same_v<T, float>) return "Float32";
  if constexpr (std::is_same_v<T, double>) return "Float64";
  if constexpr (std::is_same_v<T, std::int32_t>) return "Int32";
  if constexpr (std::is_same_v<T, std::int64_t>) return "Int64";
}

/// `value(i)` for every i of [0, count), as one array.
template <class T, class Value>
void data_array(std::string& out, std::string_view name, int components, std::size_t count,
                Value&& value) {
  std::string bytes;
  bytes.reserve(8 + count * sizeof(T));
  append_raw(bytes, std::uint64_t{count * sizeof(T)});
  for (std::size_t i = 0; i < count; ++i) append_raw(bytes, static_cast<T>(value(i)));
  out += fmt::format(
      "<DataArray type=\"{}\" Name=\"{}\" NumberOfComponents=\"{}\" format=\"binary\">\n{}\n"
      "</DataArray>\n",
      type_name<T>(), name, components, base64(bytes));
}

/// Cells of `size` points each; `corner(i)` is the i-th index of all.
template <class Corner>
void cells(std::string& out, std::string_view element, std::size_t count, std::size_t size,
           Corner&& corner) {
  out += fmt::format("<{}>\n", element);
  data_array<std::int64_t>(out, "connectivity", 1, count * size, corner);
  data_array<std::int64_t>(out, "offsets", 1, count, [&](std::size_t i) { return (i + 1) * size; });
  out += fmt::format("</{}>\n", element);
}

void fields(std::string& out, std::string_view element, const std::vector<Field>& list) {
  out += fmt::format("<{}>\n", element);
  for (const Field& field : list) {
    if (!field.meaning.empty()) out += fmt::format("<!-- {}: {} -->\n", field.name, field.meaning);
    std::visit(
        [&](const auto& values) {
          using T = typename std::decay_t<decltype(values)>::value_type;
          data_array<T>(out, field.name, 1, values.size(),
                        [&](std::size_t i) { return values[i]; });
        },
        field.values);
  }
  out += fmt::format("</{}>\n", element);
}

}  // namespace

std::string vtp_file(const FieldMesh& mesh) {
  std::string out =
      "<?xml version=\"1.0\"?>\n"
      "<VTKFile type=\"PolyData\" version=\"1.0\" byte_order=\"LittleEndian\" "
      "header_type=\"UInt64\">\n<PolyData>\n";
  out += fmt::format(
      "<Piece NumberOfPoints=\"{}\" NumberOfVerts=\"{}\" NumberOfLines=\"{}\" "
      "NumberOfStrips=\"0\" NumberOfPolys=\"{}\">\n",
      mesh.points_mm.size(), mesh.marks.size(), mesh.lines.size(), mesh.triangles.size());
  fields(out, "PointData", mesh.point_fields);
  fields(out, "CellData", mesh.cell_fields);
  out += "<Points>\n";
  data_array<double>(out, "Points", 3, 3 * mesh.points_mm.size(), [&](std::size_t i) {
    return mesh.points_mm[i / 3][static_cast<Eigen::Index>(i % 3)];
  });
  out += "</Points>\n";
  cells(out, "Verts", mesh.marks.size(), 1, [&](std::size_t i) { return mesh.marks[i]; });
  cells(out, "Lines", mesh.lines.size(), 2,
        [&](std::size_t i) { return mesh.lines[i / 2][i % 2]; });
  cells(out, "Polys", mesh.triangles.size(), 3,
        [&](std::size_t i) { return mesh.triangles[i / 3][i % 3]; });
  out += "</Piece>\n</PolyData>\n</VTKFile>\n";
  return out;
}

}  // namespace pg
