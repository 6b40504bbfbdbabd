#pragma once
/// Supports in the directions around one, without a ray for each.

#include <vector>

#include "geometry/support/quick_columns.hpp"

namespace pg {

/// Method  The samples that hang over within `around_deg` of a direction cast their ray in that
///         direction only; for others nearby the plane of the facet that was met is cut instead.
///         So a look costs a dozen operations a sample, and what hangs over and how far the lowest
///         point is are as exact as in quick_columns.hpp.
/// Limits  Right where the same facets lie below: good for a few degrees on fine meshes, as their
///         facets are nearly one surface. The value in the middle is that of QuickSupports.
class LocalSupports {
 public:
  LocalSupports(const QuickSupports& quick, const Vec3& up, double around_deg, std::size_t samples);

  [[nodiscard]] QuickColumns in_direction(const Vec3& up) const;

 private:
  struct Column {
    Vec3 at_mm, normal;
    Vec3 level = Vec3::Zero();  ///< Upper normal of the facet below; zero: the plate.
    double above_mm = 0;        ///< Of the sample over that facet's plane.
  };
  const QuickSupports* quick_;
  std::vector<Column> columns_;
  std::vector<Vec3> lowest_mm_, highest_mm_;  // of the outermost points those that may be
  double area_mm2_ = 0;                       // a sample
};

}  // namespace pg
