#include "geometry/support/local_supports.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace pg {

LocalSupports::LocalSupports(const QuickSupports& quick, const Vec3& up, double around_deg,
                             std::size_t samples)
    : quick_(&quick) {
  const double around = around_deg * std::numbers::pi / 180;
  const PoseSamples& surface = quick.samples();
  const std::size_t count = std::min(samples, surface.count());
  if (count == 0) return;
  area_mm2_ = surface.area_mm2 / static_cast<double>(count);
  const auto [low, high] = quick.reach(up);
  // So far a turn moves two points of the body against each other.
  const double moves = 2 * std::sin(around / 2) * quick.diagonal_mm();
  for (const Vec3& p : quick.outermost_mm()) {
    if (p.dot(up) <= low + moves) lowest_mm_.push_back(p);
    if (p.dot(up) >= high - moves) highest_mm_.push_back(p);
  }
  const double angle = std::acos(std::clamp(quick.steepest(), -1.0, 1.0)) + around;
  const double steepest = std::cos(std::min(angle, std::numbers::pi / 2));
  for (std::size_t i = 0; i < count; ++i) {
    const Vec3 &at = surface.at_mm[i], &normal = surface.normal[i];
    if (!(-normal.dot(up) > steepest) || surface.face[i] == kNone) continue;
    const auto below = quick.spatial().first_hit(
        at, -up, quick.same_height_mm(), std::numeric_limits<double>::infinity(), surface.face[i]);
    if (!below) {
      columns_.push_back({at, normal});
      continue;
    }
    if (below->back_side != quick.inside_out()) continue;
    Vec3 level = quick.spatial().mesh().face_cross(below->face).normalized();
    if (level.dot(up) < 0) level = -level;
    columns_.push_back({at, normal, level, below->distance * level.dot(up)});
  }
}

QuickColumns LocalSupports::in_direction(const Vec3& up) const {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const Vec3& p : lowest_mm_) low = std::min(low, up.dot(p));
  for (const Vec3& p : highest_mm_) high = std::max(high, up.dot(p));
  QuickColumns sum;
  if (lowest_mm_.empty()) return sum;
  sum.height_mm = high - low;
  for (const Column& column : columns_) {
    const double fall = -column.normal.dot(up);
    if (!(fall > quick_->steepest())) continue;
    const double height = column.at_mm.dot(up) - low;
    if (height <= quick_->same_height_mm()) continue;
    const double level = column.level.dot(up);
    if (level * height <= column.above_mm) {  // the plate, or a plane that it hides
      sum.volume_mm3 += fall * height;
      sum.contact_mm2 += 1;
    } else {
      sum.volume_mm3 += fall * column.above_mm / level;
      sum.contact_mm2 += 1 + fall / std::max(level, 1e-3);
    }
  }
  sum.volume_mm3 *= area_mm2_;
  sum.contact_mm2 *= area_mm2_;
  return sum;
}

}  // namespace pg
