#include "io/support/polygon.hpp"

#include <algorithm>
#include <cmath>

namespace pg {
namespace {

struct Point2 {
  double x;
  double y;
  bool operator==(const Point2& other) const { return x == other.x && y == other.y; }
};

double cross(const Point2& a, const Point2& b, const Point2& c) {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

Vec3 newell_normal(std::span<const Vec3> points) {
  Vec3 normal = Vec3::Zero();
  for (std::size_t i = 1; i + 1 < points.size(); ++i)
    normal += (points[i] - points[0]).cross(points[i + 1] - points[0]);
  return normal;
}

/// The polygon in the plane of its two largest extents as seen along its normal, counter-clockwise.
std::vector<Point2> flatten(std::span<const Vec3> points, const Vec3& normal) {
  Eigen::Index axis = 0;
  normal.cwiseAbs().maxCoeff(&axis);
  const Eigen::Index u = (axis + 1) % 3;
  const Eigen::Index v = (axis + 2) % 3;
  const bool turned = normal[axis] < 0;
  std::vector<Point2> flat;
  flat.reserve(points.size());
  for (const Vec3& point : points)
    flat.push_back(turned ? Point2{point[v], point[u]} : Point2{point[u], point[v]});
  return flat;
}

/// Reflex corners by cell: about one a cell, fixed after construction; corners that are no longer
/// reflex or no longer there are skipped by the caller.
class ReflexGrid {
 public:
  ReflexGrid(const std::vector<Point2>& points, const std::vector<std::uint32_t>& reflex) {
    if (reflex.empty()) return;
    low_ = high_ = points[reflex[0]];
    for (const std::uint32_t i : reflex) {
      low_ = {std::min(low_.x, points[i].x), std::min(low_.y, points[i].y)};
      high_ = {std::max(high_.x, points[i].x), std::max(high_.y, points[i].y)};
    }
    side_ = std::clamp<std::size_t>(
        static_cast<std::size_t>(std::sqrt(static_cast<double>(reflex.size()))), 1, 1024);
    starts_.assign(side_ * side_ + 1, 0);
    for (const std::uint32_t i : reflex) ++starts_[cell_of(points[i]) + 1];
    for (std::size_t c = 0; c + 1 < starts_.size(); ++c) starts_[c + 1] += starts_[c];
    entries_.resize(reflex.size());
    std::vector<std::uint32_t> next(starts_.begin(), starts_.end() - 1);
    for (const std::uint32_t i : reflex) entries_[next[cell_of(points[i])]++] = i;
  }

  /// Any entry in the cells of the box for which `test` holds; every look costs one of `budget`.
  template <class Test>
  bool any(const Point2& low, const Point2& high, std::int64_t& budget, Test&& test) const {
    if (entries_.empty() || high.x < low_.x || high.y < low_.y || low.x > high_.x ||
        low.y > high_.y)
      return false;
    const std::size_t x0 = column(low.x, low_.x, high_.x), x1 = column(high.x, low_.x, high_.x);
    const std::size_t y0 = column(low.y, low_.y, high_.y), y1 = column(high.y, low_.y, high_.y);
    for (std::size_t y = y0; y <= y1; ++y) {
      budget -= static_cast<std::int64_t>(x1 - x0 + 1);
      if (budget < 0) return true;
      const std::uint32_t from = starts_[y * side_ + x0];
      const std::uint32_t to = starts_[y * side_ + x1 + 1];
      for (std::uint32_t e = from; e != to; ++e) {
        --budget;
        if (test(entries_[e])) return true;
      }
    }
    return false;
  }

 private:
  std::size_t column(double value, double low, double high) const {
    if (!(high > low)) return 0;
    const double share = (value - low) / (high - low) * static_cast<double>(side_);
    return static_cast<std::size_t>(std::clamp(share, 0.0, static_cast<double>(side_ - 1)));
  }
  std::size_t cell_of(const Point2& point) const {
    return column(point.y, low_.y, high_.y) * side_ + column(point.x, low_.x, high_.x);
  }

  Point2 low_{};
  Point2 high_{};
  std::size_t side_ = 1;
  std::vector<std::uint32_t> starts_;
  std::vector<std::uint32_t> entries_;
};

class EarClipper {
 public:
  explicit EarClipper(std::vector<Point2> points)
      : points_(std::move(points)),
        next_(points_.size()),
        previous_(points_.size()),
        reflex_(points_.size()),
        gone_(points_.size(), false) {
    const auto n = static_cast<std::uint32_t>(points_.size());
    for (std::uint32_t i = 0; i < n; ++i) {
      next_[i] = i + 1 == n ? 0 : i + 1;
      previous_[i] = i == 0 ? n - 1 : i - 1;
    }
    std::vector<std::uint32_t> reflex;
    for (std::uint32_t i = 0; i < n; ++i) {
      reflex_[i] = turn(i) <= 0;
      if (reflex_[i]) reflex.push_back(i);
    }
    grid_ = ReflexGrid(points_, reflex);
    budget_ = std::int64_t{4096} * n;
  }

  PolygonCut run(std::vector<LocalTriangle>& out) {
    auto left = static_cast<std::uint32_t>(points_.size());
    std::uint32_t at = 0;
    std::uint32_t barren = 0;  // corners looked at since the last ear
    int patience = 0;          // 0: real ears; 1: flat ones too; 2: anything
    PolygonCut cut = PolygonCut::kExact;
    while (left > 3) {
      if (budget_ < 0) patience = 2;
      const bool ear = patience == 2 || is_ear(at, patience == 1);
      if (ear) {
        if (patience == 2) cut = PolygonCut::kImperfect;
        at = clip(at, out);
        --left;
        barren = 0;
        if (budget_ >= 0) patience = 0;
        continue;
      }
      at = next_[at];
      if (++barren >= left) {
        ++patience;
        barren = 0;
      }
    }
    if (turn(at) < 0) cut = PolygonCut::kImperfect;
    out.push_back({previous_[at], at, next_[at]});
    return cut;
  }

 private:
  double turn(std::uint32_t i) const {
    return cross(points_[previous_[i]], points_[i], points_[next_[i]]);
  }

  bool is_ear(std::uint32_t i, bool flat_too) {
    const Point2& a = points_[previous_[i]];
    const Point2& b = points_[i];
    const Point2& c = points_[next_[i]];
    const double area = cross(a, b, c);
    --budget_;
    if (area < 0 || (area == 0 && !flat_too)) return false;
    // A flat ear that folds back (b beyond a or c) is fine only as a last resort too: it adds
    // nothing.
    if (area == 0) return true;
    const Point2 low{std::min({a.x, b.x, c.x}), std::min({a.y, b.y, c.y})};
    const Point2 high{std::max({a.x, b.x, c.x}), std::max({a.y, b.y, c.y})};
    return !grid_.any(low, high, budget_, [&](std::uint32_t r) {
      if (gone_[r] || !reflex_[r]) return false;
      const Point2& p = points_[r];
      // Corners in the same place (bridges to holes) do not block by themselves; they do when their
      // own sides run into the ear.
      if (p == a || p == b || p == c)
        return r != i && r != previous_[i] && r != next_[i] && enters(r, a, b, c);
      return cross(a, b, p) >= 0 && cross(b, c, p) >= 0 && cross(c, a, p) >= 0;
    });
  }

  /// Whether a side at corner r, which lies on a corner of abc, runs into the triangle's inside.
  bool enters(std::uint32_t r, const Point2& a, const Point2& b, const Point2& c) const {
    const Point2& p = points_[r];
    const auto inside = [&](const Point2& q) {
      if (p == a) return cross(a, b, q) > 0 && cross(a, c, q) < 0;
      if (p == b) return cross(b, c, q) > 0 && cross(b, a, q) < 0;
      return cross(c, a, q) > 0 && cross(c, b, q) < 0;
    };
    return inside(points_[next_[r]]) || inside(points_[previous_[r]]);
  }

  std::uint32_t clip(std::uint32_t i, std::vector<LocalTriangle>& out) {
    const std::uint32_t before = previous_[i];
    const std::uint32_t after = next_[i];
    out.push_back({before, i, after});
    next_[before] = after;
    previous_[after] = before;
    gone_[i] = true;
    if (reflex_[before]) reflex_[before] = turn(before) <= 0;
    if (reflex_[after]) reflex_[after] = turn(after) <= 0;
    return next_[after];  // leave the neighbour for later: fans of slivers are avoided
  }

  std::vector<Point2> points_;
  std::vector<std::uint32_t> next_;
  std::vector<std::uint32_t> previous_;
  std::vector<char> reflex_;
  std::vector<char> gone_;
  ReflexGrid grid_{{}, {}};
  std::int64_t budget_ = 0;
};

PolygonCut cut_quad(std::span<const Vec3> p, std::vector<LocalTriangle>& out) {
  const Vec3 normal = (p[2] - p[0]).cross(p[3] - p[1]);
  const auto faces = [&](int a, int b, int c) {
    return (p[b] - p[a]).cross(p[c] - p[a]).dot(normal) >= 0;
  };
  const bool first = faces(0, 1, 2) && faces(0, 2, 3);
  const bool second = faces(0, 1, 3) && faces(1, 2, 3);
  if (first || !second) {
    out.push_back({0, 1, 2});
    out.push_back({0, 2, 3});
  } else {
    out.push_back({0, 1, 3});
    out.push_back({1, 2, 3});
  }
  return first || second ? PolygonCut::kExact : PolygonCut::kImperfect;
}

}  // namespace

PolygonCut triangulate_polygon(std::span<const Vec3> points, std::vector<LocalTriangle>& out) {
  if (points.size() == 3) {
    out.push_back({0, 1, 2});
    return PolygonCut::kExact;
  }
  if (points.size() == 4) return cut_quad(points, out);
  const Vec3 normal = newell_normal(points);
  return EarClipper(flatten(points, normal)).run(out);
}

}  // namespace pg
