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

#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "geometry/parallel.hpp"
#include "io/format.hpp"
#include "io/support/coordinates.hpp"
#include "io/support/text.hpp"
#include "io/support/words.hpp"

namespace pg {
namespace {

using text::is_space;

constexpr std::size_t kPieceBytes = std::size_t{2} << 20;
/// The shortest text of a facet: "facet outer loop vertex 0 0 0 ... endloop endfacet ".
constexpr std::size_t kFacetTextBytesMin = 73;
constexpr std::size_t kLineLook = 256;  ///< Longer lines go the slow way.
/// A line of a solid that goes on for longer is no name: the file has no line ends.
constexpr std::size_t kNameBytesMax = 1024;

constexpr FindingKind kNoEnd = {
    "stl_no_end", Severity::kWarning,
    "The last solid has no \"endsolid\" line; the file may be cut short.",
    "Compare with the program that made it, or export it again."};

struct SolidStart {
  std::size_t facet = 0;  ///< Facets of the piece before it.
  std::string_view name;
};

/// What one stretch of text gave.
struct Piece {
  BigVector<Vec3> corners;
  std::vector<SolidStart> solids;
  std::size_t non_finite = 0;
  std::size_t end = 0;  ///< Where parsing stopped: at a keyword between facets.
  bool open = true;     ///< Inside a solid at the end.
  std::optional<Error> error;
};

bool same_letters(const char* p, std::string_view word) {
  for (std::size_t i = 0; i < word.size(); ++i)
    if ((p[i] | 0x20) != word[i]) return false;
  return true;
}

class Parser {
 public:
  Parser(std::string_view all, const Deadline& deadline, const ReadLimits& limits)
      : all_(all), end_(all.data() + all.size()), deadline_(deadline), limits_(limits) {}

  /// Parses from `begin` until a keyword at or behind `stop`.
  void run(std::size_t begin, std::size_t stop, Piece& piece) {
    p_ = all_.data() + begin;
    const char* const halt = all_.data() + stop;
    piece.corners.resize(3 * ((stop - begin) / kFacetTextBytesMin + 2));
    std::size_t facets = 0;
    std::size_t statements = 0;
    for (;;) {
      skip_blank();
      if (p_ >= halt || p_ == end_) break;
      const char* const from = p_;
      if (word("facet")) {
        if (3 * (facets + 1) > piece.corners.size()) piece.corners.resize(2 * piece.corners.size());
        if (!facet(piece.corners.data() + 3 * facets)) return fail(piece);
        if (finite(piece.corners.data() + 3 * facets))
          ++facets;
        else
          ++piece.non_finite;
      } else if (word("endsolid")) {
        skip_end_name();
        piece.open = false;
      } else if (word("solid")) {
        piece.solids.push_back({facets, name()});
        piece.open = true;
      } else if (behind_facet_ != nullptr && same_line(behind_facet_)) {
        skip_line();  // words behind "endfacet" say nothing that is needed
      } else {
        complaint_ = "a word that is none of solid, facet, endsolid";
        return fail(piece);
      }
      if (static_cast<std::size_t>(p_ - from) > limits_.token_bytes_max)
        return give_up(
            piece, long_token_words("The ASCII STL has a name or a facet", limits_.token_bytes_max,
                                    text::line_words(all_, offset(from))));
      if (++statements % 4096 == 0 && deadline_.passed())
        return give_up(piece, out_of_time_words(limits_.seconds_max));
    }
    piece.corners.resize(3 * facets);
    piece.end = offset(p_);
  }

 private:
  void skip_blank() {
    for (;;) {
      while (p_ != end_ && is_space(*p_)) ++p_;
      if (p_ == end_ || *p_ != '#') return;
      skip_line();
    }
  }

  [[nodiscard]] bool same_line(const char* from) const {
    return std::none_of(from, p_, [](char c) { return c == '\n' || c == '\r'; });
  }

  static bool is_line_end(char c) { return c == '\n' || c == '\r'; }
  void skip_line(std::size_t bytes_max = static_cast<std::size_t>(-1)) {
    const char* const stop = p_ + std::min(bytes_max, static_cast<std::size_t>(end_ - p_));
    while (p_ != stop && !is_line_end(*p_)) ++p_;
  }

  bool word(std::string_view keyword) {
    const auto left = static_cast<std::size_t>(end_ - p_);
    if (left < keyword.size() || !same_letters(p_, keyword)) return false;
    if (left > keyword.size() && !is_space(p_[keyword.size()])) return false;
    p_ += keyword.size();
    return true;
  }

  bool expect(std::string_view keyword, const char* complaint) {
    skip_blank();
    if (word(keyword)) return true;
    complaint_ = complaint;
    return false;
  }

