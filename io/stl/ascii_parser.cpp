#include "io/stl/ascii_parser.hpp"

#include <algorithm>
#include <cstring>
#include <string>

#include "io/support/coordinates.hpp"
#include "io/support/text.hpp"
#include "io/support/words.hpp"

namespace pg::stl {
namespace {

using text::is_space;

/// The shortest text of a facet: "facet outer loop vertex 0 0 0 ... endloop endfacet ".
constexpr std::size_t kFacetTextBytesMin = 73;
constexpr std::size_t kLineLook = 256;  ///< Longer lines go the slow way.
/// A line of a solid that goes on for longer is no name: the file has no line ends.
constexpr std::size_t kNameBytesMax = 1024;

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

}  // namespace

void parse_ascii(std::string_view all, std::size_t begin, std::size_t stop,
                 const Deadline& deadline, const ReadLimits& limits, Piece& piece) {
  Parser(all, deadline, limits).run(begin, stop, piece);
}

}  // namespace pg::stl
