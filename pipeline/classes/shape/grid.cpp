#include "pipeline/classes/shape/grid.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>

#include "geometry/parallel.hpp"

namespace pg {
namespace {

constexpr double kCells = 64'000;
constexpr int kMostAlong = 200;
constexpr int kMargin = 2;
constexpr int kEnclosedFrom = 23;  // of 26 directions
constexpr double kStray = 1e-3;    // of the samples at either end may lie beyond the grid

struct Frame {
  Mat3 to_axes;
  Vec3 low;
  double scale;  // cells per mm
};

Frame lay_out(const SurfaceSampling& sampling, Grid& grid) {
  Vec3 low = Vec3::Constant(std::numeric_limits<double>::infinity());
  Vec3 high = -low;
  std::vector<double> along(sampling.points.size());
  for (Eigen::Index axis = 0; axis < 3; ++axis) {
    for (std::size_t i = 0; i < along.size(); ++i)
      along[i] = sampling.axes.col(axis).dot(sampling.points[i].at);
    std::sort(along.begin(), along.end());
    const auto left = static_cast<std::size_t>(kStray * static_cast<double>(along.size()));
    low[axis] = along[left];
    high[axis] = along[along.size() - 1 - left];
  }
  const Vec3 size = (high - low).cwiseMax(0.02 * sampling.radius_mm);
  const double step = std::max(std::cbrt(size.prod() / kCells), size.maxCoeff() / kMostAlong);
  for (Eigen::Index axis = 0; axis < 3; ++axis)
    grid.cells[static_cast<std::size_t>(axis)] =
        static_cast<int>(std::ceil(size[axis] / step)) + 1 + 2 * kMargin;
  grid.step = step / sampling.radius_mm;
  return {sampling.axes.transpose(), low - Vec3::Constant(kMargin * step), 1 / step};
}

void draw_walls(const Subject& subject, const SurfaceSampling& sampling, const Frame& frame,
                Grid& grid) {
  const TriMesh& mesh = subject.mesh();
  for_each_index(mesh.triangles.size(), [&](std::size_t i) {
    std::array<Vec3, 3> corner;
    for (int k = 0; k < 3; ++k)
      corner[static_cast<std::size_t>(k)] =
          frame.scale *
          (frame.to_axes * (mesh.corner(static_cast<FaceId>(i), k) - sampling.centre) - frame.low);
    const Vec3 u = corner[1] - corner[0];
    const Vec3 v = corner[2] - corner[0];
    const double longest = std::max({u.norm(), v.norm(), (v - u).norm()});
    // A triangle far larger than the grid lies mostly outside of it; bounded work all the same.
    const int steps = static_cast<int>(std::clamp(std::ceil(2 * longest), 1.0, 600.0));
    for (int a = 0; a <= steps; ++a)
      for (int b = 0; a + b <= steps; ++b) {
        const Vec3 at = corner[0] + (a * u + b * v) / steps;
        std::array<int, 3> cell{};
        bool within = true;
        for (std::size_t k = 0; k < 3; ++k) {
          const double x = at[static_cast<Eigen::Index>(k)];
          within = within && x >= 0 && x < grid.cells[k];
          cell[k] = within ? static_cast<int>(x) : 0;
        }
        if (!within) continue;
        // Threads only ever set: the order does not matter.
        std::atomic_ref<std::uint8_t>(grid.wall[grid.index(cell[0], cell[1], cell[2])])
            .store(1, std::memory_order_relaxed);
      }
  });
}

/// Adds 1 to every cell from which surface is met along -(dx, dy, dz). Between cells that touch at
/// an edge or a corner only, surface in the cells beside the way stops the view, too.
void sweep(const Grid& grid, int dx, int dy, int dz, std::vector<std::uint8_t>& met,
           std::vector<std::uint8_t>& directions) {
  const auto [nx, ny, nz] = grid.cells;
  const auto seen = [&](int x, int y, int z) {
    const std::size_t i = grid.index(x, y, z);
    return grid.wall[i] != 0 || met[i] != 0;
  };
  const auto is_wall = [&](int x, int y, int z) { return grid.wall[grid.index(x, y, z)] != 0; };
  const auto order = [](int d, int n, int k) { return d >= 0 ? k : n - 1 - k; };
  for (int kz = 0; kz < nz; ++kz)
    for (int ky = 0; ky < ny; ++ky)
      for (int kx = 0; kx < nx; ++kx) {
        const int x = order(dx, nx, kx);
        const int y = order(dy, ny, ky);
        const int z = order(dz, nz, kz);
        const int px = x - dx;
        const int py = y - dy;
        const int pz = z - dz;
        const std::size_t i = grid.index(x, y, z);
        if (px < 0 || py < 0 || pz < 0 || px >= nx || py >= ny || pz >= nz) {
          met[i] = 0;
          continue;
        }
        bool stopped = seen(px, py, pz);
        const int moves = std::abs(dx) + std::abs(dy) + std::abs(dz);
        if (!stopped && moves > 1)
          stopped = (dx != 0 && is_wall(px, y, z)) || (dy != 0 && is_wall(x, py, z)) ||
                    (dz != 0 && is_wall(x, y, pz));
        met[i] = stopped ? 1 : 0;
        directions[i] = static_cast<std::uint8_t>(directions[i] + met[i]);
      }
}

void keep_largest(Grid& grid) {
  std::vector<std::size_t> largest;
  for (std::size_t seed = 0; seed < grid.count(); ++seed) {
    if (!grid.body[seed]) continue;
    // The margin keeps the body off the border.
    std::vector<std::size_t> piece = take_piece(grid, seed, grid.body);
    if (piece.size() > largest.size()) largest = std::move(piece);
  }
  for (const std::size_t cell : largest) grid.body[cell] = 1;
}

}  // namespace

std::vector<std::size_t> take_piece(const Grid& grid, std::size_t seed,
                                    std::vector<std::uint8_t>& mask) {
  std::vector<std::size_t> piece = {seed};
  mask[seed] = 0;
  for (std::size_t taken = 0; taken < piece.size(); ++taken) {
    const auto [x, y, z] = grid.place(piece[taken]);
    for (int dz = -1; dz <= 1; ++dz)
      for (int dy = -1; dy <= 1; ++dy)
        for (int dx = -1; dx <= 1; ++dx) {
          const std::size_t next = grid.index(x + dx, y + dy, z + dz);
          if (!mask[next]) continue;
          mask[next] = 0;
          piece.push_back(next);
        }
  }
  return piece;
}

Grid grid_of(const Subject& subject, const SurfaceSampling& sampling) {
  Grid grid;
  const Frame frame = lay_out(sampling, grid);
  const std::size_t count = static_cast<std::size_t>(grid.cells[0]) *
                            static_cast<std::size_t>(grid.cells[1]) *
                            static_cast<std::size_t>(grid.cells[2]);
  grid.wall.assign(count, 0);
  draw_walls(subject, sampling, frame, grid);

  std::vector<std::uint8_t> met(count, 0);
  std::vector<std::uint8_t> directions(count, 0);
  for (int dz = -1; dz <= 1; ++dz)
    for (int dy = -1; dy <= 1; ++dy)
      for (int dx = -1; dx <= 1; ++dx)
        if (dx != 0 || dy != 0 || dz != 0) sweep(grid, dx, dy, dz, met, directions);
  grid.body.assign(count, 0);
  for (int z = 1; z + 1 < grid.cells[2]; ++z)
    for (int y = 1; y + 1 < grid.cells[1]; ++y)
      for (int x = 1; x + 1 < grid.cells[0]; ++x) {
        const std::size_t i = grid.index(x, y, z);
        grid.body[i] = grid.wall[i] != 0 || directions[i] >= kEnclosedFrom;
      }
  keep_largest(grid);
  return grid;
}

namespace {

/// One row of the squared distance transform; `row` in and out, `n` long.
void transform_row(std::vector<float>& row, std::size_t n, std::vector<int>& at,
                   std::vector<float>& from) {
  int last = 0;
  at[0] = 0;
  from[0] = -std::numeric_limits<float>::infinity();
  from[1] = std::numeric_limits<float>::infinity();
  const auto meet = [&](int q, int p) {
    return ((row[static_cast<std::size_t>(q)] + static_cast<float>(q * q)) -
            (row[static_cast<std::size_t>(p)] + static_cast<float>(p * p))) /
           static_cast<float>(2 * (q - p));
  };
  for (int q = 1; q < static_cast<int>(n); ++q) {
    float s = meet(q, at[static_cast<std::size_t>(last)]);
    while (s <= from[static_cast<std::size_t>(last)]) {
      --last;
      s = meet(q, at[static_cast<std::size_t>(last)]);
    }
    ++last;
    at[static_cast<std::size_t>(last)] = q;
    from[static_cast<std::size_t>(last)] = s;
    from[static_cast<std::size_t>(last) + 1] = std::numeric_limits<float>::infinity();
  }
  std::vector<float> out(n);
  int k = 0;
  for (int q = 0; q < static_cast<int>(n); ++q) {
    while (from[static_cast<std::size_t>(k) + 1] < static_cast<float>(q)) ++k;
    const int p = at[static_cast<std::size_t>(k)];
    out[static_cast<std::size_t>(q)] =
        static_cast<float>((q - p) * (q - p)) + row[static_cast<std::size_t>(p)];
  }
  std::copy(out.begin(), out.end(), row.begin());
}

}  // namespace

std::vector<float> depth_of(const Grid& grid, const std::vector<std::uint8_t>& mask) {
  constexpr float kFar = 1e8f;  // finite: infinities would cancel to NaN
  std::vector<float> squared(grid.count());
  for (std::size_t i = 0; i < grid.count(); ++i) squared[i] = mask[i] ? kFar : 0.0f;
  const auto longest =
      static_cast<std::size_t>(*std::max_element(grid.cells.begin(), grid.cells.end()));
  std::vector<float> row(longest);
  std::vector<int> at(longest + 1);
  std::vector<float> from(longest + 2);
  const std::size_t strides[] = {
      1, static_cast<std::size_t>(grid.cells[0]),
      static_cast<std::size_t>(grid.cells[0]) * static_cast<std::size_t>(grid.cells[1])};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const auto n = static_cast<std::size_t>(grid.cells[axis]);
    const std::size_t stride = strides[axis];
    for (std::size_t start = 0; start < grid.count(); ++start) {
      if (start / stride % n != 0) continue;
      for (std::size_t k = 0; k < n; ++k) row[k] = squared[start + k * stride];
      transform_row(row, n, at, from);
      for (std::size_t k = 0; k < n; ++k) squared[start + k * stride] = row[k];
    }
  }
  for (float& value : squared) value = std::sqrt(value);
  return squared;
}

}  // namespace pg