  /// The rest of the line; in a file without line ends, what comes before the first facet.
  std::string_view name() {
    const char* const from = p_;
    skip_line(kNameBytesMax);
    const char* const line_end = p_;
    const bool whole_line = p_ == end_ || is_line_end(*p_);
    skip_blank();
    const bool next_line_goes_on =
        whole_line && (p_ == end_ || peek("facet") || peek("endsolid") || peek("solid"));
    const std::string_view line(from, static_cast<std::size_t>(line_end - from));
    if (next_line_goes_on && p_ != end_) return line;
    p_ = from;
    if (find_on_line("facet", line_end)) return line.substr(0, offset(p_) - offset(from));
    p_ = line_end;
    if (!whole_line) skip_line();
    return line;
  }

  /// Over the rest of the line; in a file without line ends, up to the solid that follows.
  void skip_end_name() {
    const char* const from = p_;
    skip_line(kNameBytesMax);
    const char* const line_end = p_;
    p_ = from;
    if (find_on_line("solid", line_end)) {
      const char* const solid = p_;
      while (find_on_line("facet", line_end)) {
        word("facet");
        skip_blank();
        if (!peek("normal") && !peek("outer")) continue;
        p_ = solid;
        return;
      }
    }
    p_ = line_end;
    skip_line();
  }

  /// Goes to the next such word before `line_end`.
  bool find_on_line(std::string_view keyword, const char* line_end) {
    for (const char* const from = p_; p_ < line_end; ++p_)
      if ((p_ == from || is_space(p_[-1])) && peek(keyword)) return true;
    return false;
  }

  bool peek(std::string_view keyword) {
    const char* const at = p_;
    const bool there = word(keyword);
    p_ = at;
    return there;
  }

  /// To behind "outer". The normal says nothing that the corners do not say better.
  bool skip_normal() {
    const std::size_t look = std::min(kLineLook, static_cast<std::size_t>(end_ - p_));
    const char* const from = p_;
    if (const auto* const line_end = static_cast<const char*>(std::memchr(p_, '\n', look))) {
      p_ = line_end;
      skip_blank();
      if (word("outer")) return true;
      p_ = from;
    }
    for (int words = 0; words < 6; ++words) {
      skip_blank();
      if (word("outer")) return true;
      while (p_ != end_ && !is_space(*p_)) ++p_;
    }
    complaint_ = "a facet without \"outer loop\"";
    return false;
  }

  bool number(double& value) {
    while (p_ != end_ && is_space(*p_)) ++p_;
    const char* const behind = text::parse_double(p_, end_, value);
    if (behind == nullptr || (behind != end_ && !is_space(*behind))) {
      complaint_ = behind != nullptr && *behind == ','
                       ? "a number with a decimal comma (only points are allowed)"
                       : "a corner that is not three numbers";
      return false;
    }
    p_ = behind;
    return true;
  }

  bool facet(Vec3* corners) {
    if (!skip_normal() || !expect("loop", "\"outer\" without \"loop\"")) return false;
    for (int c = 0; c < 3; ++c) {
      if (!expect("vertex", "a facet with fewer than three corners")) return false;
      for (int axis = 0; axis < 3; ++axis)
        if (!number(corners[c][axis])) return false;
    }
    skip_blank();
    if (peek("vertex")) {
      complaint_ = "a facet with more than three corners";
      return false;
    }
    if (!expect("endloop", "a facet without \"endloop\" (or with text behind its corners)"))
      return false;
    const char* const behind_loop = p_;
    skip_blank();
    if (!peek("endfacet") && same_line(behind_loop)) skip_line();
    if (!expect("endfacet", "a facet without \"endfacet\"")) return false;
    behind_facet_ = p_;
    return true;
  }

  static bool finite(const Vec3* corners) {
    return is_sound(corners[0]) && is_sound(corners[1]) && is_sound(corners[2]);
  }

  [[nodiscard]] std::size_t offset(const char* p) const {
    return static_cast<std::size_t>(p - all_.data());
  }
  static void give_up(Piece& piece, std::string words) {
    piece.error = Error{ErrorCode::kTooLarge, std::move(words)};
  }
  void fail(Piece& piece) {
    const std::size_t at = offset(p_);
    if (p_ == end_)
      piece.error = Error{ErrorCode::kMalformed,
                          "The ASCII STL ends within a facet, in " + text::line_words(all_, at) +
                              "; it was cut short: copy or export it again."};
    else
      piece.error =
          Error{ErrorCode::kMalformed, "The ASCII STL has " + std::string(complaint_) + " in " +
                                           text::line_words(all_, at) + "; export it again."};
  }

