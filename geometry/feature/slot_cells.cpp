#include "geometry/feature/slot_cells.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace pg::feature {
namespace {

constexpr double kCellMm = 0.2;
constexpr double kCellsMax = 160;  // along a side of the grid
constexpr double kAroundMm = 1;    // the chords that were seen, at first
constexpr int kWideningsMost = 6;  // of the window, by half and more each
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

/// Cells connected by their sides, of all such sets in the window that with most cells in `core`;
/// and at which borders of the window it ends: low and high of the first axis, of the second.
struct Part {
  std::vector<Cell> cells;
  std::array<bool, 4> at_border{};
};

Part part_in(const Air& air, const Between& between, const Window& window, const Window& core) {
  const double cell = window.cell();
  const int across_count = static_cast<int>((window.high - window.low)[0] / cell) + 1;
  const int down_count = static_cast<int>((window.high - window.low)[1] / cell) + 1;
  std::vector<std::optional<Cell>> grid;
  for (int j = 0; j < down_count; ++j)
    for (int i = 0; i < across_count; ++i)
      grid.push_back(
          look_both_ways(air, between, window.low[0] + i * cell, window.low[1] + j * cell));
  Part best;
  std::size_t most = 0;
  for (std::size_t start = 0; start < grid.size(); ++start) {
    if (!grid[start]) continue;
    Part part;
    std::size_t in_core = 0;
    std::vector<int> queue;
    const auto take = [&](int at) {
      auto& taken = grid[static_cast<std::size_t>(at)];
      if (core.holds(taken->a, taken->b)) ++in_core;
      part.cells.push_back(*taken);
      taken.reset();
      queue.push_back(at);
    };
    take(static_cast<int>(start));
    for (std::size_t next = 0; next < queue.size(); ++next) {
      const int i = queue[next] % across_count, j = queue[next] / across_count;
      const std::array<bool, 4> ends = {i == 0, i + 1 == across_count, j == 0,
                                        j + 1 == down_count};
      for (std::size_t k = 0; k < 4; ++k) part.at_border[k] = part.at_border[k] || ends[k];
      for (const auto& [x, y] : {std::pair(i - 1, j), {i + 1, j}, {i, j - 1}, {i, j + 1}})
        if (x >= 0 && y >= 0 && x < across_count && y < down_count &&
            grid[static_cast<std::size_t>(y * across_count + x)])
          take(y * across_count + x);
    }
    if (in_core > most) {
      most = in_core;
      best = std::move(part);
    }
  }
  return best;
}

}  // namespace

double Window::cell() const {
  return std::max(kCellMm, (high - low).maxCoeff() / kCellsMax);
}

Window Window::about(const Between& between, const std::vector<Chord>& chords) {
  const auto [u, v] = between.basis();
  Window window;
  for (const Chord& chord : chords) {
    const Vec3 offset = chord.middle() - between.at;
    const Eigen::Vector2d place(offset.dot(u), offset.dot(v));
    window.low = window.low.cwiseMin(place);
    window.high = window.high.cwiseMax(place);
  }
  window.low.array() -= kAroundMm;
  window.high.array() += kAroundMm;
  return window;
}

std::vector<Cell> cells_in(const Air& air, const Between& between, const Window& window) {
  return part_in(air, between, window, window).cells;
}

std::vector<Cell> cells_of_gap(const Air& air, const Between& between, const Window& core,
                               double& cell) {
  Window window = core;
  for (int widening = 0;; ++widening) {
    Part part = part_in(air, between, window, core);
    cell = window.cell();
    const bool goes_on =
        std::any_of(part.at_border.begin(), part.at_border.end(), [](bool at) { return at; });
    if (!goes_on || widening == kWideningsMost) return std::move(part.cells);
    const Eigen::Vector2d more = (0.5 * (window.high - window.low)).cwiseMax(2 * kAroundMm);
    for (int k = 0; k < 2; ++k) {
      if (part.at_border[static_cast<std::size_t>(2 * k)]) window.low[k] -= more[k];
      if (part.at_border[static_cast<std::size_t>(2 * k + 1)]) window.high[k] += more[k];
    }
  }
}

}  // namespace pg::feature
