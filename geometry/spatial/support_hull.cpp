#include "geometry/spatial/support_hull.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "geometry/parallel.hpp"

namespace pg {
namespace {

constexpr std::size_t kCells = 32;  // a side of the cube has kCells x kCells directions

/// Middle of a cell of the table, not normalised.
Vec3 cell_direction(std::size_t side, std::size_t row, std::size_t column) {
  const auto along = [](std::size_t i) { return (2.0 * static_cast<double>(i) + 1) / kCells - 1; };
  const int axis = static_cast<int>(side / 2);
  Vec3 direction;
  direction[axis] = side % 2 == 0 ? 1 : -1;
  direction[(axis + 1) % 3] = along(row);
  direction[(axis + 2) % 3] = along(column);
  return direction;
}

}  // namespace

SupportHull::SupportHull(const ConvexHull& hull) : hull_(hull) {
  // The hull is closed: every edge is run through once in each direction, so that the sides that
  // leave a point name all its neighbours.
  first_.assign(hull.points_mm.size() + 1, 0);
  for (const Triangle& face : hull.faces)
    for (const VertexId v : face) ++first_[v];
  std::uint32_t total = 0;
  for (std::uint32_t& count : first_) total += std::exchange(count, total);
  neighbours_.resize(total);
  BigVector<std::uint32_t> next(first_.begin(), first_.end());
  for (const Triangle& face : hull.faces)
    for (std::size_t k = 0; k < 3; ++k) neighbours_[next[face[k]]++] = face[(k + 1) % 3];

  table_.resize(6 * kCells * kCells);
  for_each_index(
      6 * kCells,
      [&](std::size_t line) {
        VertexId at = 0;
        for (std::size_t column = 0; column < kCells; ++column) {
          at = climb(cell_direction(line / kCells, line % kCells, column), at);
          table_[line * kCells + column] = at;
        }
      },
      kCells);
}

std::size_t SupportHull::cell(const Vec3& direction) {
  Eigen::Index axis = 0;
  const double size = direction.cwiseAbs().maxCoeff(&axis);
  const std::size_t side = static_cast<std::size_t>(2 * axis) + (direction[axis] < 0 ? 1 : 0);
  const auto place = [&](Eigen::Index k) {
    const double along = (direction[k % 3] / size + 1) * (0.5 * kCells);
    return std::min(kCells - 1, static_cast<std::size_t>(std::max(along, 0.0)));
  };
  return (side * kCells + place(axis + 1)) * kCells + place(axis + 2);
}

VertexId SupportHull::climb(const Vec3& direction, VertexId from) const {
  double height = direction.dot(point(from));
  for (;;) {
    VertexId best = from;
    for (std::uint32_t i = first_[from]; i != first_[from + 1]; ++i) {
      const double other = direction.dot(point(neighbours_[i]));
      if (other > height) height = other, best = neighbours_[i];
    }
    if (best == from) return from;
    from = best;
  }
}

const std::vector<VertexId>& SupportHull::Rivals::of(VertexId top, const Vec3& a, double reach,
                                                     std::size_t max) {
  ++round_;
  found_.assign(1, top);
  seen_[top] = round_;
  for (std::size_t i = 0; i < found_.size(); ++i) {
    const VertexId v = found_[i];
    for (std::uint32_t k = hull_.first_[v]; k != hull_.first_[v + 1]; ++k) {
      const VertexId p = hull_.neighbours_[k];
      if (seen_[p] == round_) continue;
      seen_[p] = round_;
      const Vec3 offset = hull_.point(p) - hull_.point(top);
      if (a.dot(offset) + reach * a.cross(offset).cwiseAbs().sum() < 0) continue;
      found_.push_back(p);
      if (found_.size() > max) {
        found_.clear();
        return found_;
      }
    }
  }
  return found_;
}

}  // namespace pg
