#include "geometry/spatial/convex_hull.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>
#include <utility>

#include "geometry/parallel.hpp"
#include "geometry/spatial/convex_hull_signs.hpp"
#include "geometry/subject.hpp"

namespace pg {
namespace {

using PointId = std::uint32_t;

/// Bound on the rounding of normal.dot(p - origin), relative to the sum of absolute products: two
/// differences, a 2 x 2 determinant, one product, two sums (Shewchuk 1997 has 7 eps); doubled.
constexpr double kRounding = 16 * 0x1.0p-53;

/// A cache line: of a ball there are as many as its triangles. Distances are from corner[0].
struct HullFace {
  std::array<PointId, 3> corner{};
  std::array<std::uint32_t, 3> neighbour{};  // across corner[k] -> corner[k + 1]
  Vec3 normal = Vec3::Zero();                // not normalised
  float doubt = 0;  // a distance below this needs the exact sign; rounded up
  PointId first_outside = kNone;
  PointId farthest = kNone;
  bool alive = true;
  bool visible = false;
};
static_assert(sizeof(HullFace) <= 64);

/// Grows without moving what it holds, but for the first few: a vector of millions would be there
/// twice while it moves.
class HullFaces {
 public:
  [[nodiscard]] std::uint32_t size() const { return size_; }
  HullFace& operator[](std::uint32_t f) { return pieces_[f / kPiece][f % kPiece]; }
  const HullFace& operator[](std::uint32_t f) const { return pieces_[f / kPiece][f % kPiece]; }
  void push_back(const HullFace& face) {
    if (size_ % kPiece == 0) {
      pieces_.emplace_back();
      if (size_ != 0) pieces_.back().reserve(kPiece);
    }
    pieces_.back().push_back(face);
    ++size_;
  }

 private:
  static constexpr std::uint32_t kPiece = 1 << 17;
  std::vector<BigVector<HullFace>> pieces_;
  std::uint32_t size_ = 0;
};

class Quickhull {
 public:
  explicit Quickhull(std::span<const Vec3> points)
      : points_(points), next_outside_(points.size(), kNone) {
    Box3 box;
    box = ordered_reduce(
        points.size(), Box3{}, [&](Box3& b, std::size_t i) { b.extend(points[i]); },
        [](Box3& b, const Box3& other) { b.extend(other); });
    extent_ = box.size();
    face_from_.resize(points.size());
  }

  /// A first tetrahedron; `d` is strictly off the plane of a, b, c.
  void start(PointId a, PointId b, PointId c, PointId d) {
    if (orientation_sign(points_[a], points_[b], points_[c], points_[d]) > 0) std::swap(b, c);
    add_face({a, b, c}, {1, 2, 3});
    add_face({b, a, d}, {0, 3, 2});
    add_face({c, b, d}, {0, 1, 3});
    add_face({a, c, d}, {0, 2, 1});
  }

  /// Takes in some points, one after the other.
  void add(std::span<const PointId> some) {
    for (const PointId p : some)
      for (std::uint32_t f = 0; f < faces_.size(); ++f)
        if (offer(f, p)) break;
    grow();
  }

  /// Takes in all points: those inside the hull so far are found in parallel.
  void add_all() {
    std::vector<std::uint32_t> alive;
    std::vector<HullFace> first;  // those, side by side
    for (std::uint32_t f = 0; f < faces_.size(); ++f)
      if (faces_[f].alive) {
        alive.push_back(f);
        first.push_back(faces_[f]);
      }
    BigVector<std::uint32_t> sees(points_.size());
    for_each_index(points_.size(), [&](std::size_t p) {
      sees[p] = kNone;
      for (std::size_t i = 0; i != first.size(); ++i)
        if (is_outside(first[i], static_cast<PointId>(p))) {
          sees[p] = alive[i];
          break;
        }
    });
    for (std::size_t p = points_.size(); p-- > 0;)
      if (sees[p] != kNone) offer(sees[p], static_cast<PointId>(p));
    grow();
  }

  [[nodiscard]] std::vector<std::array<PointId, 3>> faces() const {
    std::size_t count = 0;
    for (std::uint32_t f = 0; f < faces_.size(); ++f) count += faces_[f].alive ? 1 : 0;
    std::vector<std::array<PointId, 3>> result;
    result.reserve(count);
    for (std::uint32_t f = 0; f < faces_.size(); ++f)
      if (faces_[f].alive) result.push_back(faces_[f].corner);
    return result;
  }

