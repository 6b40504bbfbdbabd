#include "tests/fuzz/any_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>
#include <cstring>

#include "tests/support/threemf_package.hpp"

namespace pg::fuzz {
namespace {

struct Body {
  std::vector<std::array<std::string, 3>> points;  ///< As a text file spells them.
  std::vector<std::vector<std::size_t>> faces;

  [[nodiscard]] float number(std::size_t point, std::size_t axis) const {
    return static_cast<float>(std::strtod(points[point][axis].c_str(), nullptr));
  }
};

/// At most six digits, so that single precision holds it.
std::string any_number(Choices& choices) {
  std::string text = choices.once_in(2) ? "-" : "";
  const std::size_t digits = choices.below(65536);
  switch (choices.below(6)) {
    case 0:
      return text + fmt::format("{}.{:03}", digits / 1000, digits % 1000);
    case 1:
      return text + std::to_string(digits);
    case 2:
      return text + fmt::format("{:.6e}", static_cast<double>(digits) / 1000);
    case 3:
      return text + fmt::format("0.{:05}", digits);
    case 4:
      return text + fmt::format("{}.{:03}000000", digits / 1000, digits % 1000);
    default:
      return text + fmt::format("{}E-{}", digits, choices.below(5));
  }
}

Body any_body(Choices& choices, std::size_t most_corners) {
  Body body;
  const std::size_t points = choices.between(3, 12);
  for (std::size_t i = 0; i < points; ++i)
    body.points.push_back({any_number(choices), any_number(choices), any_number(choices)});
  const std::size_t faces = choices.between(1, 12);
  for (std::size_t f = 0; f < faces; ++f) {
    std::vector<std::size_t> face(choices.between(3, std::min(most_corners, points)));
    // Neighbours in the list: no corner twice.
    const std::size_t first = choices.below(points);
    for (std::size_t k = 0; k < face.size(); ++k) face[k] = (first + k) % points;
    if (choices.once_in(2)) std::reverse(face.begin(), face.end());
    body.faces.push_back(std::move(face));
  }
  return body;
}

void count_faces(const Body& body, AnyFile& file) {
  for (const auto& face : body.faces) {
    file.triangles += face.size() - 2;
    file.polygons = file.polygons || face.size() > 3;
  }
}

AnyFile any_obj(Choices& choices) {
  AnyFile file{.name = "x.obj", .bytes = {}};
  const Body body = any_body(choices, 6);
  count_faces(body, file);
  static constexpr const char* kEnds[] = {"\n", "\r\n", " \n", "\n\n", " # 1 2 3\n"};
  static constexpr const char* kBlanks[] = {" ", "  ", "\t"};
  const char* const end = choices.one_of(kEnds);
  const char* const blank = choices.one_of(kBlanks);
  const std::size_t style = choices.below(4);
  const bool backward = choices.once_in(3);
  std::string& text = file.bytes;
  if (choices.once_in(2)) text += std::string("# written by a test") + end;
  for (const auto& p : body.points) text += "v " + p[0] + blank + p[1] + blank + p[2] + end;
  for (std::size_t i = 0; i < body.points.size() && style > 0; ++i)
    text += std::string("vt 0.5 0.5") + end + "vn 0 0 1" + end;
  for (const auto& face : body.faces) {
    if (choices.once_in(8)) text += std::string("g part") + std::to_string(choices.below(3)) + end;
    if (choices.once_in(8)) text += std::string("s off") + end;
    text += "f";
    for (const std::size_t corner : face) {
      const std::string index =
          backward ? "-" + std::to_string(body.points.size() - corner) : std::to_string(corner + 1);
      text += blank + index;
      if (style == 1) text += "/" + index;
      if (style == 2) text += "//" + index;
      if (style == 3) text += "/" + index + "/" + index;
    }
    text += end;
  }
  return file;
}

AnyFile any_ascii_stl(Choices& choices) {
  AnyFile file{.name = "x.stl", .bytes = {}};
  static constexpr const char* kEnds[] = {"\n", "\r\n", " \n"};
  static constexpr const char* kIndents[] = {"", "  ", "\t"};
  const std::string end = choices.one_of(kEnds), indent = choices.one_of(kIndents);
  const std::size_t solids = choices.between(1, 3);
  for (std::size_t s = 0; s < solids; ++s) {
    const Body body = any_body(choices, 3);
    count_faces(body, file);
    file.bytes += "solid part" + std::to_string(s) + end;
    for (const auto& face : body.faces) {
      file.bytes += indent + "facet normal 0 0 1" + end + indent + "outer loop" + end;
      for (const std::size_t v : face)
        file.bytes += indent + "vertex " + body.points[v][0] + " " + body.points[v][1] + " " +
                      body.points[v][2] + end;
      file.bytes += indent + "endloop" + end + indent + "endfacet" + end;
    }
    file.bytes += "endsolid part" + std::to_string(s) + end;
  }
  return file;
}

template <class T>
void put(std::string& bytes, T value, bool swapped = false) {
  char raw[sizeof value];
  std::memcpy(raw, &value, sizeof value);
  if (swapped) std::reverse(raw, raw + sizeof value);
  bytes.append(raw, sizeof value);
}

AnyFile any_binary_stl(Choices& choices) {
  AnyFile file{.name = "x.stl", .bytes = std::string(80, ' ')};
  const Body body = any_body(choices, 3);
  count_faces(body, file);
  put(file.bytes, static_cast<std::uint32_t>(body.faces.size()));
  for (const auto& face : body.faces) {
    file.bytes.append(12, '\0');
    for (const std::size_t v : face)
      for (std::size_t axis = 0; axis < 3; ++axis) put(file.bytes, body.number(v, axis));
    put(file.bytes, static_cast<std::uint16_t>(choices.below(65536)));
  }
  return file;
}

AnyFile any_ply(Choices& choices) {
  AnyFile file{.name = "x.ply", .bytes = {}};
  Body body = any_body(choices, 6);
  body.points[0][0] = "8.5";  // Assimp 5.2 steps over bytes like line ends at a body's begin
  count_faces(body, file);
  static constexpr const char* kModes[] = {"ascii", "binary_little_endian", "binary_big_endian"};
  const std::size_t mode = choices.below(3);
  const bool swapped = mode == 2, coloured = choices.once_in(2), wide = choices.once_in(2);
  std::string& out = file.bytes;
  out = std::string("ply\nformat ") + kModes[mode] + " 1.0\n";
  if (choices.once_in(2)) out += "comment written by a test\n";
  out += "element vertex " + std::to_string(body.points.size()) + "\n";
  const std::string real = wide ? "double" : "float";
  for (const char* const axis : {"x", "y", "z"}) out += "property " + real + " " + axis + "\n";
  if (coloured) out += "property uchar red\nproperty uchar green\nproperty uchar blue\n";
  out += "element face " + std::to_string(body.faces.size()) + "\nproperty list " +
         (wide ? "uint" : "uchar") + " int vertex_indices\nend_header\n";
  for (std::size_t v = 0; v < body.points.size(); ++v) {
    for (std::size_t axis = 0; axis < 3; ++axis) {
      if (mode == 0)
        out += body.points[v][axis] + " ";
      else if (wide)
        put(out, static_cast<double>(body.number(v, axis)), swapped);
      else
        put(out, body.number(v, axis), swapped);
    }
    if (coloured && mode == 0) out += "10 20 30";
    if (coloured && mode != 0) out += "abc";
    if (mode == 0) out += "\n";
  }
  for (const auto& face : body.faces) {
    const auto corners = static_cast<std::uint32_t>(face.size());
    if (mode == 0)
      out += std::to_string(corners);
    else if (wide)
      put(out, corners, swapped);
    else
      put(out, static_cast<std::uint8_t>(corners));
    for (const std::size_t v : face) {
      if (mode == 0)
        out += " " + std::to_string(v);
      else
        put(out, static_cast<std::int32_t>(v), swapped);
    }
    if (mode == 0) out += "\n";
  }
  return file;
}

/// A turn by a quarter, a stretch and a shift: all of them keep outside outside.
std::string any_transform(Choices& choices) {
  static constexpr const char* kTurns[] = {"1 0 0 0 1 0 0 0 1", "0 1 0 -1 0 0 0 0 1",
                                           "2 0 0 0 0.5 0 0 0 3", "1 0.5 0.25 0 1 0.5 0 0 1"};
  return fmt::format(" transform=\"{} {} {} {}\"", choices.one_of(kTurns), any_number(choices),
                     any_number(choices), any_number(choices));
}

AnyFile any_threemf(Choices& choices) {
  AnyFile file{.name = "x.3mf", .bytes = {}};
  std::string xml =
      R"(<?xml version="1.0" encoding="UTF-8"?><model unit="millimeter" xml:lang="en-US" )"
      R"(xmlns="http://schemas.microsoft.com/3dmanufacturing/core/2015/02"><resources>)";
  std::vector<std::size_t> triangles = {0};  // by object, from 1
  const std::size_t meshes = choices.between(1, 3), groups = choices.below(3);
  for (std::size_t m = 0; m < meshes; ++m) {
    const Body body = any_body(choices, 3);
    triangles.push_back(body.faces.size());
    xml += fmt::format(R"(<object id="{}" type="model"><mesh><vertices>)", triangles.size() - 1);
    for (const auto& p : body.points)
      xml += fmt::format("<vertex x=\"{}\" y='{}'\n z=\"{}\" />", p[0], p[1], p[2]);
    xml += "</vertices><triangles>";
    for (const auto& f : body.faces)
      xml += fmt::format(R"(<triangle v1="{}" v2="{}" v3="{}"/>)", f[0], f[1], f[2]);
    xml += "</triangles></mesh></object>";
  }
  for (std::size_t g = 0; g < groups; ++g) {
    std::size_t sum = 0;
    std::string components;
    const std::size_t count = choices.between(1, 3);
    for (std::size_t c = 0; c < count; ++c) {
      const std::size_t object = choices.between(1, triangles.size() - 1);
      sum += triangles[object];
      components += fmt::format(R"(<component objectid="{}"{}/>)", object,
                                choices.once_in(2) ? any_transform(choices) : "");
    }
    triangles.push_back(sum);
    xml += fmt::format(R"(<object id="{}" type="model"><components>{}</components></object>)",
                       triangles.size() - 1, components);
  }
  xml += "</resources><build>";
  const std::size_t items = choices.between(1, 3);
  for (std::size_t i = 0; i < items; ++i) {
    const std::size_t object = choices.between(1, triangles.size() - 1);
    file.triangles += triangles[object];
    xml += fmt::format(R"(<item objectid="{}"{}/>)", object,
                       choices.once_in(2) ? any_transform(choices) : "");
  }
  xml += "</build></model>";
  const auto bytes = test::packed(xml, choices.once_in(2));
  file.bytes.assign(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return file;
}

}  // namespace

AnyFile any_file(Choices& choices) {
  static constexpr AnyFile (*kWriters[])(Choices&) = {any_obj, any_ascii_stl, any_binary_stl,
                                                      any_ply, any_threemf};
  return choices.one_of(kWriters)(choices);
}

}  // namespace pg::fuzz
