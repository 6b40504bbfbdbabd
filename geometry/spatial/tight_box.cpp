#include "geometry/spatial/tight_box.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>
#include <vector>

#include "geometry/parallel.hpp"
#include "geometry/spatial/tight_box_starts.hpp"

namespace pg {
namespace {

using Vec2 = Eigen::Vector2d;

constexpr std::size_t kWalked = 96;    // starts brought near their minimum
constexpr std::size_t kFinished = 12;  // of these, brought to the last digit
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

TightBox body_box(const ConvexHull& hull) {
  const SupportHull support(hull);
  const std::vector<BoxStart> chosen =
      best_different<BoxStart>(box_starts(hull, support), kWalked, 0.999,
                               [](const BoxStart& start) { return start.volume; });
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
