#pragma once
/// Plates with straight holes and slots whose measures are known exactly, for tests.

#include <array>
#include <vector>

#include "geometry/mesh/tri_mesh.hpp"

namespace pg::shapes {

/// What is cut out of one cell of a plate: a convex outline about the cell's middle.
struct Cut {
  std::vector<std::array<double, 2>> outline;  ///< Counter-clockwise; empty: nothing is cut.
  double depth = 0;                            ///< From the top; 0: through.
};

/// An even polygon whose corners lie on the circle.
[[nodiscard]] Cut round_cut(double diameter, int sides, double turn_deg, double depth = 0);
[[nodiscard]] Cut slot_cut(double length, double width, double turn_deg, double depth = 0);

/// A plate of columns x rows square cells in the xy plane, its middle on the origin, one cut a
/// cell, row by row from below. Closed, outward, corners shared.
[[nodiscard]] TriMesh drilled_plate(const std::vector<Cut>& cuts, int columns, double cell,
                                    double thickness);
/// The middle of a cell of that plate, at half its thickness.
[[nodiscard]] Vec3 cell_middle(std::size_t cut, std::size_t cuts, int columns, double cell);

}  // namespace pg::shapes
