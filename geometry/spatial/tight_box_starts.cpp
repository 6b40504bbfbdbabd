#include "geometry/spatial/tight_box_starts.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <numbers>
#include <tuple>

#include "geometry/parallel.hpp"

namespace pg {
namespace {

using Vec2 = Eigen::Vector2d;

constexpr int kAxisGrid = 24;                // 2 n^2 axes over the half sphere
constexpr std::size_t kTurns = 30;           // about each axis, over a quarter turn
constexpr std::size_t kSparse = 3;           // of them, each so many-th at first
constexpr std::size_t kGoOn = 4;             // of the axes, one in so many gets all turns
constexpr std::size_t kFacetAxesMax = 2000;  // facet normals tried, largest facets first
constexpr std::size_t kCoarseAbove = 20000;  // hull points: more, and starts are judged on fewer
constexpr int kCoarseGrid = 16;              // 24 n^2 + 2 directions to the surface of a cube

/// Principal axes of the hull's surface (rows), and how far it reaches along each. They come from
/// the surface and not from its points: however a flat side is cut up, they stay.
struct Principal {
  Mat3 axes = Mat3::Identity();
  Vec3 reach = Vec3::Ones();
};

Principal principal_axes(const ConvexHull& hull) {
  struct Moments {
    double area = 0;
    Vec3 first = Vec3::Zero();
    Mat3 second = Mat3::Zero();
    Moments& operator+=(const Moments& other) {
      area += other.area, first += other.first, second += other.second;
      return *this;
    }
  };
  const Vec3 origin = hull.points_mm.front();
  const Moments sum = ordered_sum(hull.faces.size(), Moments{}, [&](std::size_t f) {
    const auto& [i, j, k] = hull.faces[f];
    const Vec3 a = hull.points_mm[i] - origin, b = hull.points_mm[j] - origin,
               c = hull.points_mm[k] - origin;
    const double area = (b - a).cross(c - a).norm() / 2;
    const Vec3 all = a + b + c;
    return Moments{
        area, area / 3 * all,
        area / 12 *
            (a * a.transpose() + b * b.transpose() + c * c.transpose() + all * all.transpose())};
  });
  const Vec3 centre = sum.first / sum.area;
  const Mat3 spread = sum.second / sum.area - centre * centre.transpose();
  const Eigen::SelfAdjointEigenSolver<Mat3> solved(spread);
  Principal principal{solved.eigenvectors().transpose(), Vec3::Ones()};
  principal.reach = solved.eigenvalues().cwiseMax(0).cwiseSqrt();
  principal.reach = principal.reach.cwiseMax(1e-4 * principal.reach.maxCoeff());
  return principal;
}

/// Axes to start from. The grid maps to itself when principal axes change sign or order.
std::vector<Vec3> start_axes(const ConvexHull& hull, const Principal& principal) {
  std::vector<Vec3> axes;
  const Vec3 stretches[] = {Vec3::Ones(), principal.reach, principal.reach.cwiseInverse()};
  for (const Vec3& stretch : stretches)
    for (int x = -kAxisGrid; x <= kAxisGrid; ++x)
      for (int y = std::abs(x) - kAxisGrid; y <= kAxisGrid - std::abs(x); ++y) {
        const int z = kAxisGrid - std::abs(x) - std::abs(y);
        if (z == 0 && (y < 0 || (y == 0 && x < 0))) continue;
        axes.push_back(
            (principal.axes.transpose() * stretch.cwiseProduct(Vec3(x, y, z))).normalized());
      }
  std::vector<std::pair<double, Vec3>> facets;
  for (const Triangle& f : hull.faces) {
    const Vec3 normal = (hull.points_mm[f[1]] - hull.points_mm[f[0]])
                            .cross(hull.points_mm[f[2]] - hull.points_mm[f[0]]);
    const double length = normal.norm();
    if (length > 0) facets.emplace_back(length, normal / length);
  }
  const std::size_t taken = std::min(facets.size(), kFacetAxesMax);
  std::partial_sort(facets.begin(), facets.begin() + static_cast<std::ptrdiff_t>(taken),
                    facets.end(), [](const auto& a, const auto& b) {
                      return std::tuple(-a.first, a.second[0], a.second[1], a.second[2]) <
                             std::tuple(-b.first, b.second[0], b.second[1], b.second[2]);
                    });
  for (std::size_t i = 0; i < taken; ++i) axes.push_back(facets[i].second);
  return axes;
}

/// The best of the turns about an axis, each `every`-th, counted from the principal axis most across
/// it.
BoxStart best_turn(const Vec3& axis, const Principal& principal, const SupportHull& hull,
                   std::size_t every) {
  static const std::array<Vec2, 2 * kTurns> directions = [] {
    std::array<Vec2, 2 * kTurns> all;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const double angle = std::numbers::pi * static_cast<double>(i) / (2 * kTurns);
      all[i] = Vec2(std::cos(angle), std::sin(angle));
    }
    return all;
  }();
  int across = 0;
  (principal.axes * axis).cwiseAbs().minCoeff(&across);
  const Vec3 x = Vec3(principal.axes.row(across)).cross(axis).normalized(), y = axis.cross(x);
  const auto width = [&](const Vec3& along, VertexId& high, VertexId& low) {
    high = hull.climb(along, high);
    low = hull.climb(-along, low);
    return along.dot(hull.point(high) - hull.point(low));
  };
  VertexId high = hull.highest(axis), low = hull.highest(-axis);
  const double length = width(axis, high, low);
  std::array<double, 2 * kTurns> widths;
  high = hull.highest(x), low = hull.highest(-x);
  for (std::size_t i = 0; i < widths.size(); i += every)
    widths[i] = width(directions[i][0] * x + directions[i][1] * y, high, low);
  std::size_t best = 0;
  for (std::size_t i = every; i < kTurns; i += every)
    if (widths[i] * widths[i + kTurns] < widths[best] * widths[best + kTurns]) best = i;
  BoxStart start;
  start.frame.row(0) = directions[best][0] * x + directions[best][1] * y;
  start.frame.row(1) = axis.cross(Vec3(start.frame.row(0)));
  start.frame.row(2) = axis;
  start.volume = length * widths[best] * widths[best + kTurns];
  return start;
}

/// What a hull of very many points looks like from some thousand directions all around, which turn
/// with the body: starts are judged on it.
ConvexHull coarse_hull(const SupportHull& support, const Principal& principal) {
  constexpr int n = kCoarseGrid;
  std::vector<Vec3> directions;
  for (int x = -n; x <= n; ++x)
    for (int y = -n; y <= n; ++y)
      for (int z = -n; z <= n; ++z)
        if (std::max({std::abs(x), std::abs(y), std::abs(z)}) == n)
          directions.emplace_back(principal.axes.transpose() * Vec3(x, y, z));
  std::vector<Vec3> points(directions.size());
  for_each_index(
      directions.size(),
      [&](std::size_t i) { points[i] = support.point(support.highest(directions[i])); }, 256);
  return convex_hull(points);
}

}  // namespace

std::vector<BoxStart> box_starts(const ConvexHull& hull, const SupportHull& support) {
  const Principal principal = principal_axes(hull);
  const std::vector<Vec3> axes = start_axes(hull, principal);
  std::vector<BoxStart> starts(axes.size());
  const auto judge_on = [&](const SupportHull& judge) {
    const auto turn_all = [&](std::size_t every) {
      for_each_index(
          starts.size(),
          [&](std::size_t i) {
            starts[i] = best_turn(starts[i].frame.row(2), principal, judge, every);
          },
          32);
    };
    for (std::size_t i = 0; i < axes.size(); ++i) starts[i].frame.row(2) = axes[i];
    turn_all(kSparse);
    std::stable_sort(
        starts.begin(), starts.end(),
        [](const BoxStart& a, const BoxStart& b) { return a.volume < b.volume; });
    starts.resize((starts.size() + kGoOn - 1) / kGoOn);
    turn_all(1);
  };
  if (hull.points_mm.size() <= kCoarseAbove) {
    judge_on(support);
  } else {
    const ConvexHull coarse = coarse_hull(support, principal);
    judge_on(SupportHull(coarse));
  }
  return starts;
}

}  // namespace pg
