#include "geometry/support/quick_columns.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>

namespace pg {
namespace {

/// The fewest samples looked at, however many of them hang over.
constexpr std::size_t kSamplesAtLeast = 64;
constexpr int kCellsPerSide = 32;

/// Of many points the ones farthest from the middle, one a cell of a cube map.
std::vector<Vec3> thinned(const std::vector<Vec3>& points) {
  constexpr std::size_t kCells = 6 * kCellsPerSide * kCellsPerSide;
  if (points.size() <= kCells) return points;
  Box3 box;
  for (const Vec3& p : points) box.extend(p);
  std::vector<std::size_t> farthest(kCells, points.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    const Vec3 d = points[i] - box.centre();
    Eigen::Index axis = 0;
    const double reach = d.cwiseAbs().maxCoeff(&axis);
    if (!(reach > 0)) continue;
    const auto cell = [&](Eigen::Index k) {
      const double along = (d[k] / reach + 1) / 2 * kCellsPerSide;
      return static_cast<std::size_t>(std::min<double>(along, kCellsPerSide - 1));
    };
    const std::size_t side = 2 * static_cast<std::size_t>(axis) + (d[axis] < 0 ? 1 : 0);
    const std::size_t c =
        (side * kCellsPerSide + cell((axis + 1) % 3)) * kCellsPerSide + cell((axis + 2) % 3);
    if (farthest[c] == points.size() ||
        d.squaredNorm() > (points[farthest[c]] - box.centre()).squaredNorm())
      farthest[c] = i;
  }
  std::vector<Vec3> kept;
  for (const std::size_t i : farthest)
    if (i < points.size()) kept.push_back(points[i]);
  return kept;
}

}  // namespace

QuickSupports::QuickSupports(const Spatial& spatial, PoseSamples samples,
                             const std::vector<Vec3>& outermost_mm, double overhang_angle_deg,
                             bool inside_out)
    : spatial_(spatial),
      samples_(std::move(samples)),
      outermost_mm_(thinned(outermost_mm)),
      steepest_(std::cos((overhang_angle_deg - kSlantSlackDeg) * std::numbers::pi / 180)),
      inside_out_(inside_out) {
  Box3 box;
  for (const Vec3& p : outermost_mm_) box.extend(p);
  if (!box.empty()) same_height_mm_ = kSameHeightShare * box.diagonal();
}

QuickSupports::Reach QuickSupports::reach(const Vec3& up) const {
  Reach reach{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
  for (const Vec3& p : outermost_mm_) {
    reach.low = std::min(reach.low, up.dot(p));
    reach.high = std::max(reach.high, up.dot(p));
  }
  return reach;
}

std::size_t QuickSupports::samples_for(const Vec3& up, const Effort& effort) const {
  const std::size_t most = std::min(effort.samples, samples_.count());
  std::size_t seen = 0, hanging = 0;
  for (std::size_t until = kSamplesAtLeast; until <= most; until *= 2) {
    for (; seen < until; ++seen) hanging += -samples_.normal[seen].dot(up) > steepest_ ? 1 : 0;
    if (hanging >= effort.rays) break;
  }
  return seen;
}

QuickColumns QuickSupports::in_direction(const Vec3& up, const Effort& effort) const {
  QuickColumns sum;
  if (samples_.at_mm.empty() || outermost_mm_.empty()) return sum;
  const auto [low, high] = reach(up);
  sum.height_mm = high - low;
  const std::size_t seen = effort.rays == 0 ? 0 : samples_for(up, effort);
  for (std::size_t i = 0; i < seen; ++i) {
    const double fall = -samples_.normal[i].dot(up);
    if (!(fall > steepest_) || samples_.face[i] == kNone) continue;
    const double height = samples_.at_mm[i].dot(up) - low;
    if (height <= same_height_mm_) continue;
    const auto below =
        spatial_.first_hit(samples_.at_mm[i], -up, same_height_mm_, height, samples_.face[i]);
    if (!below) {
      sum.volume_mm3 += fall * height;
      sum.contact_mm2 += 1;
      continue;
    }
    if (below->back_side != inside_out_) continue;
    sum.volume_mm3 += fall * below->distance;
    const double level = std::abs(spatial_.mesh().face_cross(below->face).normalized().dot(up));
    sum.contact_mm2 += 1 + fall / std::max(level, 1e-3);
  }
  const double area = samples_.area_mm2 / static_cast<double>(std::max<std::size_t>(seen, 1));
  sum.volume_mm3 *= area;
  sum.contact_mm2 *= area;
  return sum;
}

}  // namespace pg
