#include "pipeline/classes/shape/grid.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>

#include "geometry/parallel.hpp"

namespace pg {
namespace {

constexpr double kCells = 32'000;
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

/// The cell that a place lies in, if there is one.
void draw(const Vec3& at, Grid& grid) {
  std::array<int, 3> cell{};
  for (std::size_t k = 0; k < 3; ++k) {
    const double x = at[static_cast<Eigen::Index>(k)];
    if (!(x >= 0 && x < grid.cells[k])) return;
    cell[k] = static_cast<int>(x);
  }
  // Threads only ever set: the order does not matter.
  std::atomic_ref<std::uint8_t>(grid.wall[grid.index(cell[0], cell[1], cell[2])])
      .store(1, std::memory_order_relaxed);
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
      for (int b = 0; a + b <= steps; ++b) draw(corner[0] + (a * u + b * v) / steps, grid);
  });
}

/// Adds 1 to every cell off the border from which surface is met along -(dx, dy, dz). Between cells
/// that touch at an edge or a corner only, surface in the cells beside the way stops the view, too.
/// `met` is 0 on the border, which nothing here changes.
void sweep(const Grid& grid, const std::array<int, 3>& step, std::vector<std::uint8_t>& met,
           std::vector<std::uint8_t>& directions) {
  const std::array<std::size_t, 3> strides = grid.strides();
  std::array<std::ptrdiff_t, 3> beside{};
  std::ptrdiff_t back = 0;
  for (std::size_t k = 0; k < 3; ++k) back += step[k] * static_cast<std::ptrdiff_t>(strides[k]);
  for (std::size_t k = 0; k < 3; ++k)
    beside[k] = step[k] == 0 ? back : step[k] * static_cast<std::ptrdiff_t>(strides[k]);
  // Against the view, so that what is asked has been answered.
  const auto order = [&](std::size_t axis, int k) {
    return step[axis] >= 0 ? k : grid.cells[axis] - 1 - k;
  };
  for (int kz = 1; kz + 1 < grid.cells[2]; ++kz)
    for (int ky = 1; ky + 1 < grid.cells[1]; ++ky) {
      const std::size_t row = grid.index(0, order(1, ky), order(2, kz));
      for (int kx = 1; kx + 1 < grid.cells[0]; ++kx) {
        const std::size_t i = row + static_cast<std::size_t>(order(0, kx));
        const std::uint8_t* const wall = grid.wall.data() + i;
        const auto stopped =
            static_cast<std::uint8_t>(met[i - static_cast<std::size_t>(back)] | wall[-back] |
                                      wall[-beside[0]] | wall[-beside[1]] | wall[-beside[2]]);
        met[i] = stopped;
        directions[i] = static_cast<std::uint8_t>(directions[i] + stopped);
      }
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
  const std::array<Neighbour, 26> neighbours = neighbours_in(grid);
  std::vector<std::size_t> piece = {seed};
  mask[seed] = 0;
  for (std::size_t taken = 0; taken < piece.size(); ++taken)
    for (const Neighbour& neighbour : neighbours) {
      const std::size_t next = piece[taken] + static_cast<std::size_t>(neighbour.offset);
      if (!mask[next]) continue;
      mask[next] = 0;
      piece.push_back(next);
    }
  return piece;
}

std::vector<std::vector<std::size_t>> pieces_of(const Grid& grid, std::vector<std::uint8_t> mask) {
  std::vector<std::vector<std::size_t>> pieces;
  for (std::size_t seed = 0; seed < mask.size(); ++seed)
    if (mask[seed]) pieces.push_back(take_piece(grid, seed, mask));
  return pieces;
}

std::array<Neighbour, 26> neighbours_in(const Grid& grid) {
  const std::array<std::size_t, 3> strides = grid.strides();
  std::array<Neighbour, 26> neighbours;
  std::size_t count = 0;
  for (int dz = -1; dz <= 1; ++dz)
    for (int dy = -1; dy <= 1; ++dy)
      for (int dx = -1; dx <= 1; ++dx) {
        const int squared = dx * dx + dy * dy + dz * dz;
        if (squared == 0) continue;
        neighbours[count++] = {dx + dy * static_cast<std::ptrdiff_t>(strides[1]) +
                                   dz * static_cast<std::ptrdiff_t>(strides[2]),
                               std::sqrt(static_cast<double>(squared))};
      }
  return neighbours;
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
        if (dx != 0 || dy != 0 || dz != 0) sweep(grid, {dx, dy, dz}, met, directions);
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

/// The squared distance transform of one row after another.
class RowTransform {
 public:
  explicit RowTransform(std::size_t longest)
      : row(longest), out_(longest), at_(longest + 1), from_(longest + 2) {}

  /// `row` in and out, `n` long.
  void run(std::size_t n) {
    int last = 0;
    at_[0] = 0;
    from_[0] = -std::numeric_limits<float>::infinity();
    from_[1] = std::numeric_limits<float>::infinity();
    for (int q = 1; q < static_cast<int>(n); ++q) {
      float s = meet(q, at_[static_cast<std::size_t>(last)]);
      while (s <= from_[static_cast<std::size_t>(last)]) {
        --last;
        s = meet(q, at_[static_cast<std::size_t>(last)]);
      }
      ++last;
      at_[static_cast<std::size_t>(last)] = q;
      from_[static_cast<std::size_t>(last)] = s;
      from_[static_cast<std::size_t>(last) + 1] = std::numeric_limits<float>::infinity();
    }
    int k = 0;
    for (int q = 0; q < static_cast<int>(n); ++q) {
      while (from_[static_cast<std::size_t>(k) + 1] < static_cast<float>(q)) ++k;
      const int p = at_[static_cast<std::size_t>(k)];
      out_[static_cast<std::size_t>(q)] =
          static_cast<float>((q - p) * (q - p)) + row[static_cast<std::size_t>(p)];
    }
    std::copy_n(out_.begin(), n, row.begin());
  }

  std::vector<float> row;

 private:
  /// Where the parabolas of two cells meet.
  [[nodiscard]] float meet(int q, int p) const {
    return ((row[static_cast<std::size_t>(q)] + static_cast<float>(q * q)) -
            (row[static_cast<std::size_t>(p)] + static_cast<float>(p * p))) /
           static_cast<float>(2 * (q - p));
  }

  std::vector<float> out_;
  std::vector<int> at_;
  std::vector<float> from_;
};

}  // namespace

std::vector<float> depth_of(const Grid& grid, const std::vector<std::uint8_t>& mask) {
  constexpr float kFar = 1e8f;  // finite: infinities would cancel to NaN
  std::vector<float> squared(grid.count());
  for (std::size_t i = 0; i < grid.count(); ++i) squared[i] = mask[i] ? kFar : 0.0f;
  RowTransform transform(
      static_cast<std::size_t>(*std::max_element(grid.cells.begin(), grid.cells.end())));
  const std::array<std::size_t, 3> strides = grid.strides();
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const auto n = static_cast<std::size_t>(grid.cells[axis]);
    const std::size_t stride = strides[axis];
    for (std::size_t block = 0; block < grid.count(); block += n * stride)
      for (std::size_t start = block; start < block + stride; ++start) {
        bool any = false;
        for (std::size_t k = 0; k < n; ++k) {
          transform.row[k] = squared[start + k * stride];
          any = any || transform.row[k] > 0;
        }
        if (!any) continue;  // most rows beside a body: nothing gets nearer than 0
        transform.run(n);
        for (std::size_t k = 0; k < n; ++k) squared[start + k * stride] = transform.row[k];
      }
  }
  for (float& value : squared) value = std::sqrt(value);
  return squared;
}

}  // namespace pg