  std::string_view all_;
  const char* p_ = nullptr;
  const char* end_;
  const Deadline& deadline_;
  const ReadLimits& limits_;
  const char* complaint_ = "";
  const char* behind_facet_ = nullptr;  ///< Behind the last "endfacet" of this run.
};

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

/// Gathers pieces, in order, into parts.
class Assembly {
 public:
  void add(Piece& piece) {
    non_finite_ += piece.non_finite;
    open_ = piece.open;
    std::size_t from = 0;
    for (const SolidStart& solid : piece.solids) {
      take(piece, from, solid.facet);
      from = solid.facet;
      begin_part(solid.name);
    }
    take(piece, from, piece.corners.size() / 3);
    pieces_.push_back(std::move(piece.corners));
  }

  Model finish() {
    Model model;
    for (Pending& pending : pending_) {
      if (pending.facets == 0) continue;
      BigVector<Vec3> corners(3 * pending.facets);
      std::size_t at = 0;
      std::vector<std::size_t> to;
      for (const Stretch& stretch : pending.stretches) {
        to.push_back(at);
        at += 3 * stretch.facets;
      }
      for_each_chunk(
          pending.stretches.size(),
          [&](std::size_t begin, std::size_t end, std::size_t) {
            for (std::size_t s = begin; s != end; ++s) {
              const Stretch& stretch = pending.stretches[s];
              std::memcpy(static_cast<void*>(corners.data() + to[s]),
                          pieces_[stretch.piece].data() + 3 * stretch.from,
                          3 * stretch.facets * sizeof(Vec3));
            }
          },
          1);
      model.parts.push_back(
          {.name = std::string(pending.name),
           .soup = {.corners = std::move(corners), .triangles = {}, .weld_group = 0}});
    }
    return model;
  }

  [[nodiscard]] std::size_t non_finite() const { return non_finite_; }
  [[nodiscard]] bool open() const { return open_; }

 private:
  struct Stretch {
    std::size_t piece;
    std::size_t from;
    std::size_t facets;
  };
  struct Pending {
    std::string_view name;
    std::size_t facets = 0;
    std::vector<Stretch> stretches;
  };

  void begin_part(std::string_view name) {
    while (!name.empty() && is_space(name.front())) name.remove_prefix(1);
    while (!name.empty() && is_space(name.back())) name.remove_suffix(1);
    if (!pending_.empty() && pending_.back().facets == 0) pending_.pop_back();
    pending_.push_back({name, 0, {}});
  }
  void take(const Piece&, std::size_t from, std::size_t to) {
    if (from == to) return;
    if (pending_.empty()) pending_.push_back({});
    pending_.back().facets += to - from;
    pending_.back().stretches.push_back({pieces_.size(), from, to - from});
  }

  std::vector<BigVector<Vec3>> pieces_;
  std::vector<Pending> pending_;
  std::size_t non_finite_ = 0;
  bool open_ = true;
};

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
  std::vector<Piece> pieces(count);
  for_each_chunk(
      count,
      [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t i = begin; i != end; ++i)
          if (begins[i] < begins[i + 1])
            Parser(all, deadline, limits).run(begins[i], begins[i + 1], pieces[i]);
      },
      1);

  Assembly assembly;
  std::size_t at = start;
  for (std::size_t i = 0; i < count; ++i) {
    if (begins[i] == begins[i + 1]) continue;
    if (begins[i] != at) {
      if (begins[i + 1] <= at) continue;  // swallowed by the stretch before
      pieces[i] = Piece{};
      Parser(all, deadline, limits).run(at, begins[i + 1], pieces[i]);
    }
    if (pieces[i].error) return *pieces[i].error;
    at = pieces[i].end;
    assembly.add(pieces[i]);
  }

  Model model = assembly.finish();
  if (model.triangle_count() == 0)
    return Error{ErrorCode::kMalformed,
                 assembly.non_finite() > 0
                     ? "Every facet of the ASCII STL has a corner that is not a finite number; "
                       "export it again."
                     : "The ASCII STL holds no facet; export the model again."};
  if (model.triangle_count() > limits.triangles_max)
    return Error{
        ErrorCode::kTooLarge,
        over_limit_words("The STL file holds " + std::to_string(model.triangle_count()) + " facets",
                         limits.triangles_max, "--max-triangles")};
  if (assembly.non_finite() > 0)
    model.findings.push_back(make_finding(
        kNonFiniteFacets,
        count_words(assembly.non_finite(), "facet has a corner", "facets have corners") +
            " that are not finite numbers; left out.",
        static_cast<std::int64_t>(assembly.non_finite())));
  if (assembly.open())
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
