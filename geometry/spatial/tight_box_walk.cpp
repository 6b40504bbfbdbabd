// Local minimum of a box's volume: sequential linear programming over a small turn.
//
// For a turn by the vector w the axis a becomes a + w x a to first order, and a . v becomes
// a . v + w . (a x v). The relative change of volume is the sum over the three axes of
// (rise of the highest point - rise of the lowest point) / width, each rise the largest of linear
// functions of w. Minimising that over |w_i| <= reach is a linear program with nine unknowns.

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "geometry/spatial/tight_box.hpp"

namespace pg {
namespace {

constexpr int kStepsMax = 400;
constexpr int kPivotsMax = 500;
constexpr std::size_t kRivalsMax = 300;  // of a side: more, and a shorter reach is tried
constexpr std::size_t kUnknowns = 9;     // three of the turn, six of the sides

/// Row: sum of coefficient * unknown <= limit, for unknowns >= 0.
struct Row {
  std::array<double, kUnknowns> coefficient{};
  double limit = 0;
};

/// Dual simplex for: minimise cost . x, rows, x >= 0, cost >= 0. Bland's rule where ratios tie.
/// Returns false when it does not end; the caller then tries a shorter reach.
bool minimise(std::vector<Row>& rows, std::array<double, kUnknowns> cost,
              std::array<double, kUnknowns>& x) {
  // Names: 0..8 the unknowns, 9.. the slacks.
  std::array<std::size_t, kUnknowns> column_name;
  std::vector<std::size_t> row_name(rows.size());
  for (std::size_t j = 0; j < kUnknowns; ++j) column_name[j] = j;
  for (std::size_t i = 0; i < rows.size(); ++i) row_name[i] = kUnknowns + i;
  for (int pivot = 0; pivot < kPivotsMax; ++pivot) {
    std::size_t out = rows.size();
    double worst = -1e-15;
    for (std::size_t i = 0; i < rows.size(); ++i)
      if (rows[i].limit < worst) worst = rows[i].limit, out = i;
    if (out == rows.size()) {
      x.fill(0);
      for (std::size_t i = 0; i < rows.size(); ++i)
        if (row_name[i] < kUnknowns) x[row_name[i]] = rows[i].limit;
      return true;
    }
    std::size_t in = kUnknowns;
    double least = 0;
    for (std::size_t j = 0; j < kUnknowns; ++j) {
      if (rows[out].coefficient[j] >= -1e-12) continue;
      const double ratio = cost[j] / -rows[out].coefficient[j];
      if (in == kUnknowns || ratio < least || (ratio == least && column_name[j] < column_name[in]))
        least = ratio, in = j;
    }
    if (in == kUnknowns) return false;
    // Exchange the names and eliminate.
    Row& pivot_row = rows[out];
    const double inverse = 1 / pivot_row.coefficient[in];
    for (double& c : pivot_row.coefficient) c *= inverse;
    pivot_row.coefficient[in] = inverse;
    pivot_row.limit *= inverse;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (i == out) continue;
      const double factor = rows[i].coefficient[in];
      if (factor == 0) continue;
      rows[i].coefficient[in] = 0;
      for (std::size_t j = 0; j < kUnknowns; ++j)
        rows[i].coefficient[j] -= factor * pivot_row.coefficient[j];
      rows[i].limit -= factor * pivot_row.limit;
    }
    const double factor = cost[in];
    cost[in] = 0;
    for (std::size_t j = 0; j < kUnknowns; ++j) cost[j] -= factor * pivot_row.coefficient[j];
    std::swap(column_name[in], row_name[out]);
  }
  return false;
}

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
  std::array<VertexId, 6> tops{};  // along +x, -x, +y, -y, +z, -z of the frame
};

Vec3 outward(const Mat3& frame, std::size_t side) {
  const Vec3 axis = frame.row(static_cast<Eigen::Index>(side / 2));
  return side % 2 == 0 ? axis : Vec3(-axis);
}

class Walk {
 public:
  explicit Walk(const SupportHull& hull) : hull_(hull), rivals_(hull) {
    Box3 box;
    for (std::size_t side = 0; side < 6; ++side)
      box.extend(hull.point(hull.highest(outward(Mat3::Identity(), side))));
    middle_ = box.centre();
    radius_ = box.diagonal() / 2;
  }

  [[nodiscard]] Stand first(const Mat3& frame) const {
    Stand stand{{orthonormal(frame), {}}, {}};
    for (std::size_t side = 0; side < 6; ++side)
      stand.tops[side] = hull_.highest(outward(stand.box.frame, side));
    measure(stand);
    return stand;
  }

  [[nodiscard]] Stand turned(const Stand& from, const Vec3& turn) const {
    Stand stand{{orthonormal(from.box.frame * turn_by(turn).transpose()), {}}, {}};
    for (std::size_t side = 0; side < 6; ++side)
      stand.tops[side] = hull_.climb(outward(stand.box.frame, side), from.tops[side]);
    measure(stand);
    return stand;
  }

  /// The turn that lowers the volume most within `reach`, to first order, and by what share.
  bool step(const Stand& stand, double reach, Vec3& turn, double& gain) {
    rows_.clear();
    std::array<double, kUnknowns> cost{};
    const Vec3 size = stand.box.box.size();
    const auto floor = [&](std::size_t side) {
      return -2 * reach * radius_ / size[static_cast<Eigen::Index>(side / 2)];
    };
    for (std::size_t side = 0; side < 6; ++side) {
      const double width = size[static_cast<Eigen::Index>(side / 2)];
      const Vec3 a = outward(stand.box.frame, side);
      const double top = a.dot(hull_.point(stand.tops[side]) - middle_);
      const std::vector<VertexId>& rivals = rivals_.of(stand.tops[side], a, reach, kRivalsMax);
      if (rivals.empty()) return false;
      for (const VertexId p : rivals) {
        // t >= (along - top + w . (a x v)) / size, with t = reach * s + floor, w = reach * (u - 1)
        // and s, u >= 0: in units of reach, the tolerances of the simplex mean the same at every
        // scale.
        const Vec3 v = hull_.point(p) - middle_;
        const Vec3 rise = a.cross(v) / width;
        Row row;
        for (std::size_t k = 0; k < 3; ++k) row.coefficient[k] = rise[static_cast<Eigen::Index>(k)];
        row.coefficient[3 + side] = -1;
        row.limit = (floor(side) - (a.dot(v) - top) / width) / reach + rise.sum();
        rows_.push_back(row);
      }
      cost[3 + side] = 1;
    }
    for (std::size_t k = 0; k < 3; ++k) {
      Row row;
      row.coefficient[k] = 1;
      row.limit = 2;
      rows_.push_back(row);
    }
    std::array<double, kUnknowns> x{};
    if (!minimise(rows_, cost, x)) return false;
    double change = 0;
    for (std::size_t side = 0; side < 6; ++side) change += x[3 + side] * reach + floor(side);
    turn = reach * (Vec3(x[0], x[1], x[2]) - Vec3::Ones());
    gain = -change;
    return true;
  }

 private:
  void measure(Stand& stand) const {
    for (std::size_t side = 0; side < 6; ++side) {
      const auto axis = static_cast<Eigen::Index>(side / 2);
      const double along = stand.box.frame.row(axis).dot(hull_.point(stand.tops[side]));
      (side % 2 == 0 ? stand.box.box.max : stand.box.box.min)[axis] = along;
    }
  }

  const SupportHull& hull_;
  SupportHull::Rivals rivals_;
  Vec3 middle_ = Vec3::Zero();
  double radius_ = 0;
  std::vector<Row> rows_;
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
