#pragma once
/// A body on a coarse grid, filled from the surface alone. Internal to shape_numbers.

#include <array>
#include <cstdint>
#include <vector>

#include "pipeline/classes/sampling.hpp"

namespace pg {

/// Cells along the principal axes of the surface; index x + nx * (y + ny * z).
struct Grid {
  std::array<int, 3> cells{};
  double step = 0;                 ///< Side of a cell over the radius of the shape.
  std::vector<std::uint8_t> wall;  ///< 1: surface runs through the cell.
  std::vector<std::uint8_t> body;  ///< 1: enclosed by surface, or surface itself.

  [[nodiscard]] std::size_t count() const { return wall.size(); }
  [[nodiscard]] std::size_t index(int x, int y, int z) const {
    return static_cast<std::size_t>(x) +
           static_cast<std::size_t>(cells[0]) *
               (static_cast<std::size_t>(y) +
                static_cast<std::size_t>(cells[1]) * static_cast<std::size_t>(z));
  }
  [[nodiscard]] std::array<int, 3> place(std::size_t index) const {
    const auto nx = static_cast<std::size_t>(cells[0]);
    const auto ny = static_cast<std::size_t>(cells[1]);
    return {static_cast<int>(index % nx), static_cast<int>(index / nx % ny),
            static_cast<int>(index / (nx * ny))};
  }
  [[nodiscard]] Vec3 centre(std::size_t index) const {
    const std::array<int, 3> at = place(index);
    return step * Vec3(at[0], at[1], at[2]);
  }
  /// From a cell to the next along each axis.
  [[nodiscard]] std::array<std::size_t, 3> strides() const {
    const auto nx = static_cast<std::size_t>(cells[0]);
    return {1, nx, nx * static_cast<std::size_t>(cells[1])};
  }
};

/// A neighbour by a face, an edge or a corner.
struct Neighbour {
  std::ptrdiff_t offset = 0;  ///< Of its index.
  double apart = 0;           ///< In cells.
};

/// All 26, ascending by offset; for cells that do not lie on the border of the grid.
[[nodiscard]] std::array<Neighbour, 26> neighbours_in(const Grid& grid);

/// Method  Cells so small that the box holds about 32,000. Every triangle is sampled at half a
///         cell. A cell belongs to the body when surface bounds it in at least 23 of 26 directions:
///         so hollow and solid, open and closed, inverted and doubled models of one thing come out
///         alike, and an open end of a tube is closed by a small cap. The largest piece is kept.
/// Cost    26 sweeps over the cells; linear in the triangles.
[[nodiscard]] Grid grid_of(const Subject& subject, const SurfaceSampling& sampling);

/// The cells of `mask` connected to `seed`, by faces, edges or corners; taken out of the mask. No
/// cell of it may lie on the border of the grid.
[[nodiscard]] std::vector<std::size_t> take_piece(const Grid& grid, std::size_t seed,
                                                  std::vector<std::uint8_t>& mask);
/// All pieces of `mask`, in the order of their first cells.
[[nodiscard]] std::vector<std::vector<std::size_t>> pieces_of(const Grid& grid,
                                                              std::vector<std::uint8_t> mask);

/// Distance in cells from each cell with mask 1 to the nearest cell with mask 0, exact
/// (Felzenszwalb and Huttenlocher 2012). One cell at least must have mask 0.
[[nodiscard]] std::vector<float> depth_of(const Grid& grid, const std::vector<std::uint8_t>& mask);

}  // namespace pg
