// ASCII STL, as it is found: keywords in any case, any blanks, line ends CR, LF or CRLF or none at
// all, several solids, names missing, comments beginning with '#'. A facet has exactly three
// corners.
//
//   solid NAME            endsolid NAME
//     facet normal x y z  endfacet
//       outer loop        endloop
//         vertex x y z    (three times)
//
// The text is cut into pieces that begin at a facet; each is parsed alone, as the parser's state
// between two facets is empty. A piece counts only if the one before it ended exactly where it
// begins; else the rest is parsed again from there. So the result is that of one pass, whatever the
// number of threads.

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "geometry/parallel.hpp"
#include "io/format.hpp"
#include "io/stl/ascii_parser.hpp"
#include "io/stl/ascii_parts.hpp"
#include "io/support/coordinates.hpp"
#include "io/support/text.hpp"
#include "io/support/words.hpp"

namespace pg {
namespace {

using stl::same_letters;
using text::is_space;

constexpr std::size_t kPieceBytes = std::size_t{2} << 20;
constexpr FindingKind kNoEnd = {
    "stl_no_end", Severity::kWarning,
    "The last solid has no \"endsolid\" line; the file may be cut short.",
    "Compare with the program that made it, or export it again."};

/// First place in the piece from `from` on where a line begins with "facet", if any.
std::optional<std::size_t> next_facet(std::string_view all, std::size_t from) {
  const std::size_t end = std::min(all.size(), from + kPieceBytes);
  for (std::size_t at = from; at < end; ++at) {
    if (all[at] != '\n' && all[at] != '\r') continue;
    std::size_t word = at + 1;
    while (word < end && is_space(all[word])) ++word;
    if (word + 6 <= all.size() && same_letters(all.data() + word, "facet") &&
        is_space(all[word + 5]))
      return word;
    at = word - 1;
  }
  return std::nullopt;
}

/// Where pieces begin, and the end; a piece without a place to begin at is empty.
std::vector<std::size_t> cut_at_facets(std::string_view all, std::size_t start) {
  const std::size_t count = std::max<std::size_t>(1, (all.size() - start) / kPieceBytes);
  std::vector<std::optional<std::size_t>> found(count + 1);
  found.front() = start;
  found.back() = all.size();
  for_each_chunk(
      count - 1,
      [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t i = begin; i != end; ++i)
          found[i + 1] = next_facet(all, start + (i + 1) * kPieceBytes);
      },
      1);
  std::vector<std::size_t> begins(count + 1, all.size());
  for (std::size_t i = count; i-- > 0;) begins[i] = found[i].value_or(begins[i + 1]);
  return begins;
}

Likeness looks_like_stl_ascii(Bytes bytes) {
  const std::string_view all = text::as_text(bytes);
  if (!text::looks_like_text(all)) return Likeness::kNo;
  std::size_t at = text::bom_length(all);
  for (;;) {
    while (at < all.size() && is_space(all[at])) ++at;
    if (at == all.size() || all[at] != '#') break;
    while (at < all.size() && all[at] != '\n' && all[at] != '\r') ++at;
  }
  for (const std::string_view word : {"solid", "facet"})
    if (all.size() - at >= word.size() && same_letters(all.data() + at, word) &&
        (all.size() - at == word.size() || is_space(all[at + word.size()])))
      return Likeness::kLikely;
  return Likeness::kNo;
}

Result<Model> read_stl_ascii(Bytes bytes, const ReadLimits& limits) {
  const std::string_view all = text::as_text(bytes);
  const Deadline deadline(limits.seconds_max);
  const std::size_t start = text::bom_length(all);
  const std::vector<std::size_t> begins = cut_at_facets(all, start);
  const std::size_t count = begins.size() - 1;
  std::vector<stl::Piece> pieces(count);
  for_each_chunk(
      count,
      [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t i = begin; i != end; ++i)
          if (begins[i] < begins[i + 1])
            stl::parse_ascii(all, begins[i], begins[i + 1], deadline, limits, pieces[i]);
      },
      1);

  stl::AsciiParts parts;
  std::size_t at = start;
  for (std::size_t i = 0; i < count; ++i) {
    if (begins[i] == begins[i + 1]) continue;
    if (begins[i] != at) {
      if (begins[i + 1] <= at) continue;  // swallowed by the stretch before
      pieces[i] = {};
      stl::parse_ascii(all, at, begins[i + 1], deadline, limits, pieces[i]);
    }
    if (pieces[i].error) return *pieces[i].error;
    at = pieces[i].end;
    parts.add(pieces[i]);
  }

  Model model = parts.finish();
  if (model.triangle_count() == 0)
    return Error{ErrorCode::kMalformed,
                 parts.non_finite() > 0
                     ? "Every facet of the ASCII STL has a corner that is not a finite number; "
                       "export it again."
                     : "The ASCII STL holds no facet; export the model again."};
  if (model.triangle_count() > limits.triangles_max)
    return Error{
        ErrorCode::kTooLarge,
        over_limit_words("The STL file holds " + std::to_string(model.triangle_count()) + " facets",
                         limits.triangles_max, "--max-triangles")};
  if (parts.non_finite() > 0)
    model.findings.push_back(
        make_finding(kNonFiniteFacets,
                     count_words(parts.non_finite(), "facet has a corner", "facets have corners") +
                         " that are not finite numbers; left out.",
                     static_cast<std::int64_t>(parts.non_finite())));
  if (parts.open())
    model.findings.push_back(make_finding(kNoEnd, "The last solid is not closed by \"endsolid\"."));
  const auto space = text::coordinate_space(model.parts[0].name);
  if (!space.empty())
    model.findings.push_back(make_finding(
        kCoordinateSpace, "The first line says that axes run " + std::string(space) + "."));
  return model;
}

}  // namespace

Format describe_stl_ascii() {
  return {.id = "stl-ascii",
          .title = "STL, ASCII",
          .suffixes = {".stl"},
          .units = "none in the format; taken as mm unless given",
          .notes =
              "Every dialect; each solid is a part. Stored normals are ignored; facets must have "
              "three corners.",
          .looks_like = looks_like_stl_ascii,
          .read = read_stl_ascii,
          .findings = {kNonFiniteFacets, kNoEnd, kCoordinateSpace}};
}

}  // namespace pg
