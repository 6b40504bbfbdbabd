// PLY: a text header that declares elements and their properties, then a body as text (one element
// a line) or binary of either byte order. Read are x, y, z of "vertex" and the list
// "vertex_indices" (or "vertex_index") of "face"; everything else is stepped over by its declared
// type. G. Turk, The PLY polygon file format, 1994.

#include <algorithm>
#include <string>

#include "io/format.hpp"
#include "io/ply/body.hpp"
#include "io/support/text.hpp"
#include "io/support/words.hpp"

namespace pg {
namespace {

using namespace ply;

constexpr FindingKind kSmallFaces = {
    "faces_without_area", Severity::kError,
    "Faces have fewer than three corners; they were left out.",
    "Export the model again if the surface has holes where they were."};
constexpr FindingKind kLongLines = {
    "values_not_declared", Severity::kWarning,
    "Lines of the body hold more values than the header declares; the surplus was not read.",
    "Nothing to do if the model looks right; else export it again."};

template <class Source>
Result<Model> read_body(Source body, const Header& header, const ReadLimits& limits) {
  Mesh mesh;
  if (auto error = BodyReader<Source>(body, limits).run(header, mesh)) return *error;
  const auto in_range = [&](std::uint32_t index) { return index < mesh.vertices.size(); };
  for (std::size_t t = 0; t < mesh.triangles.size(); ++t)
    if (!std::all_of(mesh.triangles[t].begin(), mesh.triangles[t].end(), in_range))
      return Error{ErrorCode::kMalformed,
                   "In the PLY file, triangle " + std::to_string(t) +
                       " has a vertex index out of range (it holds " +
                       count_words(mesh.vertices.size(), "vertex", "vertices") +
                       "); export it again."};
  if (!std::all_of(mesh.polygon_corners.begin(), mesh.polygon_corners.end(), in_range))
    return Error{ErrorCode::kMalformed,
                 "In the PLY file, a polygon has a vertex index out of range (it holds " +
                     count_words(mesh.vertices.size(), "vertex", "vertices") +
                     "); export it again."};
  cut_polygons(mesh);
  if (mesh.triangles.empty())
    return Error{ErrorCode::kMalformed,
                 "The PLY file holds no face of three or more corners; export a surface mesh."};
  Model model;
  if (mesh.small_faces > 0)
    model.findings.push_back(make_finding(kSmallFaces,
                                          count_words(mesh.small_faces, "face has", "faces have") +
                                              " fewer than three corners; left out.",
                                          static_cast<std::int64_t>(mesh.small_faces)));
  if (mesh.tangled > 0)
    model.findings.push_back(
        make_finding(kTangledPolygons,
                     count_words(mesh.tangled, "polygon crosses", "polygons cross") +
                         " or folds back on itself.",
                     static_cast<std::int64_t>(mesh.tangled)));
  if (body.surplus_lines() > 0)
    model.findings.push_back(
        make_finding(kLongLines,
                     count_words(body.surplus_lines(), "line holds", "lines hold") +
                         " more values than declared.",
                     static_cast<std::int64_t>(body.surplus_lines())));
  if (!header.space.empty())
    model.findings.push_back(make_finding(
        kCoordinateSpace, "A comment says that axes run " + std::string(header.space) + "."));
  if (const std::size_t behind = body.behind())
    model.findings.push_back(make_finding(
        kTrailingBytes,
        count_words(behind, "byte follows", "bytes follow") + " the last declared element."));
  model.parts.push_back({.name = {},
                         .soup = {.corners = std::move(mesh.vertices),
                                  .triangles = std::move(mesh.triangles),
                                  .weld_group = 0}});
  return model;
}

Likeness looks_like_ply(Bytes bytes) {
  const std::string_view all = text::as_text(bytes);
  return all.substr(0, 3) == "ply" && all.size() > 3 && is_space(all[3]) ? Likeness::kCertain
                                                                         : Likeness::kNo;
}

Result<Model> read_ply(Bytes bytes, const ReadLimits& limits) {
  const std::string_view all = text::as_text(bytes);
  const Result<Header> header = read_header(all, limits);
  if (!header) return header.error();
  if (auto error = check_elements(*header, all.size() - header->end)) return *error;
  if (header->body == Body::kAscii) return read_body(AsciiBody(all, header->end), *header, limits);
  return read_body(BinaryBody(all, header->end, header->body == Body::kBig), *header, limits);
}

}  // namespace

Format describe_ply() {
  return {
      .id = "ply",
      .title = "PLY",
      .suffixes = {".ply"},
      .units = "none in the format; taken as mm unless given",
      .notes = "Text and both binary orders; polygons are triangulated; point clouds are refused.",
      .looks_like = looks_like_ply,
      .read = read_ply,
      .findings = {kSmallFaces, kTangledPolygons, kLongLines, kTrailingBytes, kCoordinateSpace}};
}

}  // namespace pg
