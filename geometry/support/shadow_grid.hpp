#pragma once
/// Facets by where their shadow falls on the plate.

#include <array>
#include <cstdint>
#include <span>

#include "geometry/big_vector.hpp"
#include "geometry/support/polygon.hpp"
#include "geometry/support/pose.hpp"

namespace pg {

/// A facet seen from above.
struct Shadow {
  std::array<Vec2, 3> corner;  ///< Counter-clockwise.
  Vec2 low, high;              ///< Box of the corners.
  Linear height;               ///< z over x, y.
  double z_low = 0, z_high = 0;
  double slant = 1;  ///< Area of the facet to that of its shadow.
  FaceId face = kNone;
  bool up = false;
};

/// Square cells over the plate, each with the shadows whose box touches it, by facet number.
///
/// Cost    Linear: cells are made larger until all lists together hold at most 8 entries a facet.
class ShadowGrid {
 public:
  ShadowGrid(const TriMesh& mesh, const PosedMesh& pose);

  [[nodiscard]] const Shadow& shadow(std::uint32_t index) const { return shadows_[index]; }
  [[nodiscard]] std::size_t shadow_count() const { return shadows_.size(); }
  [[nodiscard]] int column(double x) const { return cell(x, columns_); }
  [[nodiscard]] int row(double y) const { return cell(y, rows_); }
  [[nodiscard]] double cell_size() const { return size_; }
  /// Shadows in a cell.
  [[nodiscard]] std::span<const std::uint32_t> in_cell(int column, int row) const {
    const std::size_t c = static_cast<std::size_t>(row) * static_cast<std::size_t>(columns_) +
                          static_cast<std::size_t>(column);
    return {entries_.data() + first_[c], entries_.data() + first_[c + 1]};
  }
  /// The lowest height of any facet over a cell; infinite where there is none.
  [[nodiscard]] double lowest_in(int column, int row) const {
    return lowest_[static_cast<std::size_t>(row) * static_cast<std::size_t>(columns_) +
                   static_cast<std::size_t>(column)];
  }

 private:
  [[nodiscard]] int cell(double along, int count) const {
    const double at = along / size_;
    return at < 0 ? 0 : at >= count ? count - 1 : static_cast<int>(at);
  }
  void fill();

  BigVector<Shadow> shadows_;
  double size_ = 1;
  int columns_ = 1, rows_ = 1;
  BigVector<std::uint32_t> first_, entries_;
  BigVector<double> lowest_;
};

}  // namespace pg
