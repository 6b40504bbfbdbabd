#pragma once
/// A stretch of an OBJ file's lines, parsed alone.

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

#include "geometry/big_vector.hpp"
#include "geometry/result.hpp"
#include "geometry/vec3.hpp"
#include "io/limits.hpp"

namespace pg::obj {

inline constexpr std::int64_t kIndexMax = 0x7FFFFFFF;
inline constexpr std::size_t kNever = static_cast<std::size_t>(-1);

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

/// Parses the whole lines of [begin, end) of a text whose lines end in `line_end`.
void parse_piece(std::string_view all, std::size_t begin, std::size_t end, char line_end,
                 const Deadline& deadline, const ReadLimits& limits, Piece& piece);

/// Where the line of the face that holds a corner of such a piece begins.
[[nodiscard]] std::size_t line_of_corner(std::string_view all, std::size_t begin, std::size_t end,
                                         char line_end, std::size_t corner,
                                         const Deadline& deadline, const ReadLimits& limits);

/// Behind the first line end from `from` on that no backslash undoes.
[[nodiscard]] std::size_t next_line(std::string_view all, std::size_t from, char line_end);

}  // namespace pg::obj
