// Wavefront OBJ: of its statements v, f, o, g and comments are read; texture and normal indices are
// only stepped over; materials are never opened; lines and points are counted. A line may go on
// behind a backslash. Indices count from 1, or backwards from the last vertex when negative.
//
// The text is cut into pieces at line ends; each is parsed alone into vertices and faces. What
// depends on the pieces before (backward indices, the current group) is kept relative and resolved
// in order.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "geometry/parallel.hpp"
#include "io/format.hpp"
#include "io/support/polygon.hpp"
#include "io/support/text.hpp"
#include "io/support/words.hpp"

namespace pg {
namespace {

using text::is_digit;
using text::is_space;

constexpr std::size_t kPieceBytes = std::size_t{1} << 20;
constexpr std::int64_t kIndexMax = 0x7FFFFFFF;
constexpr std::size_t kNever = static_cast<std::size_t>(-1);

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

/// Corners of polygons lie flat one behind the other, three a face except where `polygons` says
/// else.
struct Piece {
  BigVector<Vec3> vertices;
  BigVector<std::uint32_t> corners;
  struct Polygon {
    std::size_t first;
    std::uint32_t corners;
  };
  std::vector<Polygon> polygons;      ///< Faces of more than three corners.
  std::vector<std::size_t> backward;  ///< Corners counted from this piece's first vertex.
  struct Group {
    std::size_t first_corner;
    std::string_view name;
  };
  std::vector<Group> groups;
  std::size_t triangles = 0;
  std::size_t others = 0;     ///< Lines and points.
  std::size_t free_form = 0;  ///< Curves and surfaces.
  std::optional<double> mm_per_unit;
  std::string_view space;
  std::optional<Error> error;
};

template <class T>
void put(BigVector<T>& list, std::size_t& used, const T& value) {
  if (used == list.size()) list.resize(std::max<std::size_t>(1024, 2 * list.size()));
  list[used++] = value;
}

class Parser {
 public:
  Parser(std::string_view all, char line_end, const Deadline& deadline, const ReadLimits& limits)
      : all_(all), line_end_(line_end), deadline_(deadline), limits_(limits) {}

  /// Parses the whole lines of [begin, end). With `corner_sought`, only to find the line of the
  /// face that holds that corner: returned as an offset.
  std::size_t run(std::size_t begin, std::size_t end, Piece& piece,
                  std::size_t corner_sought = kNever) {
    p_ = all_.data() + begin;
    end_ = all_.data() + end;
    piece_ = &piece;
    std::size_t lines = 0;
    while (p_ != end_) {
      const char* const line = p_;
      if (!statement()) {
        fail(line);
        break;
      }
      if (corners_ > corner_sought) return static_cast<std::size_t>(line - all_.data());
      if (++lines % 8192 == 0 && deadline_.passed()) {
        piece.error = Error{ErrorCode::kTooLarge, out_of_time_words(limits_.seconds_max)};
        break;
      }
    }
    piece.vertices.resize(vertices_);
    piece.corners.resize(corners_);
    return kNever;
  }

 private:
  bool blank(char c) const {
    return c == ' ' || c == '\t' || (c == '\r' && line_end_ != '\r') || c == '\v' || c == '\f';
  }

  /// Over blanks and over a backslash that ends its line.
  void skip_blank() {
    for (;;) {
      while (p_ != end_ && blank(*p_)) ++p_;
      if (p_ == end_ || *p_ != '\\') return;
      const char* q = p_ + 1;
      while (q != end_ && blank(*q)) ++q;
      if (q == end_ || *q != line_end_) return;
      p_ = q + 1;
    }
  }
  void skip_line() {
    if (p_ == end_) return;
    const auto* at =
        static_cast<const char*>(std::memchr(p_, line_end_, static_cast<std::size_t>(end_ - p_)));
    p_ = at == nullptr ? end_ : at + 1;
  }
  [[nodiscard]] bool at_line_end() const { return p_ == end_ || *p_ == line_end_; }
  [[nodiscard]] bool word_ends(const char* p) const {
    return p == end_ || blank(*p) || *p == line_end_ || *p == '\\';
  }

