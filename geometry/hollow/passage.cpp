#include "geometry/hollow/passage.hpp"

#include <algorithm>

namespace pg::hollow {
namespace {

constexpr int kClimbMost = 24;       // nodes up either side
constexpr int kPullRounds = 3;       // sweeps along the path
constexpr int kSearchSteps = 24;     // of one pattern search
constexpr int kHalvings = 6;         // around the narrowest point
constexpr double kEnoughRoom = 1.4;  // times the mouth's own clearance: the path may end there

struct Point {
  Vec3 at;
  double room;
};

/// Nodes from one side of the mouth to where there is room enough or no more to be had.
void climb(const Lattice& lattice, const BigVector<float>& clearance,
           const BigVector<std::uint32_t>& region, Node node, float enough,
           std::vector<Node>& path) {
  for (int i = 0; i < kClimbMost; ++i) {
    path.push_back(node);
    if (clearance[node] >= enough) return;
    Node best = node;
    lattice.for_each_linked(node, [&](Node next) {
      if (region[next] == region[node] && clearance[next] > clearance[best]) best = next;
    });
    if (best == node) return;
    node = best;
  }
}

class Path {
 public:
  Path(const Spatial& spatial, double step) : spatial_(spatial), step_(step) {}

  void add(const Vec3& at) { points_.push_back({at, room(at)}); }
  [[nodiscard]] std::size_t size() const { return points_.size(); }

  void pull_all() {
    for (int round = 0; round < kPullRounds; ++round)
      for (std::size_t i = 1; i + 1 < points_.size(); ++i) pull(i, step_ / (2 << round));
  }
  [[nodiscard]] std::size_t narrowest() const {
    std::size_t least = points_.size() > 2 ? 1 : 0;
    for (std::size_t i = least; i + 1 < points_.size(); ++i)
      if (points_[i].room < points_[least].room) least = i;
    return least;
  }
  void halve_around(std::size_t i, double reach) {
    if (i == 0 || i + 1 >= points_.size()) return;
    insert_between(i, reach);
    insert_between(i - 1, reach);
  }
  [[nodiscard]] const Point& operator[](std::size_t i) const { return points_[i]; }

 private:
  [[nodiscard]] double room(const Vec3& at) const { return spatial_.closest_point(at).distance; }

  /// Half way from point i to the next, if the balls around the two hold it: then no wall is
  /// between.
  void insert_between(std::size_t i, double reach) {
    const Point &a = points_[i], &b = points_[i + 1];
    if ((b.at - a.at).norm() > a.room + b.room) return;
    const Vec3 middle = 0.5 * (a.at + b.at);
    points_.insert(points_.begin() + static_cast<std::ptrdiff_t>(i) + 1, {middle, room(middle)});
    pull(i + 1, reach);
  }

  /// Moves a point across the path to where there is more room.
  void pull(std::size_t i, double reach) {
    const Vec3 along = points_[i + 1].at - points_[i - 1].at;
    if (along.squaredNorm() == 0) return;
    Eigen::Index thinnest = 0;
    along.cwiseAbs().minCoeff(&thinnest);
    const Vec3 u = along.cross(Vec3::Unit(thinnest)).normalized();
    const Vec3 v = along.cross(u).normalized();
    Point& point = points_[i];
    double length = reach;
    for (int k = 0; k < kSearchSteps && length > reach / 64; ++k) {
      const double move = std::min(length, 0.9 * point.room);
      Point best = point;
      for (const Vec3& way : {u, Vec3(-u), v, Vec3(-v)}) {
        const Vec3 at = point.at + move * way;
        if (const double there = room(at); there > best.room) best = {at, there};
      }
      if (best.room > point.room) {
        point = best;
      } else {
        length /= 2;
      }
    }
  }

  const Spatial& spatial_;
  double step_;
  std::vector<Point> points_;
};

}  // namespace

Passage widest_passage(const Lattice& lattice, const BigVector<float>& clearance,
                       const BigVector<std::uint32_t>& region_of_node, const Mouth& mouth,
                       const Spatial& spatial) {
  const float enough =
      static_cast<float>(kEnoughRoom) * std::min(clearance[mouth.from], clearance[mouth.to]) + 1;
  std::vector<Node> nodes, up;
  climb(lattice, clearance, region_of_node, mouth.from, enough, nodes);
  std::reverse(nodes.begin(), nodes.end());
  climb(lattice, clearance, region_of_node, mouth.to, enough, up);
  nodes.insert(nodes.end(), up.begin(), up.end());

  Path path(spatial, lattice.step_mm());
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    path.add(lattice.place(nodes[i]));
    if (i + 1 < nodes.size())  // half steps: closer together than the walls
      path.add(0.5 * (lattice.place(nodes[i]) + lattice.place(nodes[i + 1])));
  }
  path.pull_all();
  double reach = lattice.step_mm() / 4;
  for (int i = 0; i < kHalvings; ++i, reach /= 2) path.halve_around(path.narrowest(), reach);
  const Point& least = path[path.narrowest()];
  return {.at_mm = least.at, .diameter_mm = 2 * least.room, .way = std::move(nodes)};
}

}  // namespace pg::hollow
