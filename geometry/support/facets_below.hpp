#pragma once
/// The facets below one overhanging facet, from the top.

#include <cstddef>
#include <vector>

#include "geometry/support/shadow_grid.hpp"

namespace pg {

/// Facets whose shadow shares area with that of an overhang and that do not lie above it.
///
/// Method  Found by box, sorted by their highest corner; a shadow is made when it is asked for, as
///         most facets are hidden by those above them.
/// Limits  For one overhang at a time; what `from_top` gave out holds until `clear`.
class FacetsBelow {
 public:
  FacetsBelow(const TriMesh& mesh, const PosedMesh& pose, const ShadowGrid& grid)
      : mesh_(mesh), pose_(pose), grid_(grid) {}

  /// From here on, facets below `over`, whose box it is; none is found yet.
  void set_over(const Shadow& over, const FacetBox& box);
  void clear();
  /// Looks for facets in some cells of the grid, each facet once, or in one cell. Then `sort`.
  void add_cells(const ShadowGrid::Range& range);
  void add_cell(int column, int row);
  void sort();

  /// Of facets found by their boxes.
  [[nodiscard]] std::size_t found() const { return found_.size(); }
  /// The i-th from the top; null behind the last.
  [[nodiscard]] const Shadow* from_top(std::size_t i);
  /// Whether a facet crosses the overhang over `part`, or lies in its plane. Else facets that lie
  /// above it are left out from here on.
  [[nodiscard]] bool cross(const Polygon& part);
  /// Facets below the overhang at a point of it: those that look down minus those that look up.
  [[nodiscard]] int layers_at(const Vec2& at) const;

 private:
  struct Found {
    float z_high;
    FaceId face;
    const CellEntry* entry;
  };
  template <class Wanted>
  void collect(int column, int row, Wanted&& wanted);
  [[nodiscard]] bool joined(const CellEntry& entry) const;
  [[nodiscard]] ShadowCorners corners(const CellEntry& entry) const;

  const TriMesh& mesh_;
  const PosedMesh& pose_;
  const ShadowGrid& grid_;
  Shadow over_;
  FacetBox over_box_{};
  std::vector<Found> found_;
  std::vector<Shadow> made_;  // of the first `looked_at_` found, those that share area
  std::size_t looked_at_ = 0;
};

}  // namespace pg