  bool statement() {
    while (p_ != end_ && blank(*p_)) ++p_;
    if (p_ == end_) return true;
    switch (*p_) {
      case 'v':
        if (p_ + 1 != end_ && word_ends(p_ + 1)) return vertex();
        break;
      case 'f':
        if (p_ + 1 != end_ && word_ends(p_ + 1)) return face();
        if (starts("fo")) {
          ++p_;
          return face();
        }
        break;
      case 'o':
      case 'g':
        if (word_ends(p_ + 1)) group();
        break;
      case 'l':
      case 'p':
        if (word_ends(p_ + 1)) ++piece_->others;
        break;
      case 'c':
        if (starts("curv") || starts("curv2")) ++piece_->free_form;
        break;
      case 's':
        if (starts("surf")) ++piece_->free_form;
        break;
      case '#':
        comment();
        break;
      case '\0':
        complaint_ = "a zero byte; this is no text";
        return false;
      default:
        break;
    }
    skip_line();
    return true;
  }

  [[nodiscard]] bool starts(std::string_view word) const {
    return static_cast<std::size_t>(end_ - p_) >= word.size() &&
           std::string_view(p_, word.size()) == word && word_ends(p_ + word.size());
  }

  bool vertex() {
    ++p_;
    Vec3 point;
    for (int axis = 0; axis < 3; ++axis) {
      skip_blank();
      const char* const behind = text::parse_double(p_, end_, point[axis]);
      if (behind == nullptr) {
        complaint_ = "a vertex that is not three numbers";
        return false;
      }
      if (!word_ends(behind) && *behind != '#') {
        complaint_ = *behind == ',' ? "a number with a decimal comma (only points are allowed)"
                                    : "a vertex coordinate that is not a number";
        return false;
      }
      p_ = behind;
    }
    if (0 * point[0] + 0 * point[1] + 0 * point[2] != 0) {
      complaint_ = "a vertex coordinate that is not finite";
      return false;
    }
    put(piece_->vertices, vertices_, point);
    end_of_statement();
    return true;
  }

  /// Over what follows on the line: weights, colours, comments.
  void end_of_statement() {
    for (;;) {
      skip_blank();
      if (p_ == end_) return;
      if (*p_ == line_end_) {
        ++p_;
        return;
      }
      if (*p_ == '#') return skip_line();
      while (!word_ends(p_) || (p_ != end_ && *p_ == '\\')) {
        if (*p_ == '\\') {
          const char* const here = p_;
          skip_blank();
          if (p_ == here) ++p_;
        } else {
          ++p_;
        }
      }
    }
  }

  /// A signed whole number; saturates far beyond kIndexMax.
  bool integer(std::int64_t& value) {
    const bool negative = p_ != end_ && *p_ == '-';
    if (p_ != end_ && (*p_ == '-' || *p_ == '+')) ++p_;
    if (p_ == end_ || !is_digit(*p_)) return false;
    std::int64_t size = 0;
    while (p_ != end_ && is_digit(*p_)) {
      size = std::min<std::int64_t>(10 * size + (*p_ - '0'), std::int64_t{1} << 40);
      ++p_;
    }
    value = negative ? -size : size;
    return true;
  }

  bool face() {
    ++p_;
    const std::size_t first = corners_;
    for (;;) {
      skip_blank();
      if (at_line_end() || *p_ == '#') break;
      std::int64_t index = 0;
      if (!integer(index)) {
        complaint_ = "a face whose vertex index is not a whole number";
        return false;
      }
      for (int others = 0; others < 2 && p_ != end_ && *p_ == '/'; ++others) {
        ++p_;
        std::int64_t ignored = 0;
        if (p_ != end_ && *p_ != '/' && !word_ends(p_) && *p_ != '#' && !integer(ignored)) {
          complaint_ = "a face whose texture or normal index is not a whole number";
          return false;
        }
      }
      if (!word_ends(p_) && *p_ != '#') {
        complaint_ = "a face whose index is not a whole number";
        return false;
      }
      if (index == 0 || index > kIndexMax || index < -kIndexMax) {
        complaint_ = index == 0 ? "a face with vertex index 0 (they count from 1)"
                                : "a face with a vertex index that no file can reach";
        return false;
      }
      if (index < 0) {
        piece_->backward.push_back(corners_);
        index += static_cast<std::int64_t>(vertices_) + 1;
      }
      put(piece_->corners, corners_, static_cast<std::uint32_t>(index - 1));
    }
    const std::size_t count = corners_ - first;
    if (count < 3) {
      complaint_ = "a face of fewer than three corners";
      return false;
    }
    if (count > 3) piece_->polygons.push_back({first, static_cast<std::uint32_t>(count)});
    piece_->triangles += count - 2;
    skip_line();
    return true;
  }

