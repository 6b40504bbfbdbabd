#include "geometry/spatial/tight_box.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <tuple>
#include <vector>

#include "geometry/parallel.hpp"

namespace pg {
namespace {

using Vec2 = Eigen::Vector2d;

constexpr int kAxisGrid = 24;                // 2 n^2 axes over the half sphere
constexpr std::size_t kTurns = 30;           // about each axis, over a quarter turn
constexpr std::size_t kFacetAxesMax = 2000;  // facet normals tried, largest facets first
constexpr std::size_t kCoarseAbove = 20000;  // hull points: more, and starts are judged on fewer
constexpr int kCoarseGrid = 16;              // 24 n^2 + 2 directions to the surface of a cube
constexpr std::size_t kWalked = 160;         // starts brought near their minimum
constexpr std::size_t kFinished = 12;        // of these, brought to the last digit
constexpr double kTie = 1e-9;

/// The corners of the convex hull of a shadow, counter-clockwise.
std::vector<Vec2> outline(std::vector<Vec2> points) {
  std::sort(points.begin(), points.end(), [](const Vec2& a, const Vec2& b) {
    return std::tie(a[0], a[1]) < std::tie(b[0], b[1]);
  });
  const auto turn = [](const Vec2& a, const Vec2& b, const Vec2& c) {
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
  };
  std::vector<Vec2> chain;
  for (int pass = 0; pass < 2; ++pass) {
    const std::size_t base = chain.size();
    for (const Vec2& p : points) {
      while (chain.size() >= base + 2 && turn(chain[chain.size() - 2], chain.back(), p) <= 0)
        chain.pop_back();
      chain.push_back(p);
    }
    chain.pop_back();
    std::reverse(points.begin(), points.end());
  }
  return chain;
}

/// Direction of a side of the least rectangle around an outline: one of its sides is flush.
Vec2 least_rectangle(const std::vector<Vec2>& corners) {
  const std::size_t n = corners.size();
  Vec2 best = Vec2::UnitX();
  double least = std::numeric_limits<double>::infinity();
  std::size_t right = 1, top = 1, left = 1;
  for (std::size_t i = 0; i < n; ++i) {
    Vec2 u = corners[(i + 1) % n] - corners[i];
    const double length = u.norm();
    if (length == 0) continue;
    u /= length;
    const Vec2 v(-u[1], u[0]);
    const auto climb = [&](std::size_t& at, const Vec2& along, std::size_t from) {
      if (at < from) at = from;
      while (at < i + n && along.dot(corners[(at + 1) % n]) >= along.dot(corners[at % n])) ++at;
    };
    climb(right, u, i + 1);
    climb(top, v, right);
    climb(left, -u, top);
    const double width = u.dot(corners[right % n] - corners[left % n]);
    const double height = v.dot(corners[top % n] - corners[i]);
    if (width * height < least) least = width * height, best = u;
  }
  return best;
}

Mat3 frame_of(const Vec3& axis) {
  int small = 0;
  axis.cwiseAbs().minCoeff(&small);
  Mat3 frame;
  frame.row(2) = axis;
  frame.row(0) = Vec3::Unit(small).cross(axis).normalized();
  frame.row(1) = axis.cross(Vec3(frame.row(0)));
  return frame;
}

/// The box of a flat set: flush with its plane and with one side of its outline.
TightBox flat_box(const Vec3& normal, std::span<const Vec3> points) {
  Mat3 frame = frame_of(normal);
  std::vector<Vec2> shadow(points.size());
  for (std::size_t i = 0; i < points.size(); ++i) shadow[i] = (frame * points[i]).head<2>();
  const std::vector<Vec2> corners = outline(std::move(shadow));
  if (corners.size() >= 2) {
    const Vec2 u = least_rectangle(corners);
    const Vec3 x = u[0] * Vec3(frame.row(0)) + u[1] * Vec3(frame.row(1));
    frame.row(0) = x;
    frame.row(1) = normal.cross(x);
  }
  return {frame, box_in_frame(frame, points)};
}

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

struct Start {
  Mat3 frame = Mat3::Identity();
  double volume = 0;
};

/// The best of the turns about an axis, counted from the principal axis most across it.
Start best_turn(const Vec3& axis, const Principal& principal, const SupportHull& hull) {
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
  for (std::size_t i = 0; i < widths.size(); ++i)
    widths[i] = width(directions[i][0] * x + directions[i][1] * y, high, low);
  std::size_t best = 0;
  for (std::size_t i = 1; i < kTurns; ++i)
    if (widths[i] * widths[i + kTurns] < widths[best] * widths[best + kTurns]) best = i;
  Start start;
  start.frame.row(0) = directions[best][0] * x + directions[best][1] * y;
  start.frame.row(1) = axis.cross(Vec3(start.frame.row(0)));
  start.frame.row(2) = axis;
  start.volume = length * widths[best] * widths[best + kTurns];
  return start;
}

/// Two frames are one when every axis of one is nearly an axis of the other.
bool nearly_same(const Mat3& a, const Mat3& b, double cosine) {
  for (int k = 0; k < 3; ++k)
    if ((b * a.row(k).transpose()).cwiseAbs().maxCoeff() < cosine) return false;
  return true;
}

/// The best of different frames, at most `count`, best first.
template <class Candidate>
std::vector<Candidate> best_different(std::vector<Candidate> all, std::size_t count, double cosine,
                                      double (*volume)(const Candidate&)) {
  std::stable_sort(all.begin(), all.end(),
                   [&](const Candidate& a, const Candidate& b) { return volume(a) < volume(b); });
  std::vector<Candidate> chosen;
  for (const Candidate& candidate : all) {
    if (chosen.size() == count) break;
    if (std::none_of(chosen.begin(), chosen.end(), [&](const Candidate& other) {
          return nearly_same(candidate.frame, other.frame, cosine);
        }))
      chosen.push_back(candidate);
  }
  return chosen;
}

/// The smallest of boxes; among equals the one nearest the file's axes.
TightBox smallest(const std::vector<TightBox>& boxes) {
  TightBox best = *std::min_element(
      boxes.begin(), boxes.end(),
      [](const TightBox& a, const TightBox& b) { return a.volume() < b.volume(); });
  const auto alignment = [](const TightBox& box) {
    return box.frame.cwiseAbs().rowwise().maxCoeff().sum();
  };
  for (const TightBox& box : boxes)
    if (box.volume() <= best.volume() * (1 + kTie) && alignment(box) > alignment(best) + kTie)
      best = box;
  return best;
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

std::vector<Start> all_starts(const ConvexHull& hull, const SupportHull& support,
                              const Principal& principal) {
  const std::vector<Vec3> axes = start_axes(hull, principal);
  std::vector<Start> starts(axes.size());
  const auto judge_on = [&](const SupportHull& judge) {
    for_each_index(
        axes.size(), [&](std::size_t i) { starts[i] = best_turn(axes[i], principal, judge); }, 32);
  };
  if (hull.points_mm.size() <= kCoarseAbove) {
    judge_on(support);
  } else {
    const ConvexHull coarse = coarse_hull(support, principal);
    judge_on(SupportHull(coarse));
  }
  return starts;
}

TightBox body_box(const ConvexHull& hull) {
  const SupportHull support(hull);
  const Principal principal = principal_axes(hull);
  const std::vector<Start> chosen =
      best_different<Start>(all_starts(hull, support, principal), kWalked, 0.999,
                            [](const Start& start) { return start.volume; });
  std::vector<TightBox> walked(chosen.size());
  for_each_index(
      chosen.size(),
      [&](std::size_t i) { walked[i] = walk_down(chosen[i].frame, support, 0.05, 1e-4); }, 1);
  std::vector<TightBox> finished = best_different<TightBox>(
      std::move(walked), kFinished, 0.99999, [](const TightBox& box) { return box.volume(); });
  for_each_index(
      finished.size(),
      [&](std::size_t i) {
        TightBox& box = finished[i];
        box = walk_down(box.frame, support, 1e-3);
        box.box = box_in_frame(box.frame, hull.points_mm);  // climbs are right to rounding only
      },
      1);
  return smallest(finished);
}

}  // namespace

Box3 box_in_frame(const Mat3& frame, std::span<const Vec3> points) {
  Box3 box;
  for (const Vec3& p : points) box.extend(Vec3(frame * p));
  return box;
}

TightBox tight_box(const ConvexHull& hull) {
  if (hull.dimension < 0) return {};
  if (hull.dimension == 0)
    return {Mat3::Identity(), box_in_frame(Mat3::Identity(), hull.points_mm)};
  if (hull.dimension == 1) {
    const Mat3 frame = frame_of((hull.points_mm[1] - hull.points_mm[0]).normalized());
    return {frame, box_in_frame(frame, hull.points_mm)};
  }
  if (hull.dimension == 2) {
    const auto& [a, b, c] = hull.faces.front();
    const Vec3 normal =
        (hull.points_mm[b] - hull.points_mm[a]).cross(hull.points_mm[c] - hull.points_mm[a]);
    return flat_box(normal.normalized(), hull.points_mm);
  }
  return body_box(hull);
}

}  // namespace pg
