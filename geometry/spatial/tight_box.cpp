#include "geometry/spatial/tight_box.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <tuple>
#include <vector>

#include "geometry/parallel.hpp"

namespace pg {
namespace {

using Vec2 = Eigen::Vector2d;

constexpr std::size_t kJudgeOnAll = 600;       // hulls up to this many points are judged whole
constexpr std::size_t kFacetStartsMax = 2000;  // facet directions tried, largest facets first
constexpr std::size_t kWalked = 64;            // starts brought to their minimum
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

/// The best box with one axis given.
TightBox along_axis(const Vec3& axis, std::span<const Vec3> points) {
  Mat3 frame = frame_of(axis);
  std::vector<Vec2> shadow(points.size());
  for (std::size_t i = 0; i < points.size(); ++i) shadow[i] = (frame * points[i]).head<2>();
  const std::vector<Vec2> corners = outline(std::move(shadow));
  if (corners.size() >= 2) {
    const Vec2 u = least_rectangle(corners);
    const Vec3 x = u[0] * Vec3(frame.row(0)) + u[1] * Vec3(frame.row(1));
    frame.row(0) = x;
    frame.row(1) = axis.cross(x);
  }
  return {frame, box_in_frame(frame, points)};
}

/// Hull points that are farthest in some direction of an even spiral: few, and they span nearly the
/// hull.
std::vector<Vec3> judges(const ConvexHull& hull) {
  if (hull.points_mm.size() <= kJudgeOnAll) return hull.points_mm;
  const double golden = std::numbers::pi * (3 - std::sqrt(5.0));
  std::vector<std::uint32_t> ids(kJudgeOnAll);
  for_each_index(
      kJudgeOnAll,
      [&](std::size_t i) {
        const double z = 1 - (2.0 * static_cast<double>(i) + 1) / kJudgeOnAll;
        const double r = std::sqrt(1 - z * z), t = golden * static_cast<double>(i);
        const Vec3 u(r * std::cos(t), r * std::sin(t), z);
        double best = -std::numeric_limits<double>::infinity();
        for (std::size_t p = 0; p < hull.points_mm.size(); ++p)
          if (const double along = u.dot(hull.points_mm[p]); along > best)
            best = along, ids[i] = static_cast<std::uint32_t>(p);
      },
      16);
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  std::vector<Vec3> points;
  for (const std::uint32_t id : ids) points.push_back(hull.points_mm[id]);
  return points;
}

/// Axes to start from: the file's, facet normals by area, and normals to pairs of edges of small
/// hulls.
std::vector<Vec3> start_axes(const ConvexHull& hull) {
  std::vector<Vec3> axes = {Vec3::UnitX(), Vec3::UnitY(), Vec3::UnitZ()};
  std::vector<std::pair<double, Vec3>> facets;
  std::vector<Vec3> edges;
  for (const Triangle& f : hull.faces) {
    const Vec3 normal = (hull.points_mm[f[1]] - hull.points_mm[f[0]])
                            .cross(hull.points_mm[f[2]] - hull.points_mm[f[0]]);
    const double length = normal.norm();
    if (length > 0) facets.emplace_back(length, normal / length);
    for (std::size_t k = 0; k < 3; ++k)
      if (f[k] < f[(k + 1) % 3])
        edges.push_back((hull.points_mm[f[(k + 1) % 3]] - hull.points_mm[f[k]]).normalized());
  }
  std::stable_sort(facets.begin(), facets.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  for (std::size_t i = 0; i < std::min(facets.size(), kFacetStartsMax); ++i)
    axes.push_back(facets[i].second);
  constexpr std::size_t kEdgePairsMax = 60;
  if (edges.size() <= kEdgePairsMax)
    for (std::size_t i = 0; i < edges.size(); ++i)
      for (std::size_t j = i + 1; j < edges.size(); ++j) {
        const Vec3 normal = edges[i].cross(edges[j]);
        if (normal.norm() > 1e-6) axes.push_back(normal.normalized());
      }
  // An even spiral over half the sphere: minima that no facet is flush with.
  constexpr int kSpiral = 200;
  const double golden = std::numbers::pi * (3 - std::sqrt(5.0));
  for (int i = 0; i < kSpiral; ++i) {
    const double z = (i + 0.5) / kSpiral, r = std::sqrt(1 - z * z);
    axes.push_back(Vec3(r * std::cos(golden * i), r * std::sin(golden * i), z));
  }
  return axes;
}

}  // namespace

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
    return along_axis(normal.normalized(), hull.points_mm);
  }
  const std::vector<Vec3> points = judges(hull);
  const std::vector<Vec3> axes = start_axes(hull);
  std::vector<TightBox> starts(axes.size());
  for_each_index(
      axes.size(), [&](std::size_t i) { starts[i] = along_axis(axes[i], points); }, 8);
  std::stable_sort(starts.begin(), starts.end(),
                   [](const TightBox& a, const TightBox& b) { return a.volume() < b.volume(); });
  // The best starts of different frames: the same box found from several facets is walked once.
  std::vector<TightBox> chosen;
  for (const TightBox& start : starts) {
    const bool known = std::any_of(chosen.begin(), chosen.end(), [&](const TightBox& other) {
      return ((start.frame * other.frame.transpose()).cwiseAbs().rowwise().maxCoeff().array() >
              0.9999)
          .all();
    });
    if (!known) chosen.push_back(start);
    if (chosen.size() == kWalked) break;
  }
  for_each_index(
      chosen.size(), [&](std::size_t i) { chosen[i] = walk_down(chosen[i].frame, points, 0.05); },
      1);
  // What the judges left out moves the minimum a little: the best few are walked on the whole hull.
  constexpr std::size_t kPolished = 6, kPolishPointsMax = 50'000;
  if (points.size() < hull.points_mm.size() && hull.points_mm.size() <= kPolishPointsMax) {
    std::stable_sort(chosen.begin(), chosen.end(),
                     [](const TightBox& a, const TightBox& b) { return a.volume() < b.volume(); });
    for_each_index(
        std::min(kPolished, chosen.size()),
        [&](std::size_t i) { chosen[i] = walk_down(chosen[i].frame, hull.points_mm, 0.005); }, 1);
  }
  // Judged on the whole hull at last; the unwalked frames stay in the contest.
  for (std::size_t i = 0; i < std::min<std::size_t>(starts.size(), kWalked); ++i)
    chosen.push_back(starts[i]);
  for_each_index(
      chosen.size(),
      [&](std::size_t i) { chosen[i].box = box_in_frame(chosen[i].frame, hull.points_mm); }, 1);
  TightBox best = *std::min_element(
      chosen.begin(), chosen.end(),
      [](const TightBox& a, const TightBox& b) { return a.volume() < b.volume(); });
  const auto alignment = [](const TightBox& box) {
    return box.frame.cwiseAbs().rowwise().maxCoeff().sum();
  };
  for (const TightBox& box : chosen)
    if (box.volume() <= best.volume() * (1 + kTie) && alignment(box) > alignment(best) + kTie)
      best = box;
  return best;
}

}  // namespace pg
