#pragma once
/// Points in cells of a cubic grid: which are near a place, in an order of their own.

#include <array>
#include <cstdint>
#include <vector>

#include "geometry/vec3.hpp"

namespace pg::feature {

/// The cell of a point, packed: 21 bits an axis, x lowest, so that cells beside each other along x
/// are consecutive numbers. Places beyond a million cells from the origin share cells.
[[nodiscard]] std::uint64_t cell_of(const Vec3& offset, double cell_mm);

/// Answers do not depend on the order the points were given in, as long as no two are equal.
class PointGrid {
 public:
  /// Numbers of the grid are positions in `points`, which it does not keep.
  PointGrid(const std::vector<Vec3>& points, const Vec3& origin, double cell_mm);

  /// Calls `visit(number)` for all points in the cells within `reach_cells` of the cell of `place`.
  template <class Visit>
  void visit_near(const Vec3& place, Visit&& visit, int reach_cells = 1) const {
    const std::uint64_t home = cell_of(place - origin_, cell_mm_);
    for (int z = -reach_cells; z <= reach_cells; ++z)
      for (int y = -reach_cells; y <= reach_cells; ++y) {
        const std::uint64_t row = home + shift(0, y, z);
        std::uint32_t i = first_from(row + shift(-reach_cells, 0, 0));
        const std::uint64_t last = row + shift(reach_cells, 0, 0);
        for (; i < order_.size() && key_[i] <= last; ++i) visit(order_[i]);
      }
  }

 private:
  static std::uint64_t shift(int x, int y, int z) {
    return static_cast<std::uint64_t>(x) + (static_cast<std::uint64_t>(y) << 21) +
           (static_cast<std::uint64_t>(z) << 42);
  }
  /// The first place in the sorted list whose cell is not below `key`.
  [[nodiscard]] std::uint32_t first_from(std::uint64_t key) const;

  Vec3 origin_;
  double cell_mm_;
  std::vector<std::uint32_t> order_;  ///< Numbers by cell, then coordinates.
  std::vector<std::uint64_t> key_;    ///< Cell of each in that order.
};

}  // namespace pg::feature
