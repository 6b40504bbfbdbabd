#pragma once
/// One stretch of an ASCII STL, parsed: keywords in any case, any blanks and line ends, several
/// solids, names missing. The parser's state between two facets is empty, so that stretches that
/// begin at a facet can be parsed apart from each other.

#include <optional>
#include <string_view>
#include <vector>

#include "geometry/big_vector.hpp"
#include "geometry/result.hpp"
#include "geometry/vec3.hpp"
#include "io/limits.hpp"

namespace pg::stl {

struct SolidStart {
  std::size_t facet = 0;  ///< Facets of the piece before it.
  std::string_view name;  ///< As written, blanks around it.
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

/// Parses from `begin` until a keyword at or behind `stop`.
void parse_ascii(std::string_view all, std::size_t begin, std::size_t stop,
                 const Deadline& deadline, const ReadLimits& limits, Piece& piece);

/// Whether the text at `p`, which has room for the word, is the lower-case `word` in any case.
inline bool same_letters(const char* p, std::string_view word) {
  for (std::size_t i = 0; i < word.size(); ++i)
    if ((p[i] | 0x20) != word[i]) return false;
  return true;
}

}  // namespace pg::stl
