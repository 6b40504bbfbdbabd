#pragma once
/// From the parsed stretches of an ASCII STL to its parts, one a solid.

#include <string_view>
#include <vector>

#include "io/model.hpp"
#include "io/stl/ascii_parser.hpp"

namespace pg::stl {

/// Gathers pieces, in order, into parts.
class AsciiParts {
 public:
  void add(Piece& piece);
  /// The parts that have facets, their corners in one run each.
  Model finish();

  [[nodiscard]] std::size_t non_finite() const { return non_finite_; }
  [[nodiscard]] bool open() const { return open_; }  ///< The last solid has no end.

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

  void begin_part(std::string_view name);
  void take(std::size_t from, std::size_t to);

  std::vector<BigVector<Vec3>> pieces_;
  std::vector<Pending> pending_;
  std::size_t non_finite_ = 0;
  bool open_ = true;
};

}  // namespace pg::stl
