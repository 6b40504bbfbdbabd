// The filled body on a grid (grid.hpp), and how it is made up of balls.

#include "pipeline/classes/shape/body.hpp"

#include <algorithm>

#include "pipeline/classes/shape/blocks.hpp"

namespace pg {
namespace {

constexpr std::size_t kPacked = 8;
constexpr double kApart = 0.85;  // of the sum of the radii: packed balls may overlap a little
constexpr std::size_t kOutside = 2048;

std::vector<std::size_t> cells_of(const std::vector<std::uint8_t>& mask) {
  std::vector<std::size_t> cells;
  for (std::size_t i = 0; i < mask.size(); ++i)
    if (mask[i]) cells.push_back(i);
  return cells;
}

/// The deepest cell, then the deepest whose ball lies beside that one's, and so on: positions in
/// `cells`; of equal ones the first.
std::vector<std::size_t> packed_in(const Body& body) {
  const auto& [grid, cells, places, depth] = body;
  std::vector<std::uint8_t> taken(cells.size(), 0);
  std::vector<std::size_t> packed;
  while (packed.size() < kPacked) {
    std::size_t best = cells.size();
    for (std::size_t i = 0; i < cells.size(); ++i)
      if (!taken[i] && (best == cells.size() || depth[cells[i]] > depth[cells[best]])) best = i;
    if (best == cells.size()) break;
    packed.push_back(best);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const double apart = kApart * (depth[cells[i]] + depth[cells[best]]) * grid.step;
      if ((places[i] - places[best]).squaredNorm() < apart * apart) taken[i] = 1;
    }
  }
  return packed;
}

/// The largest ball in the body, then the largest beside it, and so on: chambers of a heart, one
/// after another along a tube, ends and shaft of a bone.
void add_packing(const Body& body, ShapeNumbers& numbers) {
  const auto& [grid, cells, places, depth] = body;
  const std::vector<std::size_t> packed = packed_in(body);
  const auto radius = [&](std::size_t k) -> double { return depth[cells[packed[k]]]; };
  numbers.add("packed_1", log_of(radius(0) * grid.step));
  for (std::size_t k = 1; k < kPacked; ++k)
    numbers.add("packed_" + std::to_string(k + 1), k < packed.size() ? radius(k) / radius(0) : 0.0);
  double volume = 0;
  for (std::size_t k = 0; k < packed.size(); ++k) volume += 4.18879 * std::pow(radius(k), 3);
  numbers.add("packed_volume", volume / static_cast<double>(cells.size()));
  // How the four largest lie: in a row, in a bunch.
  if (packed.size() < 4) {
    numbers.add("packed_row", std::nan(""));
    return;
  }
  double longest = 0;
  double sum = 0;
  for (std::size_t a = 0; a < 4; ++a)
    for (std::size_t b = a + 1; b < 4; ++b) {
      const double apart = (places[packed[a]] - places[packed[b]]).norm();
      longest = std::max(longest, apart);
      sum += apart / 6;
    }
  numbers.add("packed_row", sum / std::max(longest, 1e-9));
}

/// Share of the body within balls of at least some radius (granulometry by openings).
void add_thickness(const Body& body, ShapeNumbers& numbers) {
  const auto& [grid, cells, places, depth] = body;
  double largest = 0;
  double sum = 0;
  for (const std::size_t cell : cells) {
    largest = std::max<double>(largest, depth[cell]);
    sum += depth[cell];
  }
  numbers.add("depth_mean", sum / static_cast<double>(cells.size()) / largest);
  for (const int percent : {30, 50, 75}) {
    const double radius = 0.01 * percent * largest;
    std::vector<std::uint8_t> outside_core(grid.count());
    for (std::size_t i = 0; i < grid.count(); ++i)
      outside_core[i] = depth[i] < radius;  // 1: asks for its distance to the core
    const std::vector<float> away = depth_of(grid, outside_core);
    const auto covered = std::count_if(cells.begin(), cells.end(),
                                       [&](std::size_t cell) { return away[cell] < radius; });
    numbers.add("thick_" + std::to_string(percent),
                static_cast<double>(covered) / static_cast<double>(cells.size()));
  }
}

}  // namespace

bool add_body_numbers(const Subject& subject, const SurfaceSampling& sampling,
                      ShapeNumbers& numbers) {
  Body body{grid_of(subject, sampling), {}, {}, {}};
  body.cells = cells_of(body.grid.body);
  if (body.cells.empty()) return false;
  for (const std::size_t cell : body.cells) body.places.push_back(body.grid.centre(cell));
  body.depth = depth_of(body.grid, body.grid.body);
  const Grid& grid = body.grid;

  std::size_t walls = 0;
  for (const std::size_t cell : body.cells) walls += grid.wall[cell];
  const auto count = static_cast<double>(body.cells.size());
  const double volume = count * std::pow(grid.step, 3);
  numbers.add("body_volume", log_of(volume));
  numbers.add("body_walls", static_cast<double>(walls) / count);
  numbers.add("body_solid",
              std::min(1.5, sampling.volume_mm3 / std::pow(sampling.radius_mm, 3) / volume));
  numbers.add("body_of_grid", count / static_cast<double>(grid.count()));

  add_packing(body, numbers);
  add_thickness(body, numbers);
  add_centreline_numbers(body, numbers);
  add_mass_numbers(body, numbers);
  const SurfaceSampling outside = outside_of(body, kOutside);
  add_outside_curvature_numbers(outside, numbers);
  return true;
}

}  // namespace pg