  void group() {
    const char* const from = ++p_;
    const auto* at = static_cast<const char*>(
        p_ == end_ ? nullptr : std::memchr(p_, line_end_, static_cast<std::size_t>(end_ - p_)));
    std::string_view name(from, static_cast<std::size_t>((at == nullptr ? end_ : at) - from));
    while (!name.empty() && is_space(name.front())) name.remove_prefix(1);
    while (!name.empty() && is_space(name.back())) name.remove_suffix(1);
    if (!piece_->groups.empty() && piece_->groups.back().first_corner == corners_)
      piece_->groups.back().name = name;
    else
      piece_->groups.push_back({corners_, name});
  }

  /// "... 1 unit = 1000.000000 mm", and the mark of 3D Slicer.
  void comment() {
    const auto* at =
        static_cast<const char*>(std::memchr(p_, line_end_, static_cast<std::size_t>(end_ - p_)));
    const std::string_view line(p_, static_cast<std::size_t>((at == nullptr ? end_ : at) - p_));
    if (piece_->space.empty()) piece_->space = text::coordinate_space(line);
    if (piece_->mm_per_unit) return;
    constexpr std::string_view kMark = "1 unit = ";
    const std::size_t mark = line.find(kMark);
    if (mark == std::string_view::npos) return;
    double value = 0;
    const char* const line_stop = line.data() + line.size();
    const char* behind = text::parse_double(line.data() + mark + kMark.size(), line_stop, value);
    if (behind == nullptr || !(value >= 1e-6 && value <= 1e6)) return;
    while (behind != line_stop && is_space(*behind)) ++behind;
    if (line_stop - behind >= 2 && behind[0] == 'm' && behind[1] == 'm' &&
        (line_stop - behind == 2 || !std::isalnum(static_cast<unsigned char>(behind[2]))))
      piece_->mm_per_unit = value;
  }

  void fail(const char* line) {
    piece_->error = Error{ErrorCode::kMalformed,
                          "The OBJ file has " + std::string(complaint_) + " in " +
                              text::line_words(all_, static_cast<std::size_t>(line - all_.data())) +
                              "; export it again."};
  }

