#pragma once
/// Points, directions and boxes in three dimensions, millimetres unless a name says otherwise.

#include <Eigen/Core>
#include <Eigen/Geometry>
#include <limits>

namespace pg {

using Vec3 = Eigen::Vector3d;
using Mat3 = Eigen::Matrix3d;

/// An axis-aligned box; empty (min > max) until a point is added.
struct Box3 {
  Vec3 min = Vec3::Constant(std::numeric_limits<double>::infinity());
  Vec3 max = Vec3::Constant(-std::numeric_limits<double>::infinity());

  void extend(const Vec3& point) {
    min = min.cwiseMin(point);
    max = max.cwiseMax(point);
  }
  void extend(const Box3& other) {
    min = min.cwiseMin(other.min);
    max = max.cwiseMax(other.max);
  }
  [[nodiscard]] bool empty() const { return !(min.array() <= max.array()).all(); }
  [[nodiscard]] Vec3 size() const { return max - min; }
  [[nodiscard]] Vec3 centre() const { return 0.5 * (min + max); }
  [[nodiscard]] double diagonal() const { return size().norm(); }
};

}  // namespace pg
