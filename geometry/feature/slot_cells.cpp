#include "geometry/feature/slot_cells.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "geometry/feature/median.hpp"

namespace pg::feature {
namespace {

constexpr double kCellMm = 0.2;
constexpr double kCellsMax = 160;  // along a side of the grid
constexpr double kFacing = 0.85;   // cosine of 32 degrees

/// To the walls both ways, where both are there and face each other.
std::optional<Cell> look_both_ways(const Air& air, const Between& between, double a, double b) {
  const auto [u, v] = between.basis();
  const Vec3 from = between.at + a * u + b * v;
  const double reach = 1.3 * between.width + 0.1;
  const auto up = air.look(from, between.normal, 0, reach);
  if (!up || up->normal.dot(between.normal) > -kFacing) return std::nullopt;
  const auto down = air.look(from, -between.normal, 0, reach);
  if (!down || down->normal.dot(between.normal) < kFacing) return std::nullopt;
  if (std::abs(up->distance + down->distance - between.width) > 0.15 * between.width + 0.06)
    return std::nullopt;
  return Cell{a, b, up->distance, down->distance};
}

}  // namespace

std::vector<Cell> largest_part(const Air& air, const Between& between,
                               const std::vector<Chord>& chords, double& cell) {
  const auto [u, v] = between.basis();
  Eigen::Vector2d low = Eigen::Vector2d::Constant(std::numeric_limits<double>::infinity());
  Eigen::Vector2d high = -low;
  for (const Chord& chord : chords) {
    const Vec3 offset = chord.middle() - between.at;
    const Eigen::Vector2d place(offset.dot(u), offset.dot(v));
    low = low.cwiseMin(place);
    high = high.cwiseMax(place);
  }
  low.array() -= 1;
  high.array() += 1;
  cell = std::max(kCellMm, (high - low).maxCoeff() / kCellsMax);
  const int across_count = static_cast<int>((high - low)[0] / cell) + 1;
  const int down_count = static_cast<int>((high - low)[1] / cell) + 1;
  std::vector<std::optional<Cell>> grid;
  for (int j = 0; j < down_count; ++j)
    for (int i = 0; i < across_count; ++i)
      grid.push_back(look_both_ways(air, between, low[0] + i * cell, low[1] + j * cell));
  std::vector<Cell> best;
  for (std::size_t start = 0; start < grid.size(); ++start) {
    if (!grid[start]) continue;
    std::vector<Cell> part;
    std::vector<int> queue = {static_cast<int>(start)};
    part.push_back(*grid[start]);
    grid[start].reset();
    for (std::size_t next = 0; next < queue.size(); ++next) {
      const int i = queue[next] % across_count, j = queue[next] / across_count;
      for (const auto& [x, y] : {std::pair(i - 1, j), {i + 1, j}, {i, j - 1}, {i, j + 1}}) {
        if (x < 0 || y < 0 || x >= across_count || y >= down_count) continue;
        auto& other = grid[static_cast<std::size_t>(y * across_count + x)];
        if (!other) continue;
        part.push_back(*other);
        other.reset();
        queue.push_back(y * across_count + x);
      }
    }
    if (part.size() > best.size()) best = std::move(part);
  }
  return best;
}

Between plane_between(const std::vector<Chord>& chords) {
  Mat3 moments = Mat3::Zero();
  Between between;
  std::vector<double> lengths;
  for (const Chord& chord : chords) {
    moments += chord.normal * chord.normal.transpose();
    between.at += chord.middle() / static_cast<double>(chords.size());
    lengths.push_back(chord.length);
  }
  Eigen::SelfAdjointEigenSolver<Mat3> solver;
  solver.computeDirect(moments);
  between.normal = solver.eigenvectors().col(2).normalized();
  between.width = median_of(lengths);
  return between;
}

}  // namespace pg::feature