  std::string_view all_;
  char line_end_;
  const char* p_ = nullptr;
  const char* end_ = nullptr;
  Piece* piece_ = nullptr;
  std::size_t vertices_ = 0;
  std::size_t corners_ = 0;
  const Deadline& deadline_;
  const ReadLimits& limits_;
  const char* complaint_ = "";
};

/// Behind the first line end from `from` on that no backslash undoes.
std::size_t next_line(std::string_view all, std::size_t from, char line_end) {
  for (std::size_t at = from; (at = all.find(line_end, at)) != std::string_view::npos; ++at) {
    std::size_t last = at;
    while (last > 0 && (all[last - 1] == '\r' || all[last - 1] == ' ' || all[last - 1] == '\t'))
      --last;
    if (last == 0 || all[last - 1] != '\\') return at + 1;
  }
  return all.size();
}

/// Which part each run of triangles belongs to.
struct Run {
  std::size_t first_triangle;
  std::size_t part;
};

struct Assembled {
  BigVector<Vec3> vertices;
  BigVector<Triangle> triangles;
  std::vector<Run> runs;
  std::vector<std::string> names;
  std::size_t tangled = 0;
};

struct OutOfRange {
  std::size_t piece;
  std::size_t corner;
};

/// Triangles of one piece; returns polygons that could not be cut cleanly.
std::size_t fill_triangles(const Piece& piece, const BigVector<Vec3>& vertices, Triangle* out) {
  std::size_t tangled = 0;
  std::size_t corner = 0;
  const auto plain = [&](std::size_t until) {
    for (; corner < until; corner += 3)
      *out++ = {piece.corners[corner], piece.corners[corner + 1], piece.corners[corner + 2]};
  };
  std::vector<Vec3> points;
  std::vector<LocalTriangle> cut;
  for (const Piece::Polygon& polygon : piece.polygons) {
    plain(polygon.first);
    const std::uint32_t* const ring = piece.corners.data() + polygon.first;
    points.clear();
    cut.clear();
    for (std::uint32_t k = 0; k < polygon.corners; ++k) points.push_back(vertices[ring[k]]);
    if (triangulate_polygon(points, cut) == PolygonCut::kImperfect) ++tangled;
    for (const LocalTriangle& t : cut) *out++ = {ring[t[0]], ring[t[1]], ring[t[2]]};
    corner = polygon.first + polygon.corners;
  }
  plain(piece.corners.size());
  return tangled;
}

/// The triangle that begins with or holds a corner of a piece.
std::size_t triangles_before(const Piece& piece, std::size_t corner, std::size_t& polygon,
                             std::size_t& extra) {
  while (polygon < piece.polygons.size() && piece.polygons[polygon].first < corner)
    extra += piece.polygons[polygon++].corners - 3;
  // A polygon of n corners takes n places and gives n - 2 triangles: 3 (n - 2) = n + 2 (n - 3).
  return (corner + 2 * extra) / 3;
}

std::optional<OutOfRange> resolve(std::vector<Piece>& pieces, const std::vector<std::size_t>& base,
                                  std::size_t total) {
  std::vector<std::size_t> bad(pieces.size(), kNever);
  for_each_chunk(
      pieces.size(),
      [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t i = begin; i != end; ++i) {
          Piece& piece = pieces[i];
          for (const std::size_t corner : piece.backward)
            piece.corners[corner] += static_cast<std::uint32_t>(base[i]);
          std::uint32_t highest = 0;
          for (const std::uint32_t vertex : piece.corners) highest = std::max(highest, vertex);
          if (piece.corners.empty() || highest < total) continue;
          for (std::size_t c = 0; c < piece.corners.size() && bad[i] == kNever; ++c)
            if (piece.corners[c] >= total) bad[i] = c;
        }
      },
      1);
  for (std::size_t i = 0; i < pieces.size(); ++i)
    if (bad[i] != kNever) return OutOfRange{i, bad[i]};
  return std::nullopt;
}

Assembled assemble(std::vector<Piece>& pieces, const std::vector<std::size_t>& base,
                   std::size_t vertices, std::size_t triangles) {
  Assembled all;
  all.vertices.resize(vertices);
  std::vector<std::size_t> first_triangle(pieces.size(), 0);
  for (std::size_t i = 1; i < pieces.size(); ++i)
    first_triangle[i] = first_triangle[i - 1] + pieces[i - 1].triangles;

  std::map<std::string_view, std::size_t> known;
  const auto part_of = [&](std::string_view name) {
    const auto [entry, fresh] = known.try_emplace(name, all.names.size());
    if (fresh) all.names.emplace_back(name);
    return entry->second;
  };
  all.runs.push_back({0, part_of({})});
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    std::size_t polygon = 0;
    std::size_t extra = 0;
    for (const Piece::Group& group : pieces[i].groups) {
      const std::size_t at =
          first_triangle[i] + triangles_before(pieces[i], group.first_corner, polygon, extra);
      if (all.runs.back().first_triangle == at)
        all.runs.back().part = part_of(group.name);
      else
        all.runs.push_back({at, part_of(group.name)});
    }
  }

