#include "geometry/measure/max_extent.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>
#include <vector>

#include "geometry/side_by_side.hpp"
#include "geometry/spatial/convex_hull.hpp"

namespace pg {
namespace {

constexpr std::size_t kLeaf = 8;
/// Subtrees of more points than this are built side by side.
constexpr std::uint32_t kSplit = 8192;
/// Pairs that could be longer by less than this are not looked at: it is the rounding of a
/// distance, and on a ball nearly every pair of opposite points is that close to the best.
constexpr double kSame = 1 + 0x1.0p-48;

struct Node {
  std::uint32_t begin = 0, end = 0;   // of the ordered points
  std::uint32_t left = 0, right = 0;  // 0: a leaf
  Vec3 centre = Vec3::Zero();
  double radius = 0;       // around centre
  double from_middle = 0;  // farthest point's distance from the middle of the model
};

class Tree {
 public:
  Tree(std::span<const Vec3> points) : points_(points.begin(), points.end()) {
    Box3 box;
    for (const Vec3& p : points_) box.extend(p);
    middle_ = box.centre();
    // Halves differ by one point at most, so that node i's children can be 2 i + 1 and 2 i + 2.
    std::size_t last_level = 1;
    while (points_.size() > kLeaf * last_level) last_level *= 2;
    nodes_.resize(2 * last_level - 1);
    build(0, 0, static_cast<std::uint32_t>(points_.size()));
  }

  std::pair<Vec3, Vec3> farthest_pair() {
    // A good start: walk to the farthest point until it gets no farther.
    best_ = {points_[0], points_[0]};
    for (;;) {
      const Vec3 from = best_.second;
      const auto to =
          std::max_element(points_.begin(), points_.end(), [&](const Vec3& a, const Vec3& b) {
            return (a - from).squaredNorm() < (b - from).squaredNorm();
          });
      const double distance = (*to - from).norm();
      if (distance <= length_) break;
      best_ = {from, *to};
      length_ = distance;
    }
    visit(0, 0);
    return best_;
  }

 private:
  void build(std::uint32_t id, std::uint32_t begin, std::uint32_t end) {
    Box3 box;
    double from_middle = 0;
    for (std::uint32_t i = begin; i != end; ++i) {
      box.extend(points_[i]);
      from_middle = std::max(from_middle, (points_[i] - middle_).norm());
    }
    Node node{.begin = begin,
              .end = end,
              .left = 0,
              .right = 0,
              .centre = box.centre(),
              .radius = 0,
              .from_middle = from_middle};
    for (std::uint32_t i = begin; i != end; ++i)
      node.radius = std::max(node.radius, (points_[i] - node.centre).norm());
    if (end - begin > kLeaf) {
      int axis = 0;
      box.size().maxCoeff(&axis);
      const std::uint32_t middle = begin + (end - begin) / 2;
      std::nth_element(points_.begin() + begin, points_.begin() + middle, points_.begin() + end,
                       [axis](const Vec3& a, const Vec3& b) {
                         return std::tuple(a[axis], a[0], a[1], a[2]) <
                                std::tuple(b[axis], b[0], b[1], b[2]);
                       });
      node.left = 2 * id + 1;
      node.right = 2 * id + 2;
      const auto left = [&] { build(node.left, begin, middle); };
      const auto right = [&] { build(node.right, middle, end); };
      if (end - begin > kSplit) {
        side_by_side(left, right);
      } else {
        left();
        right();
      }
    }
    nodes_[id] = node;
  }

  /// No two points, one of each node, are farther apart than this.
  [[nodiscard]] double bound(const Node& a, const Node& b) const {
    return std::min((a.centre - b.centre).norm() + a.radius + b.radius,
                    a.from_middle + b.from_middle);
  }

  void visit(std::uint32_t ia, std::uint32_t ib) {
    const Node& a = nodes_[ia];
    const Node& b = nodes_[ib];
    if (bound(a, b) <= length_ * kSame) return;
    if (a.left == 0 && b.left == 0) return compare(a, b);
    if (ia == ib) {
      visit(a.left, a.right);
      visit(a.left, a.left);
      visit(a.right, a.right);
      return;
    }
    const bool split_a = b.left == 0 || (a.left != 0 && a.radius >= b.radius);
    std::uint32_t first = split_a ? a.left : b.left;
    std::uint32_t second = split_a ? a.right : b.right;
    const std::uint32_t other = split_a ? ib : ia;
    if (bound(nodes_[second], nodes_[other]) > bound(nodes_[first], nodes_[other]))
      std::swap(first, second);
    visit(first, other);
    visit(second, other);
  }

  void compare(const Node& a, const Node& b) {
    // Seen along the line of centres, a's far side and b's far side: tighter than the balls.
    const Vec3 line = b.centre - a.centre;
    const double apart = line.norm();
    if (apart > 0) {
      const Vec3 u = line / apart;
      double back = 0, front = 0;
      for (std::uint32_t i = a.begin; i != a.end; ++i)
        back = std::min(back, u.dot(points_[i] - a.centre));
      for (std::uint32_t i = b.begin; i != b.end; ++i)
        front = std::max(front, u.dot(points_[i] - b.centre));
      const double along = apart + front - back, across = a.radius + b.radius;
      if (std::sqrt(along * along + across * across) <= length_ * kSame) return;
    }
    for (std::uint32_t i = a.begin; i != a.end; ++i)
      for (std::uint32_t j = b.begin; j != b.end; ++j) {
        const double distance = (points_[i] - points_[j]).norm();
        if (distance > length_) length_ = distance, best_ = {points_[i], points_[j]};
      }
  }

  std::vector<Vec3> points_;
  std::vector<Node> nodes_;
  Vec3 middle_ = Vec3::Zero();
  std::pair<Vec3, Vec3> best_;
  double length_ = 0;
};

}  // namespace

MaxExtent measure_max_extent(std::span<const Vec3> hull_points) {
  if (hull_points.empty()) return {};
  auto [from, to] = Tree(hull_points).farthest_pair();
  if (std::tuple(to[0], to[1], to[2]) < std::tuple(from[0], from[1], from[2])) std::swap(from, to);
  return {.value_mm = (to - from).norm(), .from = from, .to = to};
}

Measurement describe_max_extent() {
  static const std::vector<QuantityInfo> quantities = {
      {"max_extent_mm",
       "Largest extent",
       "mm",
       "Largest distance of two points of the model, in any direction.",
       {{"value", "mm", "the distance"},
        {"from", "mm", "one end", MemberKind::kVector},
        {"to", "mm", "the other end", MemberKind::kVector}}}};
  return {.name = "max_extent",
          .group = "size",
          .needs = "nothing",
          .source =
              "Malandain and Boissonnat, Computing the diameter of a point set, Int. J. Comput. "
              "Geom. Appl. 12, 2002",
          .quantities = quantities,
          .run = [](const Subject& subject) -> Measured {
            const ConvexHull& hull = hull_of(subject);
            if (hull.dimension < 0)
              return all_absent(quantities, {ErrorCode::kNotApplicable,
                                             "every triangle has collapsed to a line or point"});
            const MaxExtent extent = measure_max_extent(hull.points_mm);
            return {.values = {{.id = "max_extent_mm",
                                .members = {{"value", extent.value_mm},
                                            {"from", extent.from},
                                            {"to", extent.to}},
                                .plus_minus = {},
                                .method = {}}},
                    .absent = {},
                    .findings = {}};
          }};
}

}  // namespace pg
