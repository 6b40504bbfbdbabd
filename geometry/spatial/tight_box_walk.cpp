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

constexpr double kReachEnd = 1e-13;  // radians: below, a turn changes no digit
constexpr int kStepsMax = 400;
constexpr int kPivotsMax = 500;
constexpr std::size_t kUnknowns = 9;  // three of the turn, six of the sides

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

class Walk {
 public:
  Walk(std::span<const Vec3> points) : points_(points) {
    Box3 box;
    for (const Vec3& p : points) box.extend(p);
    middle_ = box.centre();
    radius_ = 0;
    for (const Vec3& p : points) radius_ = std::max(radius_, (p - middle_).norm());
  }

  /// The turn that lowers the volume most within `reach`, to first order, and by what share.
  bool step(const Mat3& frame, const Box3& box, double reach, Vec3& turn, double& gain) {
    rows_.clear();
    std::array<double, kUnknowns> cost{};
    const Vec3 size = box.size();
    for (std::size_t side = 0; side < 6; ++side) {
      const int axis = static_cast<int>(side / 2);
      const double sign = side % 2 == 0 ? 1 : -1;
      const Vec3 a = sign * Vec3(frame.row(axis));
      const double top =
          sign > 0 ? box.max[axis] - a.dot(middle_) : -box.min[axis] - a.dot(middle_);
      // No point lower than this can become the highest within reach: both move less than reach *
      // radius.
      const double near = top - 4 * reach * radius_;
      const double floor = -2 * reach * radius_ / size[axis];
      for (const Vec3& p : points_) {
        const Vec3 v = p - middle_;
        const double along = a.dot(v);
        if (along < near) continue;
        // t >= (along - top + w . (a x v)) / size, with t = reach * s + floor, w = reach * (u - 1)
        // and s, u >= 0: in units of reach, the tolerances of the simplex mean the same at every
        // scale.
        const Vec3 rise = a.cross(v) / size[axis];
        Row row;
        for (std::size_t k = 0; k < 3; ++k) row.coefficient[k] = rise[static_cast<Eigen::Index>(k)];
        row.coefficient[3 + side] = -1;
        row.limit = (floor - (along - top) / size[axis]) / reach + rise.sum();
        rows_.push_back(row);
        if (rows_.size() > 4000) return false;
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
    for (std::size_t side = 0; side < 6; ++side)
      change +=
          x[3 + side] * reach - 2 * reach * radius_ / size[static_cast<Eigen::Index>(side / 2)];
    turn = reach * (Vec3(x[0], x[1], x[2]) - Vec3::Ones());
    gain = -change;
    return true;
  }

 private:
  std::span<const Vec3> points_;
  Vec3 middle_ = Vec3::Zero();
  double radius_ = 0;
  std::vector<Row> rows_;
};

}  // namespace

Box3 box_in_frame(const Mat3& frame, std::span<const Vec3> points) {
  Box3 box;
  for (const Vec3& p : points) box.extend(Vec3(frame * p));
  return box;
}

TightBox walk_down(const Mat3& frame, std::span<const Vec3> points, double reach) {
  TightBox best{orthonormal(frame), {}};
  best.box = box_in_frame(best.frame, points);
  Walk walk(points);
  for (int i = 0; i < kStepsMax && reach > kReachEnd && best.volume() > 0; ++i) {
    Vec3 turn;
    double gain = 0;
    if (!walk.step(best.frame, best.box, reach, turn, gain) || gain <= 0) {
      reach /= 4;
      continue;
    }
    TightBox next;
    next.frame = orthonormal(best.frame * turn_by(turn).transpose());
    next.box = box_in_frame(next.frame, points);
    const double drop = 1 - next.volume() / best.volume();
    if (drop > 0) best = next;
    if (drop < 0.25 * gain)
      reach /= 4;
    else if (drop > 0.75 * gain && turn.cwiseAbs().maxCoeff() >= reach)
      reach = std::min(2 * reach, 0.2);
    else
      reach = std::min(reach, 2 * turn.cwiseAbs().maxCoeff());
  }
  return best;
}

}  // namespace pg
