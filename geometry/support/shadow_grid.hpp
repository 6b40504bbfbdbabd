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
[[nodiscard]] FacetBox box_of(const TriMesh& mesh, const PosedMesh& pose, FaceId face);

/// A facet in a cell, with what a search needs to pass over it without looking elsewhere.
struct CellEntry {
  float bounds[4];  ///< Low x, low y, then high x, high y with their signs turned.
  float z_low, z_high;
  FaceId face;
  std::uint32_t up;  ///< 1: of lie kUp.
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
  [[nodiscard]] std::span<const CellEntry> in_cell(int column, int row) const {
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
  struct Facet {
    FacetBox box;
    FaceId face;
    bool up;
  };
  void find_facets(const TriMesh& mesh, const PosedMesh& pose);
  void choose_cells();
  void raise_ceilings(const TriMesh& mesh, const PosedMesh& pose);
  void fill();
  template <class Visit>
  void for_each_entry(Visit&& visit);

  FacetBox region_{};  // of all overhangs
  BigVector<FaceId> overhangs_;
  BigVector<Facet> relevant_;  // those that have a shadow and reach into the region; while built
  Vec2 low_ = Vec2::Zero();
  double size_ = 1, per_mm_ = 1;
  int columns_ = 1, rows_ = 1;
  BigVector<std::uint32_t> ceiling_;  // bits of the highest overhang over a cell, and the slack
  BigVector<std::uint32_t> first_;
  BigVector<CellEntry> entries_;
};

}  // namespace pg
