// Wavefront OBJ: of its statements v, f, o, g and comments are read; texture and normal indices are
// only stepped over; materials are never opened; lines and points are counted. A line may go on
// behind a backslash. Indices count from 1, or backwards from the last vertex when negative.
//
// The text is cut into pieces at line ends; each is parsed alone into vertices and faces. What
// depends on the pieces before (backward indices, the current group) is kept relative and resolved
// in order.

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "geometry/parallel.hpp"
#include "io/format.hpp"
#include "io/obj/assemble.hpp"
#include "io/support/text.hpp"
#include "io/support/words.hpp"

namespace pg {
namespace {

using namespace obj;
using text::is_space;

constexpr std::size_t kPieceBytes = std::size_t{1} << 20;

constexpr FindingKind kUnitComment = {
    "unit_from_comment", Severity::kInfo,
    "A comment states the length of a unit (Mimics and 3-matic write it); sizes follow it.",
    "Give the unit yourself where the comment is wrong."};
constexpr FindingKind kNoSurface = {
    "lines_and_points", Severity::kInfo,
    "The file also holds lines or points, which have no surface and were left out.",
    "Nothing to do."};
constexpr FindingKind kFreeForm = {
    "free_form_surfaces", Severity::kWarning,
    "The file also holds free-form curves or surfaces, which are not read: the numbers lack them.",
    "Export the model as triangles."};

void add_findings(const std::vector<Piece>& pieces, std::size_t tangled, Model& model) {
  std::size_t others = 0;
  std::size_t free_form = 0;
  std::string_view space;
  for (const Piece& piece : pieces) {
    others += piece.others;
    free_form += piece.free_form;
    if (space.empty()) space = piece.space;
    if (!model.declared_mm_per_unit) model.declared_mm_per_unit = piece.mm_per_unit;
  }
  if (tangled > 0)
    model.findings.push_back(make_finding(
        kTangledPolygons,
        count_words(tangled, "polygon crosses", "polygons cross") + " or folds back on itself.",
        static_cast<std::int64_t>(tangled)));
  if (free_form > 0)
    model.findings.push_back(make_finding(
        kFreeForm,
        count_words(free_form, "free-form element was", "free-form elements were") + " not read.",
        static_cast<std::int64_t>(free_form)));
  if (model.declared_mm_per_unit) {
    const std::string words = fmt::format("{}", *model.declared_mm_per_unit);
    model.findings.push_back(
        make_finding(kUnitComment, "A comment says that 1 unit is " + words + " mm."));
  }
  if (!space.empty())
    model.findings.push_back(
        make_finding(kCoordinateSpace, "A comment says that axes run " + std::string(space) + "."));
  if (others > 0)
    model.findings.push_back(make_finding(
        kNoSurface, count_words(others, "line or point was", "lines or points were") + " left out.",
        static_cast<std::int64_t>(others)));
}

Likeness looks_like_obj(Bytes bytes) {
  const std::string_view all = text::as_text(bytes);
  if (!text::looks_like_text(all, 4096)) return Likeness::kNo;
  static constexpr std::string_view kStatements[] = {"v", "vt", "vn", "vp", "f",      "o",
                                                     "g", "s",  "l",  "p",  "usemtl", "mtllib"};
  std::size_t at = text::bom_length(all);
  bool comments = false;
  for (int lines = 0; lines < 200 && at < all.size() && at < (std::size_t{1} << 21); ++lines) {
    while (at < all.size() && is_space(all[at])) ++at;
    std::size_t end = at;
    while (end < all.size() && !is_space(all[end])) ++end;
    const std::string_view word = all.substr(at, end - at);
    while (end < all.size() && all[end] != '\n' && all[end] != '\r') ++end;
    at = end;
    if (word.empty()) continue;
    if (word[0] == '#') {
      comments = true;
      continue;
    }
    if (std::find(std::begin(kStatements), std::end(kStatements), word) != std::end(kStatements))
      return Likeness::kLikely;
    return Likeness::kMaybe;
  }
  return comments ? Likeness::kMaybe : Likeness::kNo;
}

Result<Model> read_obj(Bytes bytes, const ReadLimits& limits) {
  const std::string_view all = text::as_text(bytes);
  const Deadline deadline(limits.seconds_max);
  const std::size_t start = text::bom_length(all);
  const char line_end = all.find('\n') == std::string_view::npos ? '\r' : '\n';
  const std::size_t count = std::max<std::size_t>(1, (all.size() - start) / kPieceBytes);
  std::vector<std::size_t> begins(count + 1, all.size());
  begins[0] = start;
  for (std::size_t i = 1; i < count; ++i) {
    const std::size_t from = start + i * kPieceBytes;
    // A line longer than a piece is not searched for its end again.
    begins[i] = begins[i - 1] > from ? begins[i - 1] : next_line(all, from, line_end);
  }
  std::vector<Piece> pieces(count);
  for_each_chunk(
      count,
      [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t i = begin; i != end; ++i)
          parse_piece(all, begins[i], begins[i + 1], line_end, deadline, limits, pieces[i]);
      },
      1);
  std::vector<std::size_t> base(count, 0);
  std::size_t vertices = 0;
  std::size_t triangles = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (pieces[i].error) return *pieces[i].error;
    base[i] = vertices;
    vertices += pieces[i].vertices.size();
    triangles += pieces[i].triangles;
  }
  if (triangles == 0)
    return Error{ErrorCode::kMalformed,
                 "The OBJ file holds no face (at most points and lines); export the surface."};
  if (triangles > limits.triangles_max || vertices > static_cast<std::size_t>(kIndexMax))
    return Error{ErrorCode::kTooLarge,
                 over_limit_words("The OBJ file holds " + std::to_string(triangles) + " triangles",
                                  limits.triangles_max, "--max-triangles")};
  if (const auto wrong = resolve(pieces, base, vertices)) {
    const std::size_t line = line_of_corner(all, begins[wrong->piece], begins[wrong->piece + 1],
                                            line_end, wrong->corner, deadline, limits);
    return Error{ErrorCode::kMalformed,
                 "The OBJ file has a face with a vertex index out of range (it holds " +
                     count_words(vertices, "vertex", "vertices") + ") in " +
                     text::line_words(all, line) + "; export it again."};
  }
  Assembled assembled = assemble(pieces, base, vertices, triangles);
  Model model;
  add_findings(pieces, assembled.tangled, model);
  model.parts = split_parts(std::move(assembled));
  return model;
}

}  // namespace

Format describe_obj() {
  return {
      .id = "obj",
      .title = "Wavefront OBJ",
      .suffixes = {".obj"},
      .units = "none in the format; a comment \"1 unit = N mm\" is believed, else mm unless given",
      .notes =
          "Polygons are triangulated, objects and groups are parts; materials are never opened.",
      .looks_like = looks_like_obj,
      .read = read_obj,
      .findings = {kTangledPolygons, kFreeForm, kUnitComment, kCoordinateSpace, kNoSurface}};
}

}  // namespace pg
