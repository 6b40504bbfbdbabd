#include "geometry/feature/slot_check.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "geometry/feature/median.hpp"
#include "geometry/feature/slot_cells.hpp"

namespace pg::feature {
namespace {

constexpr std::size_t kCellsMin = 24;
constexpr double kRoughMaxMm = 0.05;
constexpr double kAngleMax = 0.02;  // radians between the walls
constexpr double kFilledMin = 0.5;  // of the rectangle
constexpr double kLengthMinMm = 4;
constexpr double kLengthMinWidths = 2.5;
constexpr double kDepthMinMm = 0.8;
constexpr double kCrispMin = 0.6;
constexpr int kLines = 9;

struct Walls {
  Vec3 upper = Vec3::Zero(), lower = Vec3::Zero();  ///< Unit normals, along Between::normal.
  double roughness = 0;
  double width = 0;
  Vec3 middle = Vec3::Zero();
};

/// Two planes through where the cells' rays end.
Walls fitted_walls(const Between& between, const std::vector<Cell>& cells) {
  const auto [u, v] = between.basis();
  Mat3 square = Mat3::Zero();
  Vec3 up = Vec3::Zero(), down = Vec3::Zero();
  double mean_a = 0, mean_b = 0;
  for (const Cell& cell : cells) {
    const Vec3 row(1, cell.a, cell.b);
    square += row * row.transpose();
    up += cell.up * row;
    down -= cell.down * row;
    mean_a += cell.a / static_cast<double>(cells.size());
    mean_b += cell.b / static_cast<double>(cells.size());
  }
  const Eigen::FullPivLU<Mat3> solver(square);
  const Vec3 upper = solver.solve(up), lower = solver.solve(down);
  Walls walls;
  walls.upper = (between.normal - upper[1] * u - upper[2] * v).normalized();
  walls.lower = (between.normal - lower[1] * u - lower[2] * v).normalized();
  double squares = 0;
  for (const Cell& cell : cells) {
    const Vec3 row(1, cell.a, cell.b);
    squares += std::pow(cell.up - upper.dot(row), 2) + std::pow(cell.down + lower.dot(row), 2);
  }
  walls.roughness = std::sqrt(squares / (2.0 * static_cast<double>(cells.size())));
  const Vec3 row(1, mean_a, mean_b);
  const Vec3 normal = (walls.upper + walls.lower).normalized();
  walls.width = (upper.dot(row) - lower.dot(row)) * normal.dot(between.normal);
  walls.middle = between.at + mean_a * u + mean_b * v +
                 0.5 * (upper.dot(row) + lower.dot(row)) * between.normal;
  return walls;
}

/// The smallest rectangle about the cells: direction of its first side, and its bounds.
struct Rectangle {
  Eigen::Vector2d axis = Eigen::Vector2d::UnitX();
  Eigen::Vector2d low, high;
  [[nodiscard]] double area() const { return (high - low).prod(); }
};

Rectangle smallest_rectangle(const std::vector<Cell>& cells, double cell) {
  Rectangle best;
  double least = std::numeric_limits<double>::infinity();
  for (int degree = 0; degree < 180; ++degree) {
    const double angle = degree * std::numbers::pi / 360;
    Rectangle tried{.axis = {std::cos(angle), std::sin(angle)},
                    .low = Eigen::Vector2d::Constant(std::numeric_limits<double>::infinity()),
                    .high = Eigen::Vector2d::Constant(-std::numeric_limits<double>::infinity())};
    for (const Cell& one : cells) {
      const Eigen::Vector2d place(one.a * tried.axis[0] + one.b * tried.axis[1],
                                  one.b * tried.axis[0] - one.a * tried.axis[1]);
      tried.low = tried.low.cwiseMin(place);
      tried.high = tried.high.cwiseMax(place);
    }
    tried.low.array() -= 0.5 * cell;
    tried.high.array() += 0.5 * cell;
    if (tried.area() < 0.999 * least) {
      least = tried.area();
      best = tried;
    }
  }
  return best;
}

/// How far the gap goes on past the last cell: a rim that marching cubes made is a slope of up to a
/// voxel, and the slot ends where it has opened by as much as such rims are rounded.
double goes_on(const Air& air, const Between& between, const Vec3& edge, const Vec3& outward) {
  constexpr double kStepMm = 0.1, kMostMm = 1, kOpenedMm = 0.35;
  const double reach = 0.5 * between.width + kOpenedMm;
  double on = 0;
  while (on + kStepMm <= kMostMm) {
    const Vec3 at = edge + (on + kStepMm) * outward;
    if (!air.look(at, between.normal, 0, reach) || !air.look(at, -between.normal, 0, reach)) break;
    on += kStepMm;
  }
  return on;
}

/// One side of the rectangle: how far out it is, whether something stands there, and if not,
/// whether the walls end there rather than fade away.
struct Side {
  double out = 0;
  bool capped = false;
  double crisp = 0;
};

/// Nine lines out through the cells across one side of the rectangle, each from its own last cell:
/// a slot that runs aslant through a plate is a parallelogram.
Side look_at_side(const Air& air, const Between& between, const std::vector<Cell>& cells,
                  double cell, const Vec3& outward, const Vec3& beside) {
  constexpr double kInsideMm = 0.6, kPastMm = 0.6, kCapMm = 1.5;
  const auto [u, v] = between.basis();
  const Vec3 out_in_plane(outward.dot(u), outward.dot(v), 0);
  const Vec3 beside_in_plane(beside.dot(u), beside.dot(v), 0);
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const Cell& one : cells) {
    const double at = Vec3(one.a, one.b, 0).dot(beside_in_plane);
    low = std::min(low, at);
    high = std::max(high, at);
  }
  std::vector<double> caps, outs;
  int gone = 0;
  for (int i = 0; i < kLines; ++i) {
    const double at = low + (high - low) * (0.1 + 0.8 * (i + 0.5) / kLines);
    double out = -std::numeric_limits<double>::infinity();
    for (const Cell& one : cells) {
      const Vec3 place(one.a, one.b, 0);
      if (std::abs(place.dot(beside_in_plane) - at) < 0.75 * cell)
        out = std::max(out, place.dot(out_in_plane));
    }
    if (!std::isfinite(out)) continue;
    Vec3 edge = between.at + at * beside + out * outward;
    const auto cap = air.look(edge - kInsideMm * outward, outward, 0, kInsideMm + kCapMm);
    if (cap && cap->normal.dot(outward) < -0.5) caps.push_back(out - kInsideMm + cap->distance);
    const double on = goes_on(air, between, edge, outward);
    outs.push_back(out + std::max(on, 0.5 * cell));
    edge += on * outward;
    const Vec3 past = edge + kPastMm * outward;
    const double reach = 0.5 * between.width + 0.5;
    if (!air.look(past, between.normal, 0, reach) || !air.look(past, -between.normal, 0, reach))
      ++gone;
  }
  if (outs.empty()) return {};
  const double lines = static_cast<double>(outs.size());
  Side side{.out = median_of(outs),
            .capped = static_cast<double>(caps.size()) >= 0.66 * lines,
            .crisp = gone / lines};
  if (side.capped) side.out = median_of(caps);
  return side;
}

/// Length, depth and place from the four sides; nothing where the sides speak against a slot.
std::optional<Slot> bounded_slot(const Air& air, const Between& between,
                                 const std::vector<Cell>& cells, double cell) {
  const Rectangle rectangle = smallest_rectangle(cells, cell);
  if (static_cast<double>(cells.size()) * cell * cell < kFilledMin * rectangle.area())
    return std::nullopt;
  const auto [u, v] = between.basis();
  const Vec3 first = rectangle.axis[0] * u + rectangle.axis[1] * v;
  const Vec3 second = rectangle.axis[0] * v - rectangle.axis[1] * u;
  const Side sides[4] = {look_at_side(air, between, cells, cell, first, second),
                         look_at_side(air, between, cells, cell, -first, second),
                         look_at_side(air, between, cells, cell, second, first),
                         look_at_side(air, between, cells, cell, -second, first)};
  const int caps_first = sides[0].capped + sides[1].capped;
  const int caps_second = sides[2].capped + sides[3].capped;
  if (caps_first + caps_second == 0 || caps_first + caps_second == 4) return std::nullopt;
  for (const Side& side : sides)
    if (!side.capped && side.crisp < kCrispMin) return std::nullopt;
  const double size_first = sides[0].out + sides[1].out, size_second = sides[2].out + sides[3].out;
  const bool along_first =
      caps_first != caps_second ? caps_first > caps_second : size_first >= size_second;
  Slot slot;
  slot.length_mm = along_first ? size_first : size_second;
  slot.depth_mm = along_first ? size_second : size_first;
  slot.along = with_sign(along_first ? first : second);
  slot.at = between.at + 0.5 * (sides[0].out - sides[1].out) * first +
            0.5 * (sides[2].out - sides[3].out) * second;
  return slot;
}

}  // namespace

