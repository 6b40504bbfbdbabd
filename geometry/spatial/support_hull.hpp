#pragma once
/// Which hull point is highest in a direction, in a fraction of a microsecond.

#include <array>
#include <cstdint>
#include <vector>

#include "geometry/spatial/convex_hull.hpp"
#include "geometry/vec3.hpp"

namespace pg {

/// Method  On a convex body a point that is higher than its neighbours is the highest of all: climb
///         from neighbour to neighbour, beginning at the highest point of a nearby direction, kept
///         in a table over the sides of a cube.
/// Needs   A hull of dimension 3 that outlives this.
/// Limits  To rounding: where neighbours differ by less than that, a climb may end on either.
class SupportHull {
 public:
  explicit SupportHull(const ConvexHull& hull);

  [[nodiscard]] const ConvexHull& hull() const { return hull_; }
  [[nodiscard]] const Vec3& point(VertexId v) const { return hull_.points_mm[v]; }
  [[nodiscard]] VertexId highest(const Vec3& direction) const {
    return climb(direction, table_[cell(direction)]);
  }
  /// The same, from a point that is nearly there already.
  [[nodiscard]] VertexId climb(const Vec3& direction, VertexId from) const;

  /// The points (the top first) that can be the highest in a direction a + w x a, |w_i| <= reach,
  /// where `top` is the highest along `a`. They hang together: for each w, the points above `top`
  /// are connected.
  class Rivals {
   public:
    explicit Rivals(const SupportHull& hull) : hull_(hull), seen_(hull.hull_.points_mm.size(), 0) {}
    /// Empty when there are more than `max`. Valid until the next call.
    [[nodiscard]] const std::vector<VertexId>& of(VertexId top, const Vec3& a, double reach,
                                                  std::size_t max);

   private:
    const SupportHull& hull_;
    std::vector<std::uint32_t> seen_;
    std::uint32_t round_ = 0;
    std::vector<VertexId> found_;
  };

 private:
  [[nodiscard]] static std::size_t cell(const Vec3& direction);

  const ConvexHull& hull_;
  BigVector<std::uint32_t> first_;  // offsets into neighbours_, one more than points
  BigVector<VertexId> neighbours_;
  std::vector<VertexId> table_;
};

}  // namespace pg