 private:
  std::uint32_t add_face(const std::array<PointId, 3>& corner,
                         const std::array<std::uint32_t, 3>& neighbour) {
    HullFace face;
    face.corner = corner;
    face.neighbour = neighbour;
    const Vec3 u = points_[corner[1]] - points_[corner[0]];
    const Vec3 v = points_[corner[2]] - points_[corner[0]];
    face.normal = u.cross(v);
    const Vec3 a = u.cwiseAbs(), b = v.cwiseAbs();
    const Vec3 sizes(a[1] * b[2] + a[2] * b[1], a[2] * b[0] + a[0] * b[2],
                     a[0] * b[1] + a[1] * b[0]);
    face.doubt = static_cast<float>(kRounding * sizes.dot(extent_)) * (1 + 0x1p-22f) +
                 std::numeric_limits<float>::min();
    if (!free_.empty()) {
      const std::uint32_t f = free_.back();
      free_.pop_back();
      faces_[f] = face;
      return f;
    }
    faces_.push_back(face);
    return faces_.size() - 1;
  }

  /// Times the length of the normal.
  [[nodiscard]] double above(const HullFace& face, PointId p) const {
    return face.normal.dot(points_[p] - points_[face.corner[0]]);
  }

  [[nodiscard]] bool is_outside(const HullFace& face, PointId p) const {
    const double distance = above(face, p);
    if (std::abs(distance) > static_cast<double>(face.doubt)) return distance > 0;
    return orientation_sign(points_[face.corner[0]], points_[face.corner[1]],
                            points_[face.corner[2]], points_[p]) > 0;
  }

  bool offer(std::uint32_t f, PointId p) {
    HullFace& face = faces_[f];
    if (!face.alive || !is_outside(face, p)) return false;
    if (face.first_outside == kNone) todo_.push_back(f);
    next_outside_[p] = face.first_outside;
    face.first_outside = p;
    if (face.farthest == kNone || above(face, p) > above(face, face.farthest)) face.farthest = p;
    return true;
  }

  void grow() {
    while (!todo_.empty()) {
      const std::uint32_t f = todo_.back();
      todo_.pop_back();
      if (faces_[f].alive && faces_[f].farthest != kNone) take_in(f);
    }
  }

  /// Replaces the faces that `faces_[seed]`'s farthest point sees by a cone from their rim to it.
  void take_in(std::uint32_t seed) {
    const PointId apex = faces_[seed].farthest;
    visible_.assign(1, seed);
    faces_[seed].visible = true;
    rim_.clear();
    for (std::size_t i = 0; i < visible_.size(); ++i) {
      const HullFace& face = faces_[visible_[i]];
      for (std::size_t k = 0; k < 3; ++k) {
        const std::uint32_t n = face.neighbour[k];
        if (faces_[n].visible) continue;
        if (is_outside(faces_[n], apex)) {
          faces_[n].visible = true;
          visible_.push_back(n);
        } else {
          rim_.push_back({face.corner[k], face.corner[(k + 1) % 3], n});
        }
      }
    }
    fresh_.clear();
    for (const RimEdge& edge : rim_) {
      const std::uint32_t f = add_face({edge.from, edge.to, apex}, {edge.beyond, kNone, kNone});
      face_from_[edge.from] = f;
      fresh_.push_back(f);
      for (std::size_t k = 0; k < 3; ++k)
        if (faces_[edge.beyond].corner[k] == edge.to) faces_[edge.beyond].neighbour[k] = f;
    }
    for (const std::uint32_t f : fresh_) {
      const std::uint32_t after = face_from_[faces_[f].corner[1]];
      faces_[f].neighbour[1] = after;
      faces_[after].neighbour[2] = f;
    }
    for (const std::uint32_t gone : visible_) {
      PointId p = faces_[gone].first_outside;
      faces_[gone].alive = false;
      faces_[gone].visible = false;
      while (p != kNone) {
        const PointId next = next_outside_[p];
        if (p != apex)
          for (const std::uint32_t f : fresh_)
            if (offer(f, p)) break;
        p = next;
      }
    }
    // Only now: a freed face must not become one of those that points are handed to.
    free_.insert(free_.end(), visible_.begin(), visible_.end());
  }

