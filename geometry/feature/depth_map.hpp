#pragma once
/// A surface as it is seen from one side: its height over a plane, on a square grid.

#include <cmath>
#include <limits>
#include <vector>

#include "geometry/parallel.hpp"
#include "geometry/spatial/spatial.hpp"

namespace pg::feature {

/// Where one looks from: `right`, `up` and `forward` (toward the looker) are at right angles.
struct Viewpoint {
  Vec3 at = Vec3::Zero();
  Vec3 right = Vec3::UnitX();
  Vec3 up = Vec3::UnitY();
  Vec3 forward = Vec3::UnitZ();
};

class DepthMap {
 public:
  /// Heights from `behind_mm` under the plane through `view.at` to `before_mm` over it.
  DepthMap(const Spatial& spatial, const Viewpoint& view, double step_mm, int reach_cells,
           double before_mm, double behind_mm)
      : step_(step_mm),
        reach_(reach_cells),
        heights_(static_cast<std::size_t>(width()) * static_cast<std::size_t>(width())) {
    for_each_index(
        heights_.size(),
        [&](std::size_t i) {
          const int x = static_cast<int>(i) % width() - reach_;
          const int y = static_cast<int>(i) / width() - reach_;
          const Vec3 origin =
              view.at + step_ * x * view.right + step_ * y * view.up + before_mm * view.forward;
          const auto hit =
              spatial.first_hit(origin, -view.forward, 0, before_mm + behind_mm);
          heights_[i] = hit ? before_mm - hit->distance : kNothing;
        },
        64);
  }

  /// What one map shows, seen from elsewhere, without asking the surface again: what was hidden stays
  /// so, and cells between places seen stay empty.
  DepthMap(const std::vector<Vec3>& seen, const Viewpoint& view, double step_mm, int reach_cells,
           double before_mm, double behind_mm)
      : step_(step_mm),
        reach_(reach_cells),
        heights_(static_cast<std::size_t>(width()) * static_cast<std::size_t>(width()),
                 kNothing) {
    for (const Vec3& place : seen) {
      const Vec3 offset = place - view.at;
      const double height = offset.dot(view.forward);
      const double right = offset.dot(view.right) / step_, up = offset.dot(view.up) / step_;
      const double most = reach_ + 0.5;
      if (!(std::abs(right) < most) || !(std::abs(up) < most) || height > before_mm ||
          height < -behind_mm)
        continue;
      double& here = heights_[index(nearest(right), nearest(up))];
      if (!(here >= height)) here = height;
    }
  }

  /// The places on the surface that are seen.
  [[nodiscard]] std::vector<Vec3> places(const Viewpoint& view) const {
    std::vector<Vec3> all;
    for (int y = -reach_; y <= reach_; ++y)
      for (int x = -reach_; x <= reach_; ++x)
        if (const double height = cell(x, y); !std::isnan(height))
          all.push_back(view.at + step_ * x * view.right + step_ * y * view.up +
                        height * view.forward);
    return all;
  }

  /// NaN: nothing is seen there.
  [[nodiscard]] double cell(int x, int y) const {
    if (std::abs(x) > reach_ || std::abs(y) > reach_) return kNothing;
    return heights_[index(x, y)];
  }
  /// Of the nearest cell, for places within a million cells.
  [[nodiscard]] double height(double x_mm, double y_mm) const {
    return cell(nearest(x_mm / step_), nearest(y_mm / step_));
  }
  [[nodiscard]] int reach() const { return reach_; }
  [[nodiscard]] double step() const { return step_; }

  static constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();

 private:
  /// A call of the C library takes as long as all else that is done with a cell.
  static int nearest(double cells) { return static_cast<int>(cells + (cells < 0 ? -0.5 : 0.5)); }
  [[nodiscard]] int width() const { return 2 * reach_ + 1; }
  [[nodiscard]] std::size_t index(int x, int y) const {
    return static_cast<std::size_t>(y + reach_) * static_cast<std::size_t>(width()) +
           static_cast<std::size_t>(x + reach_);
  }

  double step_;
  int reach_;
  std::vector<double> heights_;
};

}  // namespace pg::feature