  for_each_chunk(
      pieces.size(),
      [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t i = begin; i != end; ++i) {
          if (!pieces[i].vertices.empty())
            std::memcpy(static_cast<void*>(all.vertices.data() + base[i]),
                        pieces[i].vertices.data(), pieces[i].vertices.size() * sizeof(Vec3));
          pieces[i].vertices = {};
        }
      },
      1);
  all.triangles.resize(triangles);
  std::vector<std::size_t> tangled(pieces.size(), 0);
  for_each_chunk(
      pieces.size(),
      [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t i = begin; i != end; ++i) {
          tangled[i] =
              fill_triangles(pieces[i], all.vertices, all.triangles.data() + first_triangle[i]);
          pieces[i].corners = {};
        }
      },
      1);
  for (const std::size_t count : tangled) all.tangled += count;
  return all;
}

/// One part: the lists as they are. Several: each with the vertices it uses.
std::vector<Part> split_parts(Assembled all) {
  std::vector<std::size_t> sizes(all.names.size(), 0);
  const auto run_end = [&](std::size_t r) {
    return r + 1 < all.runs.size() ? all.runs[r + 1].first_triangle : all.triangles.size();
  };
  for (std::size_t r = 0; r < all.runs.size(); ++r)
    sizes[all.runs[r].part] += run_end(r) - all.runs[r].first_triangle;
  const auto used =
      std::count_if(sizes.begin(), sizes.end(), [](std::size_t size) { return size > 0; });
  std::vector<Part> parts;
  if (used == 1) {
    const auto only =
        std::find_if(sizes.begin(), sizes.end(), [](std::size_t size) { return size > 0; });
    parts.push_back({.name = std::move(all.names[static_cast<std::size_t>(only - sizes.begin())]),
                     .soup = {.corners = std::move(all.vertices),
                              .triangles = std::move(all.triangles),
                              .weld_group = 0}});
    return parts;
  }
  std::vector<std::vector<std::size_t>> runs_of(all.names.size());
  for (std::size_t r = 0; r < all.runs.size(); ++r)
    if (run_end(r) > all.runs[r].first_triangle) runs_of[all.runs[r].part].push_back(r);
  std::vector<std::uint32_t> owner(all.vertices.size(), kNone);
  std::vector<std::uint32_t> local(all.vertices.size());
  for (std::size_t part = 0; part < all.names.size(); ++part) {
    if (runs_of[part].empty()) continue;
    BigVector<Vec3> corners;
    BigVector<Triangle> triangles;
    triangles.reserve(sizes[part]);
    for (const std::size_t r : runs_of[part])
      for (std::size_t t = all.runs[r].first_triangle; t < run_end(r); ++t) {
        Triangle triangle = all.triangles[t];
        for (VertexId& vertex : triangle) {
          if (owner[vertex] != part) {
            owner[vertex] = static_cast<std::uint32_t>(part);
            local[vertex] = static_cast<std::uint32_t>(corners.size());
            corners.push_back(all.vertices[vertex]);
          }
          vertex = local[vertex];
        }
        triangles.push_back(triangle);
      }
    parts.push_back(
        {.name = std::move(all.names[part]),
         .soup = {
             .corners = std::move(corners), .triangles = std::move(triangles), .weld_group = 0}});
  }
  return parts;
}

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
  for (std::size_t i = 1; i < count; ++i)
    begins[i] = std::max(begins[i - 1], next_line(all, start + i * kPieceBytes, line_end));
  std::vector<Piece> pieces(count);
  for_each_chunk(
      count,
      [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t i = begin; i != end; ++i)
          Parser(all, line_end, deadline, limits).run(begins[i], begins[i + 1], pieces[i]);
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
    return Error{ErrorCode::kTooLarge, "The OBJ file holds " + std::to_string(triangles) +
                                           " triangles, over the limit of " +
                                           std::to_string(limits.triangles_max) +
                                           "; raise the limit."};
  if (const auto wrong = resolve(pieces, base, vertices)) {
    Piece again;
    const std::size_t line =
        Parser(all, line_end, deadline, limits)
            .run(begins[wrong->piece], begins[wrong->piece + 1], again, wrong->corner);
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
