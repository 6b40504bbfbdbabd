// The dominant centreline of a body on a grid, with bend, taper and calibre, and what branches off.

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <array>
#include <functional>
#include <numeric>
#include <queue>

#include "pipeline/classes/shape/blocks.hpp"
#include "pipeline/classes/shape/body.hpp"

namespace pg {
namespace {

constexpr double kTube = 1.6;  // of the radius: cells this near to the centreline belong to it
constexpr int kLevels = 16;
constexpr std::uint32_t kUnreached = 0xFFFFFFFFu;

struct Reached {
  std::vector<double> cost;
  std::vector<std::uint32_t> before;
  std::size_t farthest = 0;
};

/// Cheapest ways through the body from a cell (Dijkstra); a step costs its length over `ease`.
template <class Ease>
Reached reach_from(const Grid& grid, std::size_t start, const Ease& ease) {
  Reached reached{std::vector<double>(grid.count(), std::numeric_limits<double>::infinity()),
                  std::vector<std::uint32_t>(grid.count(), kUnreached), start};
  using Entry = std::pair<double, std::size_t>;  // ties by the lower cell
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
  reached.cost[start] = 0;
  queue.emplace(0.0, start);
  while (!queue.empty()) {
    const auto [cost, cell] = queue.top();
    queue.pop();
    if (cost > reached.cost[cell]) continue;
    if (cost > reached.cost[reached.farthest]) reached.farthest = cell;
    const auto [x, y, z] = grid.place(cell);
    for (int dz = -1; dz <= 1; ++dz)
      for (int dy = -1; dy <= 1; ++dy)
        for (int dx = -1; dx <= 1; ++dx) {
          if (dx == 0 && dy == 0 && dz == 0) continue;
          const std::size_t next = grid.index(x + dx, y + dy, z + dz);
          if (!grid.body[next]) continue;
          const double step = std::sqrt(static_cast<double>(dx * dx + dy * dy + dz * dz));
          const double reach = cost + step / ease(next);
          if (!(reach < reached.cost[next])) continue;
          reached.cost[next] = reach;
          reached.before[next] = static_cast<std::uint32_t>(cell);
          queue.emplace(reach, next);
        }
  }
  return reached;
}

struct Centreline {
  std::vector<Vec3> points;    // evenly along the way, smoothed; over the radius of the shape
  std::vector<double> radius;  // depth there
  std::vector<std::size_t> cells;
};

/// Between two ends, keeping to the middle.
Centreline centreline_of(const Grid& grid, const std::vector<float>& depth, std::size_t start,
                         std::size_t end) {
  const Reached reached = reach_from(grid, start, [&](std::size_t cell) {
    const double d = depth[cell];
    return d * d * d;
  });
  Centreline line;
  for (std::size_t cell = end;; cell = reached.before[cell]) {
    line.cells.push_back(cell);
    if (reached.before[cell] == kUnreached) break;
  }
  constexpr int kHalf = 3;  // cells on either side that a point is the mean of
  const auto n = static_cast<int>(line.cells.size());
  for (int i = 0; i < n; ++i) {
    Vec3 sum = Vec3::Zero();
    double radius = 0;
    int count = 0;
    const int half = std::min({kHalf, i, n - 1 - i});
    for (int k = i - half; k <= i + half; ++k, ++count) {
      sum += grid.centre(line.cells[static_cast<std::size_t>(k)]);
      radius += depth[line.cells[static_cast<std::size_t>(k)]];
    }
    line.points.push_back(sum / count);
    line.radius.push_back(radius / count * grid.step);
  }
  return line;
}

double mean_between(const std::vector<double>& values, double from, double to) {
  const auto first = static_cast<std::size_t>(from * static_cast<double>(values.size()));
  const std::size_t last =
      std::max(first + 1, static_cast<std::size_t>(to * static_cast<double>(values.size())));
  return std::accumulate(
             values.begin() + static_cast<std::ptrdiff_t>(first),
             values.begin() + static_cast<std::ptrdiff_t>(std::min(last, values.size())), 0.0) /
         static_cast<double>(std::min(last, values.size()) - first);
}

void add_line_shape(const Centreline& line, ShapeNumbers& numbers) {
  double length = 0;
  for (std::size_t i = 1; i < line.points.size(); ++i)
    length += (line.points[i] - line.points[i - 1]).norm();
  const double chord = (line.points.back() - line.points.front()).norm();
  const double mean = mean_between(line.radius, 0, 1);
  double squares = 0;
  for (const double r : line.radius) squares += (r - mean) * (r - mean);
  numbers.add("line_length", log_of(length));
  numbers.add("line_slender", log_of(length / std::max(mean, 1e-4)));
  numbers.add("line_straight", chord / std::max(length, 1e-9));
  numbers.add("line_radius", log_of(mean));
  numbers.add("line_radius_spread",
              std::sqrt(squares / static_cast<double>(line.radius.size())) / mean);
  const double first = mean_between(line.radius, 0.1, 0.4);
  const double middle = mean_between(line.radius, 0.4, 0.6);
  const double last = mean_between(line.radius, 0.6, 0.9);
  numbers.add("line_taper", std::abs(log_of(first) - log_of(last)));
  numbers.add("line_waist", log_of(middle) - 0.5 * (log_of(first) + log_of(last)));

  // Sum of turns between eight pieces, and how far the line leaves its best plane.
  const std::size_t n = line.points.size();
  double turned = 0;
  double largest = 0;
  Vec3 before = Vec3::Zero();
  for (std::size_t k = 0; k < 8; ++k) {
    const Vec3 piece = line.points[(k + 1) * (n - 1) / 8] - line.points[k * (n - 1) / 8];
    if (!(piece.norm() > 0)) continue;
    const Vec3 along = piece.normalized();
    if (!before.isZero()) {
      const double turn = std::acos(std::clamp(before.dot(along), -1.0, 1.0));
      turned += turn;
      largest = std::max(largest, turn);
    }
    before = along;
  }
  numbers.add("line_turned", turned);
  numbers.add("line_largest_turn", largest);
  Vec3 centre = Vec3::Zero();
  for (const Vec3& p : line.points) centre += p / static_cast<double>(n);
  Mat3 second = Mat3::Zero();
  for (const Vec3& p : line.points)
    second += (p - centre) * (p - centre).transpose() / static_cast<double>(n);
  const Vec3 spread = Eigen::SelfAdjointEigenSolver<Mat3>(second, Eigen::EigenvaluesOnly)
                          .eigenvalues()
                          .cwiseMax(0.0)
                          .cwiseSqrt();
  numbers.add("line_bow", spread[1] / std::max(spread[2], 1e-9));
  numbers.add("line_twist", spread[0] / std::max(spread[2], 1e-9));
}

/// Connected pieces of `mask`, sizes in cells, largest first.
std::vector<double> pieces_of(const Grid& grid, std::vector<std::uint8_t> mask) {
  std::vector<double> sizes;
  for (std::size_t seed = 0; seed < mask.size(); ++seed)
    if (mask[seed]) sizes.push_back(static_cast<double>(take_piece(grid, seed, mask).size()));
  std::sort(sizes.begin(), sizes.end(), std::greater<>());
  return sizes;
}

void add_branches(const Body& body, const Centreline& line, ShapeNumbers& numbers) {
  const auto& [grid, cells, depth] = body;
  std::vector<std::uint8_t> rest = grid.body;
  double largest = 0;
  for (const std::size_t cell : line.cells) largest = std::max<double>(largest, depth[cell]);
  for (const std::size_t middle : line.cells) {
    const double reach = kTube * depth[middle] + 1;
    const int r = static_cast<int>(reach);
    const auto [x, y, z] = grid.place(middle);
    for (int dz = -r; dz <= r; ++dz)
      for (int dy = -r; dy <= r; ++dy)
        for (int dx = -r; dx <= r; ++dx) {
          const int px = x + dx;
          const int py = y + dy;
          const int pz = z + dz;
          if (px < 0 || py < 0 || pz < 0 || px >= grid.cells[0] || py >= grid.cells[1] ||
              pz >= grid.cells[2] || dx * dx + dy * dy + dz * dz > reach * reach)
            continue;
          rest[grid.index(px, py, pz)] = 0;
        }
  }
  const auto all = static_cast<double>(cells.size());
  const std::vector<double> sizes = pieces_of(grid, rest);
  const double total = std::accumulate(sizes.begin(), sizes.end(), 0.0);
  const auto large =
      std::count_if(sizes.begin(), sizes.end(), [&](double size) { return size > 0.01 * all; });
  numbers.add("branch_share", total / all);
  numbers.add("branch_largest", sizes.empty() ? 0.0 : sizes[0] / all);
  numbers.add("branch_count", std::log1p(static_cast<double>(large)));
  double thickest = 0;
  for (const std::size_t cell : cells)
    if (rest[cell]) thickest = std::max<double>(thickest, depth[cell]);
  numbers.add("branch_thickness", thickest / std::max(largest, 1e-9));
}

/// Pieces of the shells of equal distance from one end (Reeb graph, roughly).
void add_levels(const Body& body, const Reached& from_end, ShapeNumbers& numbers) {
  const auto& [grid, cells, depth] = body;
  const double farthest = from_end.cost[from_end.farthest];
  double pieces_sum = 0;
  double most = 0;
  std::array<double, kLevels> size{};
  for (int level = 0; level < kLevels; ++level) {
    std::vector<std::uint8_t> shell(grid.count(), 0);
    for (const std::size_t cell : cells) {
      const int of_cell = std::min(
          kLevels - 1, static_cast<int>(from_end.cost[cell] / std::max(farthest, 1e-9) * kLevels));
      if (of_cell != level) continue;
      shell[cell] = 1;
      size[static_cast<std::size_t>(level)] += 1.0 / static_cast<double>(cells.size());
    }
    const std::vector<double> sizes = pieces_of(grid, std::move(shell));
    const auto large = static_cast<double>(
        std::count_if(sizes.begin(), sizes.end(), [](double cells_in) { return cells_in >= 4; }));
    pieces_sum += large;
    most = std::max(most, large);
  }
  numbers.add("level_pieces", std::log1p(pieces_sum / kLevels));
  numbers.add("level_most", std::log1p(most));
  // From either end alike: the larger first.
  double first = 0;
  double second = 0;
  for (std::size_t k = 0; k < kLevels / 4; ++k) {
    first += size[k];
    second += size[kLevels - 1 - k];
  }
  numbers.add("level_heavy_end", std::max(first, second));
  numbers.add("level_light_end", std::min(first, second));
  numbers.add("level_peak", *std::max_element(size.begin(), size.end()));
}

}  // namespace

void add_centreline_numbers(const Body& body, ShapeNumbers& numbers) {
  const auto plain = [](std::size_t) { return 1.0; };
  const std::size_t one_end = reach_from(body.grid, body.cells[0], plain).farthest;
  const Reached from_end = reach_from(body.grid, one_end, plain);
  const Centreline line = centreline_of(body.grid, body.depth, one_end, from_end.farthest);
  add_line_shape(line, numbers);
  add_branches(body, line, numbers);
  add_levels(body, from_end, numbers);
}

}  // namespace pg
