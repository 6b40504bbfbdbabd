#pragma once
/// Facets by where their shadow falls on the plate.

#include <cstdint>
#include <span>

#include "geometry/big_vector.hpp"
#include "geometry/support/pose.hpp"
#include "geometry/support/shadow.hpp"

namespace pg {

/// Box of a facet, single precision, rounded outward.
struct FacetBox {
  float low[2], high[2];
  float z_low, z_high;
};

/// Square cells over the overhangs, each with the facets whose box touches it and that reach below
/// an overhang there. Cells without an overhang hold nothing; so do facets above all of them.
///
/// Limits  The order of the facets in a cell is not set.
/// Cost    Linear: cells are made larger until all lists together hold at most 8 entries a facet.
class ShadowGrid {
 public:
  ShadowGrid(const TriMesh& mesh, const PosedMesh& pose);

  /// Facets of lie kOverhang, ascending.
  [[nodiscard]] std::span<const FaceId> overhangs() const { return overhangs_; }
  /// Of a facet that has a shadow.
  [[nodiscard]] const FacetBox& box(FaceId face) const { return boxes_[face]; }

  struct Range {
    int first_column, last_column, first_row, last_row;
  };
  [[nodiscard]] Range range(const FacetBox& b) const {
    return {column(b.low[0]), column(b.high[0]), row(b.low[1]), row(b.high[1])};
  }
  [[nodiscard]] int column(double x) const { return cell(x - low_[0], columns_); }
  [[nodiscard]] int row(double y) const { return cell(y - low_[1], rows_); }
  /// Where a column (axis 0) or row (1) begins.
  [[nodiscard]] double edge(int axis, int index) const { return low_[axis] + index * size_; }
  [[nodiscard]] std::span<const FaceId> in_cell(int column, int row) const {
    const std::size_t c = index(column, row);
    return {entries_.data() + first_[c], entries_.data() + first_[c + 1]};
  }

 private:
  [[nodiscard]] int cell(double along, int count) const {
    return along <= 0 ? 0 : std::min(count - 1, static_cast<int>(along * per_mm_));
  }
  [[nodiscard]] std::size_t index(int column, int row) const {
    return static_cast<std::size_t>(row) * static_cast<std::size_t>(columns_) +
           static_cast<std::size_t>(column);
  }
  void find_facets(const TriMesh& mesh, const PosedMesh& pose);
  void choose_cells();
  void raise_ceilings(const PosedMesh& pose);
  void fill();
  template <class Visit>
  void for_each_entry(Visit&& visit);

  BigVector<FacetBox> boxes_;
  FacetBox region_{};  // of all overhangs
  BigVector<FaceId> overhangs_;
  BigVector<FaceId> relevant_;  // facets that have a shadow and reach into the region
  Vec2 low_ = Vec2::Zero();
  double size_ = 1, per_mm_ = 1;
  int columns_ = 1, rows_ = 1;
  BigVector<std::uint32_t> ceiling_;  // bits of the highest overhang over a cell, and the slack
  BigVector<std::uint32_t> first_;
  BigVector<FaceId> entries_;
};

}  // namespace pg
