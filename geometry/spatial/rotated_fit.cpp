#include "geometry/spatial/rotated_fit.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "geometry/parallel.hpp"
#include "geometry/spatial/tight_box.hpp"

namespace pg {
namespace {

constexpr double kSlack = 1e-9;      // relative: a body as wide as the box fits
constexpr double kBoxDoubt = 0.998;  // the smallest box is known to 0.1 % of its volume
constexpr std::size_t kDirections = 400;
constexpr std::size_t kFrames = 512;
constexpr std::size_t kWalks = 8;
constexpr double kFirstTurn = 0.2, kLastTurn = 1e-5;  // radians

constexpr double kQuarter = std::numbers::pi / 2;

using Vec2 = std::array<double, 2>;

double cross(const Vec2& o, const Vec2& a, const Vec2& b) {
  return (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);
}

/// Andrew's monotone chain, 1979.
std::vector<Vec2> shadow_of(std::span<const Vec3> points) {
  std::vector<Vec2> all;
  for (const Vec3& p : points) all.push_back({p[0], p[1]});
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  if (all.size() < 3) return all;
  std::vector<Vec2> hull;
  for (int side = 0; side < 2; ++side) {
    const std::size_t start = hull.size();
    for (const Vec2& p : all) {
      while (hull.size() >= start + 2 && cross(hull[hull.size() - 2], hull.back(), p) <= 0)
        hull.pop_back();
      hull.push_back(p);
    }
    hull.pop_back();
    std::reverse(all.begin(), all.end());
  }
  return hull;
}

/// An even spiral over the sphere.
Vec3 spiral(std::size_t i, std::size_t count) {
  const double z = 1 - (2 * static_cast<double>(i) + 1) / static_cast<double>(count);
  const double a = std::numbers::pi * (3 - std::sqrt(5.0)) * static_cast<double>(i);
  const double r = std::sqrt(1 - z * z);
  return {r * std::cos(a), r * std::sin(a), z};
}

/// An even set of turns (Alexa, Super-Fibonacci spirals, CVPR 2022).
Mat3 even_turn(std::size_t i) {
  constexpr double kPhi = std::numbers::sqrt2, kPsi = 1.533751168755204288118041;
  const double s = static_cast<double>(i) + 0.5, t = s / kFrames, d = 2 * std::numbers::pi * s;
  const double r = std::sqrt(t), big = std::sqrt(1 - t), a = d / kPhi, b = d / kPsi;
  return Eigen::Quaterniond(r * std::sin(a), r * std::cos(a), big * std::sin(b), big * std::cos(b))
      .normalized()
      .toRotationMatrix();
}

double width_at(const std::vector<Vec2>& shadow, double angle) {
  const double c = std::cos(angle), s = std::sin(angle);
  double low = INFINITY, high = -INFINITY;
  for (const Vec2& p : shadow) {
    const double along = c * p[0] + s * p[1];
    low = std::min(low, along), high = std::max(high, along);
  }
  return high - low;
}

/// Angles in a quarter turn at which the widest pair of corners, along the angle or across it, may
/// change: edges seen end-on or sideways.
std::vector<double> breaks_of(const std::vector<Vec2>& shadow) {
  std::vector<double> breaks = {0, kQuarter};
  for (std::size_t i = 0; i < shadow.size(); ++i) {
    const Vec2 &p = shadow[i], &q = shadow[(i + 1) % shadow.size()];
    const double angle = std::atan2(q[1] - p[1], q[0] - p[0]);
    breaks.push_back(angle - std::floor(angle / kQuarter) * kQuarter);
  }
  std::sort(breaks.begin(), breaks.end());
  // A range too short to tell its ends apart adds nothing that its neighbours do not have.
  std::vector<double> apart = {0};
  for (const double b : breaks)
    if (b > apart.back() + 1e-9) apart.push_back(b);
  return apart;
}

/// How far the extents in a frame pass the sides: squares, so that the sum has no kink where two of
/// them are equal, at which a walk would be stuck. 0: it fits.
double excess(const Mat3& frame, std::span<const Vec3> points, const Vec3& box_mm) {
  const Vec3 ratio = box_in_frame(frame, points).size().cwiseQuotient(box_mm);
  return (ratio.array() - (1 + kSlack)).max(0.0).square().sum();
}

/// Small turns about the axes, the diagonals of their planes and those of space, both ways.
std::vector<Vec3> ways_to_turn() {
  std::vector<Vec3> ways;
  for (int x = -1; x <= 1; ++x)
    for (int y = -1; y <= 1; ++y)
      for (int z = -1; z <= 1; ++z)
        if (x != 0 || y != 0 || z != 0) ways.push_back(Vec3(x, y, z).normalized());
  return ways;
}

}  // namespace

double UprightFit::Width::at(double x) const {
  return in * std::cos(x) + out * std::sin(x);
}

UprightFit::UprightFit(const ConvexHull& hull) {
  double low = INFINITY, high = -INFINITY;
  for (const Vec3& p : hull.points_mm) low = std::min(low, p[2]), high = std::max(high, p[2]);
  height_mm_ = high - low;
  const std::vector<Vec2> shadow = shadow_of(hull.points_mm);
  const std::vector<double> breaks = breaks_of(shadow);
  std::vector<double> along(breaks.size()), across(breaks.size());
  for_each_index(
      breaks.size(),
      [&](std::size_t i) {
        along[i] = width_at(shadow, breaks[i]);
        across[i] = width_at(shadow, breaks[i] + kQuarter);
      },
      16);
  for (std::size_t i = 0; i + 1 < breaks.size(); ++i) {
    const double span = breaks[i + 1] - breaks[i];
    const auto width = [&](const std::vector<double>& at) {
      return Width{at[i], (at[i + 1] - at[i] * std::cos(span)) / std::sin(span)};
    };
    ranges_.push_back({span, width(along), width(across)});
  }
}

bool UprightFit::fits(const Vec3& box_mm) const {
  if (height_mm_ > box_mm[2] * (1 + kSlack)) return false;
  for (const Range& range : ranges_) {
    // A quarter turn more swaps the sides.
    for (const auto& [along, across] :
         {std::pair{box_mm[0], box_mm[1]}, std::pair{box_mm[1], box_mm[0]}}) {
      const auto good = [&](double x) {
        return range.along.at(x) <= along * (1 + kSlack) &&
               range.across.at(x) <= across * (1 + kSlack);
      };
      if (good(0) || good(range.span)) return true;
      for (const auto& [width, side] :
           {std::pair{range.along, along}, std::pair{range.across, across}}) {
        const double most = std::hypot(width.in, width.out);
        if (side > most) continue;
        const double phase = std::atan2(width.out, width.in), away = std::acos(side / most);
        for (const double x : {phase - away, phase + away})
          if (x >= 0 && x <= range.span && good(x)) return true;
      }
    }
  }
  return false;
}

AnyTurnFit::AnyTurnFit(const ConvexHull& hull) : points_(hull.points_mm) {
  const TightBox tight = tight_box(hull);
  least_volume_mm3_ = hull.dimension == 3 ? tight.volume() * kBoxDoubt : 0.0;
  std::vector<std::size_t> farthest(2 * kDirections);
  for_each_index(
      kDirections,
      [&](std::size_t i) {
        const Vec3 direction = spiral(i, 2 * kDirections);
        std::size_t least = 0, most = 0;
        double low = INFINITY, high = -INFINITY;
        for (std::size_t p = 0; p < points_.size(); ++p) {
          const double along = direction.dot(points_[p]);
          if (along < low) low = along, least = p;
          if (along > high) high = along, most = p;
        }
        farthest[2 * i] = least, farthest[2 * i + 1] = most;
      },
      8);
  std::sort(farthest.begin(), farthest.end());
  farthest.erase(std::unique(farthest.begin(), farthest.end()), farthest.end());
  for (const std::size_t p : farthest) extreme_.push_back(points_[p]);

  frames_ = {Mat3::Identity()};
  std::array<int, 3> order = {0, 1, 2};
  do {  // the six ways to put the smallest box's axes to the sides
    Mat3 frame;
    for (int k = 0; k < 3; ++k) frame.row(k) = tight.frame.row(order[static_cast<std::size_t>(k)]);
    frames_.push_back(frame);
  } while (std::next_permutation(order.begin(), order.end()));
  for (std::size_t i = 0; i < kFrames; ++i) frames_.push_back(even_turn(i));
}

bool AnyTurnFit::fits(const Vec3& box_mm) const {
  if (box_mm.prod() < least_volume_mm3_) return false;
  std::vector<std::pair<double, std::size_t>> starts;  // excess, frame
  for (std::size_t i = 0; i < frames_.size(); ++i)
    starts.emplace_back(excess(frames_[i], extreme_, box_mm), i);
  std::sort(starts.begin(), starts.end());
  for (std::size_t s = 0; s < kWalks; ++s)
    if (walk(frames_[starts[s].second], box_mm)) return true;
  return false;
}

bool AnyTurnFit::walk(Mat3 frame, const Vec3& box_mm) const {
  static const std::vector<Vec3> kWays = ways_to_turn();
  for (const std::span<const Vec3> points : {std::span<const Vec3>(extreme_), points_}) {
    double best = excess(frame, points, box_mm);
    for (double turn = kFirstTurn; turn > kLastTurn && best > 0;) {
      Mat3 next = frame;
      double least = best;
      for (const Vec3& way : kWays) {
        const Mat3 tried = Eigen::AngleAxisd(turn, way).toRotationMatrix() * frame;
        if (const double e = excess(tried, points, box_mm); e < least) least = e, next = tried;
      }
      if (least < best) {
        frame = next, best = least;
      } else {
        turn /= 2;
      }
    }
    if (best > 0) return false;
  }
  return true;
}

}  // namespace pg
