#pragma once
/// From the pieces of an OBJ file, in order, to its vertices, triangles and parts.

#include <optional>
#include <string>
#include <vector>

#include "geometry/mesh/tri_mesh.hpp"
#include "io/model.hpp"
#include "io/obj/piece.hpp"

namespace pg::obj {

struct OutOfRange {
  std::size_t piece;
  std::size_t corner;
};

/// Turns backward indices into forward ones (`base`: vertices before each piece) and looks for one
/// that is not below `total`: the first in the file, where there is any.
[[nodiscard]] std::optional<OutOfRange> resolve(std::vector<Piece>& pieces,
                                                const std::vector<std::size_t>& base,
                                                std::size_t total);

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

/// Puts the pieces together and triangulates polygons; empties the pieces.
[[nodiscard]] Assembled assemble(std::vector<Piece>& pieces, const std::vector<std::size_t>& base,
                                 std::size_t vertices, std::size_t triangles);

/// One part: the lists as they are. Several: each with the vertices it uses.
[[nodiscard]] std::vector<Part> split_parts(Assembled all);

}  // namespace pg::obj
