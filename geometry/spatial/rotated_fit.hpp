#pragma once
/// Whether a body goes into a box, turned about the vertical or in any way.

#include <array>
#include <span>
#include <vector>

#include "geometry/spatial/convex_hull.hpp"
#include "geometry/vec3.hpp"

namespace pg {

/// z stays up; turned about it in any way.
///
/// Method  Exact: between the directions of the edges of the shadow both its widths are cosines of
///         the angle, so the first angle at which both are small enough is an end of such a range
///         or where one of them equals the box's side (compare Toussaint's rotating calipers,
///         1983).
/// Cost    Quadratic in the corners of the shadow, once; then linear a box.
class UprightFit {
 public:
  explicit UprightFit(const ConvexHull& hull);
  [[nodiscard]] bool fits(const Vec3& box_mm) const;

 private:
  /// A width over a range of angles: in cos(x) + out sin(x), x from the range's start.
  struct Width {
    double in = 0, out = 0;
    [[nodiscard]] double at(double x) const;
  };
  struct Range {
    double span = 0;
    Width along, across;
  };
  double height_mm_ = 0;
  std::vector<Range> ranges_;  ///< Of a quarter turn.
};

/// Turned in any way.
///
/// Method  Out of the question where the box has less volume than the smallest box around the body.
///         Else a search: an even grid of turns and the smallest box's frame, the best of them
///         walked to where the extents pass the sides least (pattern search), judged on
///         the points of the hull that are farthest in 800 directions and then on all of it.
/// Limits  Yes is exact. No is a search where the volume does not decide: a fit that needs a turn
///         exact to a thousandth of the size may be missed.
/// Cost    The smallest box, and about 20 ms a box that is neither roomy nor hopeless.
class AnyTurnFit {
 public:
  explicit AnyTurnFit(const ConvexHull& hull);
  [[nodiscard]] bool fits(const Vec3& box_mm) const;

 private:
  [[nodiscard]] bool walk(Mat3 frame, const Vec3& box_mm) const;

  std::span<const Vec3> points_;
  std::vector<Vec3> extreme_;
  std::vector<Mat3> frames_;  ///< Turns to start from.
  double least_volume_mm3_ = 0;
};

}  // namespace pg
