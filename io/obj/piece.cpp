#include "io/obj/piece.hpp"

#include <algorithm>
#include <cstring>
#include <string>

#include "io/support/coordinates.hpp"
#include "io/support/text.hpp"
#include "io/support/words.hpp"

namespace pg::obj {
namespace {

using text::is_digit;

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
      if (static_cast<std::size_t>(p_ - line) > limits_.token_bytes_max) {
        piece.error = Error{ErrorCode::kTooLarge,
                            long_token_words("The OBJ file has a line", limits_.token_bytes_max,
                                             text::line_words(all_, offset(line)))};
        break;
      }
      if (corners_ > corner_sought) return offset(line);
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
  [[nodiscard]] std::size_t offset(const char* p) const {
    return static_cast<std::size_t>(p - all_.data());
  }
  bool blank(char c) const {
    return c == ' ' || c == '\t' || (c == '\r' && line_end_ != '\r') || c == '\v' || c == '\f';
  }

  /// Over blanks and over a backslash that ends its line.
  void skip_blank() {
    if (end_ - p_ >= 2 && *p_ == ' ' && p_[1] > ' ' && p_[1] != '\\') {
      ++p_;  // one blank and a word, as nearly everywhere
      return;
    }
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
        if (word_ends(p_ + 1)) return vertex();
        break;
      case 'f':
        if (word_ends(p_ + 1)) return face();
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
      if (behind != end_ && *behind != ' ' && !word_ends(behind) && *behind != '#') {
        complaint_ = *behind == ',' ? "a number with a decimal comma (only points are allowed)"
                                    : "a vertex coordinate that is not a number";
        return false;
      }
      p_ = behind;
    }
    if (!is_sound(point)) {
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
      if (p_ != end_ && *p_ == line_end_) {
        ++p_;
        return;
      }
      skip_blank();
      if (p_ == end_) return;
      if (*p_ == line_end_) continue;
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

  /// A blank, an index that counts forward and perhaps others behind slashes, all of at most seven
  /// digits: nearly every corner. False, and nothing read, for any other.
  bool plain_corner() {
    if (end_ - p_ < kPlainCornerBytes || *p_ != ' ') return false;
    const char* p = p_ + 1;
    const auto [digits, index] = text::leading_digits(p);
    if (digits == 0 || digits == 8 || index == 0) return false;
    p += digits;
    for (int others = 0; others < 2 && *p == '/'; ++others) {
      const unsigned ignored = text::leading_digits(++p).count;
      if (ignored == 8) return false;
      p += ignored;
    }
    if (*p != ' ' && *p != line_end_ && *p != '\r') return false;
    put(piece_->corners, corners_, static_cast<std::uint32_t>(index - 1));
    p_ = p;
    return true;
  }

  bool face() {
    ++p_;
    const std::size_t first = corners_;
    for (;;) {
      while (plain_corner()) {
      }
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
    if (p_ != end_ && *p_ == line_end_)
      ++p_;
    else
      skip_line();
    return true;
  }

  void group() {
    const char* const from = ++p_;
    const auto* at = static_cast<const char*>(
        p_ == end_ ? nullptr : std::memchr(p_, line_end_, static_cast<std::size_t>(end_ - p_)));
    const std::string_view name =
        text::trimmed({from, static_cast<std::size_t>((at == nullptr ? end_ : at) - from)});
    if (!piece_->groups.empty() && piece_->groups.back().first_corner == corners_)
      piece_->groups.back().name = name;
    else
      piece_->groups.push_back({corners_, name});
  }

  /// What exporters say of units and axes.
  void comment() {
    const auto* at =
        static_cast<const char*>(std::memchr(p_, line_end_, static_cast<std::size_t>(end_ - p_)));
    const std::string_view line(p_, static_cast<std::size_t>((at == nullptr ? end_ : at) - p_));
    if (piece_->space.empty()) piece_->space = text::coordinate_space(line);
    if (!piece_->mm_per_unit) piece_->mm_per_unit = text::mm_per_unit_hint(line);
  }

  void fail(const char* line) {
    piece_->error = Error{ErrorCode::kMalformed, "The OBJ file has " + std::string(complaint_) +
                                                     " in " + text::line_words(all_, offset(line)) +
                                                     "; export it again."};
  }

  static constexpr std::ptrdiff_t kPlainCornerBytes = 1 + 3 * 8;

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

}  // namespace

void parse_piece(std::string_view all, std::size_t begin, std::size_t end, char line_end,
                 const Deadline& deadline, const ReadLimits& limits, Piece& piece) {
  Parser(all, line_end, deadline, limits).run(begin, end, piece);
}

std::size_t line_of_corner(std::string_view all, std::size_t begin, std::size_t end, char line_end,
                           std::size_t corner, const Deadline& deadline, const ReadLimits& limits) {
  Piece again;
  return Parser(all, line_end, deadline, limits).run(begin, end, again, corner);
}

std::size_t next_line(std::string_view all, std::size_t from, char line_end) {
  for (std::size_t at = from; (at = all.find(line_end, at)) != std::string_view::npos; ++at) {
    std::size_t last = at;
    while (last > 0 && (all[last - 1] == '\r' || all[last - 1] == ' ' || all[last - 1] == '\t'))
      --last;
    if (last == 0 || all[last - 1] != '\\') return at + 1;
  }
  return all.size();
}

}  // namespace pg::obj
