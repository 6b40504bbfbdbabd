// The dominant centreline of a body on a grid, with bend, taper and calibre.

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <array>
#include <functional>
#include <numbers>
#include <numeric>
#include <queue>

#include "pipeline/classes/local_shape.hpp"
#include "pipeline/classes/shape/blocks.hpp"
#include "pipeline/classes/shape/body.hpp"

namespace pg {
namespace {

constexpr double kTube = 1.6;  // of the radius: cells this near to the centreline belong to it
constexpr int kLevels = 16;
constexpr std::size_t kParts = 8;  // that the turns of a line are counted between
constexpr std::uint32_t kUnreached = 0xFFFFFFFFu;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// From `end` back to `start` by the cheapest way (Dijkstra); a step costs its length over the
/// third power of the depth that it leads to.
std::vector<std::size_t> middle_way(const Body& body, std::size_t start, std::size_t end) {
  const Grid& grid = body.grid;
  const std::array<Neighbour, 26> neighbours = neighbours_in(grid);
  struct Cell {
    double cost = -kInfinity;  // outside of the body nothing is less
    double dear = 0;
  };
  std::vector<Cell> at(grid.count());
  for (const std::size_t cell : body.cells) {
    const double d = body.depth[cell];
    at[cell] = {kInfinity, 1 / (d * d * d)};
  }
  std::vector<std::uint32_t> before(grid.count(), kUnreached);
  using Entry = std::pair<double, std::uint32_t>;  // ties by the lower cell
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
  at[start].cost = 0;
  queue.emplace(0.0, static_cast<std::uint32_t>(start));
  while (!queue.empty()) {
    const auto [spent, cell] = queue.top();
    queue.pop();
    if (cell == end) break;
    if (spent > at[cell].cost) continue;
    for (const Neighbour& neighbour : neighbours) {
      const auto next = static_cast<std::uint32_t>(cell + neighbour.offset);
      const double reach = spent + neighbour.apart * at[next].dear;
      if (!(reach < at[next].cost)) continue;
      at[next].cost = reach;
      before[next] = cell;
      queue.emplace(reach, next);
    }
  }
  std::vector<std::size_t> way = {end};
  while (before[way.back()] != kUnreached) way.push_back(before[way.back()]);
  return way;
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

/// Turns between the parts of the line, and how far it leaves its best plane.
void add_turns(const Centreline& line, ShapeNumbers& numbers) {
  const std::size_t n = line.points.size();
  Vec3 centre = Vec3::Zero();
  for (const Vec3& p : line.points) centre += p / static_cast<double>(n);
  Mat3 second = Mat3::Zero();
  for (const Vec3& p : line.points)
    second += (p - centre) * (p - centre).transpose() / static_cast<double>(n);
  const Eigen::SelfAdjointEigenSolver<Mat3> solver(second, Eigen::EigenvaluesOnly);
  const Vec3 spread = solver.eigenvalues().cwiseMax(0.0).cwiseSqrt();

  double turned = 0;
  double largest = 0;
  Vec3 before = Vec3::Zero();
  for (std::size_t k = 0; k < kParts; ++k) {
    const Vec3 part = line.points[(k + 1) * (n - 1) / kParts] - line.points[k * (n - 1) / kParts];
    if (!(part.norm() > 0)) continue;
    const Vec3 along = part.normalized();
    if (!before.isZero()) {
      const double turn = std::acos(std::clamp(before.dot(along), -1.0, 1.0));
      turned += turn;
      largest = std::max(largest, turn);
    }
    before = along;
  }
  numbers.add("line_turned", turned);
  numbers.add("line_largest_turn", largest);
  numbers.add("line_bow", spread[1] / std::max(spread[2], 1e-9));
  numbers.add("line_twist", spread[0] / std::max(spread[2], 1e-9));
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

  add_turns(line, numbers);
}

void add_branches(const Body& body, const Centreline& line, ShapeNumbers& numbers) {
  const auto& [grid, cells, places, depth] = body;
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
  double thickest = 0;
  for (const std::size_t cell : cells)
    if (rest[cell]) thickest = std::max<double>(thickest, depth[cell]);
  double total = 0;
  double most = 0;
  double large = 0;
  for (const std::vector<std::size_t>& piece : pieces_of(grid, std::move(rest))) {
    const auto size = static_cast<double>(piece.size());
    total += size;
    most = std::max(most, size);
    large += size > 0.01 * all;
  }
  numbers.add("branch_share", total / all);
  numbers.add("branch_largest", most / all);
  numbers.add("branch_count", std::log1p(large));
  numbers.add("branch_thickness", thickest / std::max(largest, 1e-9));
}

/// Pieces of the shells of equal distance from one end (Reeb graph, roughly).
void add_levels(const Body& body, const Reached& from_end, ShapeNumbers& numbers) {
  const auto& [grid, cells, places, depth] = body;
  const double farthest = from_end.cost[from_end.farthest];
  const std::array<Neighbour, 26> neighbours = neighbours_in(grid);
  constexpr std::uint8_t kDone = 255;
  std::vector<std::uint8_t> level(grid.count(), kDone);
  std::array<double, kLevels> size{};
  for (const std::size_t cell : cells) {
    level[cell] = static_cast<std::uint8_t>(std::min(
        kLevels - 1, static_cast<int>(from_end.cost[cell] / std::max(farthest, 1e-9) * kLevels)));
    size[level[cell]] += 1.0 / static_cast<double>(cells.size());
  }
  std::array<double, kLevels> pieces{};
  std::vector<std::size_t> piece;
  for (const std::size_t seed : cells) {
    const std::uint8_t own = level[seed];
    if (own == kDone) continue;
    piece.assign(1, seed);
    level[seed] = kDone;
    for (std::size_t taken = 0; taken < piece.size(); ++taken)
      for (const Neighbour& neighbour : neighbours) {
        const std::size_t next = piece[taken] + static_cast<std::size_t>(neighbour.offset);
        if (level[next] != own) continue;
        level[next] = kDone;
        piece.push_back(next);
      }
    if (piece.size() >= 4) pieces[own] += 1;
  }
  const double pieces_sum = std::accumulate(pieces.begin(), pieces.end(), 0.0);
  const double most = *std::max_element(pieces.begin(), pieces.end());
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

Reached reach_from(const Body& body, std::size_t start) {
  const Grid& grid = body.grid;
  const std::array<Neighbour, 26> neighbours = neighbours_in(grid);
  Reached reached{std::vector<double>(grid.count(), kInfinity), start};
  // No step is shorter than a bucket is wide: what is in the bucket in turn gets no nearer.
  std::vector<std::vector<std::size_t>> buckets(1);
  reached.cost[start] = 0;
  buckets[0].push_back(start);
  for (std::size_t turn = 0; turn < buckets.size(); ++turn) {
    const std::vector<std::size_t> bucket = std::move(buckets[turn]);
    for (const std::size_t cell : bucket) {
      const double spent = reached.cost[cell];
      if (static_cast<std::size_t>(spent) != turn) continue;  // found nearer since
      for (const Neighbour& neighbour : neighbours) {
        const std::size_t next = cell + static_cast<std::size_t>(neighbour.offset);
        const double reach = spent + neighbour.apart;
        if (!grid.body[next] || !(reach < reached.cost[next])) continue;
        reached.cost[next] = reach;
        const auto then = static_cast<std::size_t>(reach);
        if (then >= buckets.size()) buckets.resize(then + 1);
        buckets[then].push_back(next);
      }
    }
  }
  for (const std::size_t cell : body.cells)
    if (reached.cost[cell] < kInfinity &&
        (reached.cost[cell] > reached.cost[reached.farthest] ||
         (reached.cost[cell] == reached.cost[reached.farthest] && cell < reached.farthest)))
      reached.farthest = cell;
  return reached;
}

Centreline centreline_of(const Body& body, std::size_t start, std::size_t end) {
  Centreline line;
  line.cells = middle_way(body, start, end);
  constexpr int kHalf = 3;  // cells on either side that a point is the mean of
  const auto n = static_cast<int>(line.cells.size());
  for (int i = 0; i < n; ++i) {
    Vec3 sum = Vec3::Zero();
    double radius = 0;
    int count = 0;
    const int half = std::min({kHalf, i, n - 1 - i});
    for (int k = i - half; k <= i + half; ++k, ++count) {
      sum += body.grid.centre(line.cells[static_cast<std::size_t>(k)]);
      radius += body.depth[line.cells[static_cast<std::size_t>(k)]];
    }
    line.points.push_back(sum / count);
    line.radius.push_back(radius / count * body.grid.step);
  }
  return line;
}

void add_centreline_numbers(const Body& body, ShapeNumbers& numbers) {
  const std::size_t one_end = reach_from(body, body.cells[0]).farthest;
  const Reached from_end = reach_from(body, one_end);
  const Centreline line = centreline_of(body, one_end, from_end.farthest);
  add_line_shape(line, numbers);
  add_branches(body, line, numbers);
  add_levels(body, from_end, numbers);
}

}  // namespace pg