std::optional<Slot> checked_slot(const Air& air, const SlotPatch& patch) {
  Between between = plane_between(patch.chords);
  double cell = 0;
  std::vector<Cell> cells;
  Walls walls;
  // Twice: the first look straightens the plane.
  for (int round = 0; round < 2; ++round) {
    cells = largest_part(air, between, patch.chords, cell);
    if (cells.size() < kCellsMin) return std::nullopt;
    walls = fitted_walls(between, cells);
    if (walls.roughness > 2 * kRoughMaxMm) return std::nullopt;
    if (round == 0) between = {walls.middle, (walls.upper + walls.lower).normalized(), walls.width};
  }
  if (walls.roughness > kRoughMaxMm || walls.upper.cross(walls.lower).norm() > kAngleMax ||
      walls.width < kSlotWidthMinMm || walls.width > kSlotWidthMaxMm)
    return std::nullopt;
  std::optional<Slot> slot = bounded_slot(air, between, cells, cell);
  if (!slot || slot->length_mm < std::max(kLengthMinMm, kLengthMinWidths * walls.width) ||
      slot->depth_mm < kDepthMinMm)
    return std::nullopt;
  slot->width_mm = walls.width;
  slot->normal = with_sign(between.normal);
  return slot;
}

}  // namespace pg::feature