  struct RimEdge {
    PointId from, to;
    std::uint32_t beyond;
  };
  std::span<const Vec3> points_;
  Vec3 extent_ = Vec3::Zero();
  HullFaces faces_;
  BigVector<PointId> next_outside_;
  BigVector<std::uint32_t> face_from_;
  std::vector<std::uint32_t> todo_, visible_, fresh_, free_;
  std::vector<RimEdge> rim_;
};

/// Half of the directions to the 98 points of a 5 x 5 x 5 grid's surface.
std::vector<Vec3> first_directions() {
  std::vector<Vec3> directions;
  for (int x = -2; x <= 2; ++x)
    for (int y = -2; y <= 2; ++y)
      for (int z = 0; z <= 2; ++z) {
        if (std::max({std::abs(x), std::abs(y), z}) != 2) continue;
        if (z == 0 && (y < 0 || (y == 0 && x < 0))) continue;
        directions.push_back(Vec3(x, y, z).normalized());
      }
  return directions;
}

/// The extreme points of each direction and its opposite; ties go to the lower index.
std::vector<PointId> extreme_points(std::span<const Vec3> points) {
  const std::vector<Vec3> directions = first_directions();
  struct Extremes {
    std::vector<double> low, high;
    std::vector<PointId> at_low, at_high;
  };
  Extremes none;
  none.low.assign(directions.size(), std::numeric_limits<double>::infinity());
  none.high.assign(directions.size(), -std::numeric_limits<double>::infinity());
  none.at_low.assign(directions.size(), 0);
  none.at_high.assign(directions.size(), 0);
  const Extremes found = ordered_reduce(
      points.size(), none,
      [&](Extremes& e, std::size_t i) {
        for (std::size_t d = 0; d < directions.size(); ++d) {
          const double along = directions[d].dot(points[i]);
          if (along < e.low[d]) e.low[d] = along, e.at_low[d] = static_cast<PointId>(i);
          if (along > e.high[d]) e.high[d] = along, e.at_high[d] = static_cast<PointId>(i);
        }
      },
      [&](Extremes& e, const Extremes& other) {
        for (std::size_t d = 0; d < directions.size(); ++d) {
          if (other.low[d] < e.low[d]) e.low[d] = other.low[d], e.at_low[d] = other.at_low[d];
          if (other.high[d] > e.high[d]) e.high[d] = other.high[d], e.at_high[d] = other.at_high[d];
        }
      });
  std::vector<PointId> ids = found.at_low;
  ids.insert(ids.end(), found.at_high.begin(), found.at_high.end());
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

/// The point with the largest measure; the lower index on ties.
template <class Measure>
PointId farthest(std::size_t count, Measure&& measure) {
  struct Best {
    double value = -1;
    PointId at = 0;
  };
  return ordered_reduce(
             count, Best{},
             [&](Best& best, std::size_t i) {
               const double value = measure(i);
               if (value > best.value) best = {value, static_cast<PointId>(i)};
             },
             [](Best& best, const Best& other) {
               if (other.value > best.value) best = other;
             })
      .at;
}

/// The first point for which `test` holds, or kNone. For the degenerate sets only: one after the
/// other.
template <class Test>
PointId first_that(std::size_t count, Test&& test) {
  for (std::size_t i = 0; i < count; ++i)
    if (test(i)) return static_cast<PointId>(i);
  return kNone;
}

/// The corners of the faces, numbered in the order of the points.
ConvexHull named(std::span<const Vec3> points, int dimension,
                 const std::vector<std::array<PointId, 3>>& faces) {
  ConvexHull hull;
  hull.dimension = dimension;
  std::size_t count = 0;
  BigVector<VertexId> number(points.size());
  std::fill(number.begin(), number.end(), kNone);
  for (const auto& face : faces)
    for (const PointId p : face) count += std::exchange(number[p], 0) == kNone ? 1 : 0;
  hull.vertices.reserve(count);
  hull.points_mm.reserve(count);
  for (PointId p = 0; p != points.size(); ++p) {
    if (number[p] == kNone) continue;
    number[p] = static_cast<VertexId>(hull.vertices.size());
    hull.vertices.push_back(p);
    hull.points_mm.push_back(points[p]);
  }
  hull.faces.reserve(faces.size());
  for (const auto& face : faces)
    hull.faces.push_back({number[face[0]], number[face[1]], number[face[2]]});
  return hull;
}

/// All points exactly in the plane of a, b, c: Andrew's monotone chain after dropping one
/// coordinate, which keeps the others exact.
ConvexHull flat_hull(std::span<const Vec3> points, PointId a, PointId b, PointId c) {
  int drop = 0;
  const Vec3 normal = (points[b] - points[a]).cross(points[c] - points[a]).cwiseAbs();
  normal.maxCoeff(&drop);
  const int u = (drop + 1) % 3, v = (drop + 2) % 3;
  const auto flat = [&](PointId i) { return Eigen::Vector2d(points[i][u], points[i][v]); };
  std::vector<PointId> order(points.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<PointId>(i);
  std::sort(order.begin(), order.end(), [&](PointId p, PointId q) {
    return std::tuple(points[p][u], points[p][v], p) < std::tuple(points[q][u], points[q][v], q);
  });
  std::vector<PointId> chain;
  for (int pass = 0; pass < 2; ++pass) {
    const std::size_t base = chain.size();
    for (const PointId p : order) {
      while (chain.size() >= base + 2 &&
             orientation_sign(flat(chain[chain.size() - 2]), flat(chain.back()), flat(p)) <= 0)
        chain.pop_back();
      chain.push_back(p);
    }
    chain.pop_back();
    std::reverse(order.begin(), order.end());
  }
  std::vector<std::array<PointId, 3>> faces;
  for (std::size_t i = 1; i + 1 < chain.size(); ++i) {
    faces.push_back({chain[0], chain[i], chain[i + 1]});
    faces.push_back({chain[0], chain[i + 1], chain[i]});
  }
  return named(points, 2, faces);
}

}  // namespace

ConvexHull convex_hull(std::span<const Vec3> points) {
  if (points.empty()) return {};
  const std::vector<PointId> extremes = extreme_points(points);
  // A first tetrahedron, as fat as can be found cheaply; where it would be flat, exact tests
  // decide.
  const PointId a = extremes.front();
  PointId b =
      farthest(points.size(), [&](std::size_t i) { return (points[i] - points[a]).squaredNorm(); });
  if (points[a] == points[b]) {
    const PointId other =
        first_that(points.size(), [&](std::size_t i) { return points[i] != points[a]; });
    if (other == kNone)
      return {.dimension = 0, .vertices = {a}, .points_mm = {points[a]}, .faces = {}};
    b = other;
  }
  const Vec3 along = points[b] - points[a];
  PointId c = farthest(points.size(), [&](std::size_t i) {
    return along.cross(points[i] - points[a]).squaredNorm();
  });
  if (exactly_collinear(points[a], points[b], points[c])) {
    c = first_that(points.size(), [&](std::size_t i) {
      return !exactly_collinear(points[a], points[b], points[i]);
    });
    if (c == kNone) {
      int axis = 0;
      along.cwiseAbs().maxCoeff(&axis);
      const PointId low = farthest(points.size(), [&](std::size_t i) {
        return std::abs(points[b][axis] - points[i][axis]);
      });
      const PointId high = farthest(points.size(), [&](std::size_t i) {
        return std::abs(points[low][axis] - points[i][axis]);
      });
      const auto [first, second] = std::minmax(low, high);
      return {.dimension = 1,
              .vertices = {first, second},
              .points_mm = {points[first], points[second]},
              .faces = {}};
    }
  }
  const Vec3 normal = along.cross(points[c] - points[a]);
  const auto off_plane = [&](std::size_t i) {
    return orientation_sign(points[a], points[b], points[c], points[i]) != 0;
  };
  PointId d = farthest(points.size(),
                       [&](std::size_t i) { return std::abs(normal.dot(points[i] - points[a])); });
  if (!off_plane(d)) d = first_that(points.size(), off_plane);
  if (d == kNone) return flat_hull(points, a, b, c);

  const auto grow = [&] {
    Quickhull quickhull(points);
    quickhull.start(a, b, c, d);
    quickhull.add(extremes);
    quickhull.add_all();
    return quickhull.faces();
  };
  return named(points, 3, grow());  // what it grew from is gone by then
}

const ConvexHull& hull_of(const Subject& subject) {
  return subject.shared<ConvexHull>(
      [](const Subject& s) { return convex_hull(s.mesh().positions_mm); });
}

double hull_volume_mm3(const ConvexHull& hull) {
  if (hull.dimension < 3) return 0;
  const Vec3 origin = hull.points_mm.front();
  const double six_volumes = ordered_sum(hull.faces.size(), 0.0, [&](std::size_t face) {
    const auto& [a, b, c] = hull.faces[face];
    return (hull.points_mm[a] - origin)
        .dot((hull.points_mm[b] - origin).cross(hull.points_mm[c] - origin));
  });
  return std::abs(six_volumes) / 6;
}

}  // namespace pg
