// Local minimum of a box's volume: sequential linear programming over a small turn.
//
// For a turn by the vector w the axis a becomes a + w x a to first order, and a . v becomes
// a . v + w . (a x v). The relative change of volume is the sum over the three axes of
// (rise of the highest point - rise of the lowest point) / width, each rise the largest of linear
// functions of w. Minimising that over |w_i| <= reach is a linear program with nine unknowns
// (tight_box_turn.hpp).

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "geometry/spatial/tight_box.hpp"
#include "geometry/spatial/tight_box_turn.hpp"

namespace pg {
namespace {

constexpr int kStepsMax = 400;
constexpr std::size_t kRivalsMax = 300;  // of a side: more, and a shorter reach is tried

/// The rotation by the vector w (Cayley's map: rational, so the same bits everywhere).
Mat3 turn_by(const Vec3& w) {
  const Vec3 h = w / 2;
  Mat3 cross;
  cross << 0, -h[2], h[1], h[2], 0, -h[0], -h[1], h[0], 0;
  return Mat3::Identity() + (2 / (1 + h.squaredNorm())) * (cross + cross * cross);
}

Mat3 orthonormal(Mat3 frame) {
  frame.row(0).normalize();
  frame.row(1) -= frame.row(1).dot(frame.row(0)) * frame.row(0);
  frame.row(1).normalize();
  frame.row(2) = Vec3(frame.row(0)).cross(Vec3(frame.row(1)));
  return frame;
}

/// A frame with the hull points that touch the six sides of its box.
struct Stand {
  TightBox box;
  std::array<VertexId, kBoxSides> tops{};  // along +x, -x, +y, -y, +z, -z of the frame
};

Vec3 outward(const Mat3& frame, std::size_t side) {
  const Vec3 axis = frame.row(static_cast<Eigen::Index>(side / 2));
  return side % 2 == 0 ? axis : Vec3(-axis);
}

class Walk {
 public:
  explicit Walk(const SupportHull& hull) : hull_(hull), rivals_(hull) {
    Box3 box;
    for (std::size_t side = 0; side < kBoxSides; ++side)
      box.extend(hull.point(hull.highest(outward(Mat3::Identity(), side))));
    middle_ = box.centre();
    radius_ = box.diagonal() / 2;
  }

  [[nodiscard]] Stand first(const Mat3& frame) const {
    Stand stand{{orthonormal(frame), {}}, {}};
    for (std::size_t side = 0; side < kBoxSides; ++side)
      stand.tops[side] = hull_.highest(outward(stand.box.frame, side));
    measure(stand);
    return stand;
  }

  [[nodiscard]] Stand turned(const Stand& from, const Vec3& turn) const {
    Stand stand{{orthonormal(from.box.frame * turn_by(turn).transpose()), {}}, {}};
    for (std::size_t side = 0; side < kBoxSides; ++side)
      stand.tops[side] = hull_.climb(outward(stand.box.frame, side), from.tops[side]);
    measure(stand);
    return stand;
  }

  /// The turn that lowers the volume most within `reach`, to first order, and by what share.
  bool step(const Stand& stand, double reach, Vec3& turn, double& gain) {
    rivals_here_.clear();
    const Vec3 size = stand.box.box.size();
    const auto floor = [&](std::size_t side) {
      return -2 * reach * radius_ / size[static_cast<Eigen::Index>(side / 2)];
    };
    for (std::size_t side = 0; side < kBoxSides; ++side) {
      const double width = size[static_cast<Eigen::Index>(side / 2)];
      const Vec3 a = outward(stand.box.frame, side);
      const double top = a.dot(hull_.point(stand.tops[side]) - middle_);
      const std::vector<VertexId>& near = rivals_.of(stand.tops[side], a, reach, kRivalsMax);
      if (near.empty()) return false;
      for (const VertexId p : near) {
        // t >= (along - top + w . (a x v)) / size, with t = reach * s + floor, w = reach * (u - 1)
        // and s, u >= 0: in units of reach, the tolerances of the simplex mean the same at every
        // scale.
        const Vec3 v = hull_.point(p) - middle_;
        const Vec3 rise = a.cross(v) / width;
        rivals_here_.push_back({{rise[0], rise[1], rise[2]},
                                (floor(side) - (a.dot(v) - top) / width) / reach + rise.sum(),
                                side});
      }
    }
    if (!least_turn_.minimise(rivals_here_)) return false;
    const auto& x = least_turn_.unknowns();
    double change = 0;
    for (std::size_t side = 0; side < kBoxSides; ++side)
      change += x[3 + side] * reach + floor(side);
    turn = reach * (Vec3(x[0], x[1], x[2]) - Vec3::Ones());
    gain = -change;
    return true;
  }

 private:
  void measure(Stand& stand) const {
    for (std::size_t side = 0; side < kBoxSides; ++side) {
      const auto axis = static_cast<Eigen::Index>(side / 2);
      const double along = stand.box.frame.row(axis).dot(hull_.point(stand.tops[side]));
      (side % 2 == 0 ? stand.box.box.max : stand.box.box.min)[axis] = along;
    }
  }

  const SupportHull& hull_;
  SupportHull::Rivals rivals_;
  Vec3 middle_ = Vec3::Zero();
  double radius_ = 0;
  std::vector<Rival> rivals_here_;
  LeastTurn least_turn_;
};

}  // namespace

TightBox walk_down(const Mat3& frame, const SupportHull& hull, double reach, double reach_end) {
  Walk walk(hull);
  Stand best = walk.first(frame);
  for (int i = 0; i < kStepsMax && reach > reach_end && best.box.volume() > 0; ++i) {
    Vec3 turn;
    double gain = 0;
    if (!walk.step(best, reach, turn, gain) || gain <= 0) {
      reach /= 4;
      continue;
    }
    const Stand next = walk.turned(best, turn);
    const double drop = 1 - next.box.volume() / best.box.volume();
    if (drop > 0) best = next;
    if (drop < 0.25 * gain)
      reach /= 4;
    else if (drop > 0.75 * gain && turn.cwiseAbs().maxCoeff() >= reach)
      reach = std::min(2 * reach, 0.2);
    else
      reach = std::min(reach, 2 * turn.cwiseAbs().maxCoeff());
  }
  return best.box;
}

}  // namespace pg
