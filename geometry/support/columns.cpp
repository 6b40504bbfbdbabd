#include "geometry/support/columns.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <utility>
#include <vector>

#include "geometry/parallel.hpp"
#include "geometry/subject.hpp"
#include "geometry/support/shadow_grid.hpp"

namespace pg {
namespace {

/// An overhanging facet over more cells than this is cut along the grid, row by row.
constexpr int kManyCells = 24;
constexpr std::size_t kTasksPerChunk = 64;
/// Pieces below this share of the facet's shadow are the rounding of a cut.
constexpr double kNoArea = 1e-13;

/// One overhanging facet, or its part over one row of cells.
struct Task {
  std::uint32_t shadow;
  int row;  // -1: all of it
};

struct Piece {
  Polygon shape;
  const Shadow* below = nullptr;  // null: the plate
};

Polygon triangle(const Shadow& s) {
  Polygon polygon;
  for (const Vec2& corner : s.corner) polygon.add(corner);
  return polygon;
}

/// Positive on the inner side of side k.
Linear inner_side(const Shadow& s, std::size_t k) {
  const Vec2& a = s.corner[k];
  const Vec2 along = s.corner[(k + 1) % 3] - a;
  const Vec2 inward(-along[1], along[0]);
  return {-inward.dot(a), inward};
}

bool covers(const Shadow& s, const Vec2& p) {
  for (std::size_t k = 0; k < 3; ++k)
    if (inner_side(s, k)(p) < 0) return false;
  return true;
}

/// Steps that all workers may take together. Whether a mesh needs more does not depend on who
/// counts first, so neither does the answer: past the limit there is none.
class WorkLimit {
 public:
  explicit WorkLimit(std::int64_t steps) : left_(steps) {}
  void spend(std::int64_t steps) { left_.fetch_sub(steps, std::memory_order_relaxed); }
  [[nodiscard]] std::int64_t left() const { return left_.load(std::memory_order_relaxed); }
  [[nodiscard]] bool passed() const { return left() < 0; }

 private:
  std::atomic<std::int64_t> left_;
};

/// Pieces looked at, per overhanging facet and altogether. A clean sphere of 1M facets needs about
/// 1 % of it; a surface that crosses itself everywhere has no bound.
constexpr std::int64_t kStepsPerFacet = 200;
constexpr std::int64_t kStepsAtLeast = 20'000'000;

class Worker {
 public:
  Worker(const TriMesh& mesh, const PosedMesh& pose, const ShadowGrid& grid, WorkLimit& limit)
      : mesh_(mesh), pose_(pose), grid_(grid), limit_(limit) {}

  void run(const Task& task) {
    if (limit_.passed()) return;
    cut_pieces(task);
    limit_.spend(std::exchange(work_, 0));
  }

  [[nodiscard]] const Columns& sum() const { return sum_; }

 private:
  void cut_pieces(const Task& task) {
    over_ = &grid_.shadow(task.shadow);
    const Polygon all = triangle(*over_);
    smallest_ = kNoArea * all.area();
    const int first_column = grid_.column(over_->low[0]),
              last_column = grid_.column(over_->high[0]);
    if (task.row >= 0) {
      const Polygon strip =
          between(all, 1, task.row, grid_.row(over_->low[1]), grid_.row(over_->high[1]));
      for (int c = first_column; c <= last_column; ++c) {
        const Polygon part = between(strip, 0, c, first_column, last_column);
        if (part.size() < 3 || part.area() <= smallest_) continue;
        candidates_.clear();
        collect(c, task.row, [](const Shadow&) { return true; });
        resolve(part);
      }
      return;
    }
    candidates_.clear();
    for (int r = grid_.row(over_->low[1]); r <= grid_.row(over_->high[1]); ++r)
      for (int c = first_column; c <= last_column; ++c)
        collect(c, r, [&](const Shadow& s) {
          // A pair that shares several cells is taken in the first of them.
          return grid_.column(std::max(s.low[0], over_->low[0])) == c &&
                 grid_.row(std::max(s.low[1], over_->low[1])) == r;
        });
    resolve(all);
  }

  /// The part of a polygon in one column or row of the grid; the outermost ones are open outward.
  [[nodiscard]] Polygon between(const Polygon& polygon, int axis, int index, int first,
                                int last) const {
    Vec2 along = Vec2::Zero();
    along[axis] = 1;
    Polygon part = polygon;
    if (index > first) part = part.where_positive({-index * grid_.cell_size(), along});
    if (index < last) part = part.where_negative({-(index + 1) * grid_.cell_size(), along});
    return part;
  }

  template <class Wanted>
  void collect(int column, int row, Wanted&& wanted) {
    if (grid_.lowest_in(column, row) >= over_->z_high + pose_.same_height_mm) return;
    for (const std::uint32_t index : grid_.in_cell(column, row)) {
      const Shadow& s = grid_.shadow(index);
      if (s.z_low > over_->z_high + pose_.same_height_mm || &s == over_) continue;
      if ((s.low.array() >= over_->high.array()).any() ||
          (s.high.array() <= over_->low.array()).any())
        continue;
      if (!s.up && joined(s)) continue;
      if (wanted(s)) candidates_.push_back(&s);
    }
  }

  /// Neighbours that both look down do not hide each other; exact duplicates do, once.
  [[nodiscard]] bool joined(const Shadow& s) const {
    int shared = 0;
    for (const VertexId v : mesh_.triangles[s.face])
      for (const VertexId w : mesh_.triangles[over_->face]) shared += v == w ? 1 : 0;
    return shared == 1 || shared == 2;
  }

  /// Height of the overhang above `s`: where it is positive, `s` is below.
  [[nodiscard]] Linear gap_over(const Shadow& s) const {
    return {over_->height.offset - s.height.offset, over_->height.gradient - s.height.gradient};
  }

  /// The part of `shape` where `s` is below the overhang; touching counts as below for one of the
  /// two.
  [[nodiscard]] Polygon below_overhang(const Polygon& shape, const Shadow& s) const {
    if (s.z_high < over_->z_low) return shape;
    const Linear gap = gap_over(s);
    bool touching = true;
    for (std::size_t i = 0; i < shape.size(); ++i)
      touching = touching && std::abs(gap(shape[i])) <= pose_.same_height_mm;
    if (touching) return s.up || s.face < over_->face ? shape : Polygon{};
    return shape.where_positive(gap);
  }

  /// Finds the nearest surface below for every part of `part` and adds up the columns.
  void resolve(const Polygon& part) {
    pieces_.assign(1, {part, nullptr});
    // From the top: what comes later is mostly hidden.
    std::sort(candidates_.begin(), candidates_.end(), [](const Shadow* a, const Shadow* b) {
      return a->z_high != b->z_high ? a->z_high > b->z_high : a->face < b->face;
    });
    for (const Shadow* s : candidates_) {
      cut(*s);
      work_ += static_cast<std::int64_t>(pieces_.size());
      if (work_ > limit_.left()) return;
    }
    for (const Piece& piece : pieces_) {
      work_ += static_cast<std::int64_t>(candidates_.size() / 4);
      if (work_ > limit_.left()) return;
      add(piece);
    }
  }

  void cut(const Shadow& s) {
    next_.clear();
    for (const Piece& piece : pieces_) {
      if (piece.below != nullptr && piece.below->z_low >= s.z_high) {
        next_.push_back(piece);
        continue;
      }
      Polygon shared = piece.shape;
      for (std::size_t k = 0; k < 3 && shared.size() >= 3; ++k)
        shared = shared.where_positive(inner_side(s, k));
      if (shared.size() >= 3) shared = below_overhang(shared, s);
      Linear above_other;
      if (piece.below != nullptr) {
        above_other = {s.height.offset - piece.below->height.offset,
                       s.height.gradient - piece.below->height.gradient};
        if (shared.size() >= 3) shared = shared.where_positive(above_other);
      }
      if (shared.size() < 3 || shared.area() <= smallest_) {
        next_.push_back(piece);
        continue;
      }
      // What is left of the piece around the shared part, cut off side by side.
      Polygon rest = piece.shape;
      const auto split = [&](const Linear& side) {
        keep({rest.where_negative(side), piece.below});
        rest = rest.where_positive(side);
      };
      for (std::size_t k = 0; k < 3; ++k) split(inner_side(s, k));
      if (s.z_high >= over_->z_low && shared.area() < rest.area() - smallest_) {
        const Polygon under = below_overhang(rest, s);
        if (under.area() < rest.area() - smallest_) split(gap_over(s));
      }
      if (piece.below != nullptr) split(above_other);
      keep({rest, &s});
    }
    std::swap(pieces_, next_);
  }

  void keep(const Piece& piece) {
    if (piece.shape.size() < 3 || piece.shape.area() <= smallest_) return;
    if (piece.shape.size() > Polygon::kCrowded) {
      const std::size_t half = piece.shape.size() / 2;
      next_.push_back({piece.shape.slice(0, half), piece.below});
      next_.push_back({piece.shape.slice(half, piece.shape.size()), piece.below});
      return;
    }
    next_.push_back(piece);
  }

  void add(const Piece& piece) {
    const double area = piece.shape.area();
    const Vec2 centre = piece.shape.centroid();
    const double top = std::clamp(over_->height(centre), over_->z_low, over_->z_high);
    if (piece.below == nullptr) {
      sum_.volume_mm3 += area * top;
      sum_.under_mm2 += area * over_->slant;
      sum_.on_plate_mm2 += area;
      return;
    }
    const Shadow& below = *piece.below;
    const double gap = top - std::clamp(below.height(centre), below.z_low, below.z_high);
    if (layers_below(piece) > 0) {
      sum_.buried_mm2 += area * over_->slant;
      return;
    }
    if (gap <= pose_.same_height_mm) return;
    sum_.volume_mm3 += area * gap;
    sum_.under_mm2 += area * over_->slant;
    sum_.on_top_mm2 += area * below.slant;
  }

  /// Facets below a piece that look down minus those that look up.
  [[nodiscard]] int layers_below(const Piece& piece) const {
    const Vec2 at = piece.shape.some_point();
    int layers = 0;
    for (const Shadow* s : candidates_) {
      if (!covers(*s, at)) continue;
      const double gap = gap_over(*s)(at);
      const bool touching = std::abs(gap) <= pose_.same_height_mm;
      if (touching ? s->up || s->face < over_->face : gap > 0) layers += s->up ? -1 : 1;
    }
    return layers;
  }

  const TriMesh& mesh_;
  const PosedMesh& pose_;
  const ShadowGrid& grid_;
  const Shadow* over_ = nullptr;
  double smallest_ = 0;
  std::vector<const Shadow*> candidates_;
  std::vector<Piece> pieces_, next_;
  Columns sum_;
  WorkLimit& limit_;
  std::int64_t work_ = 0;
};

void join(Columns& total, const Columns& part) {
  total.volume_mm3 += part.volume_mm3;
  total.under_mm2 += part.under_mm2;
  total.on_top_mm2 += part.on_top_mm2;
  total.on_plate_mm2 += part.on_plate_mm2;
  total.buried_mm2 += part.buried_mm2;
}

}  // namespace

Columns support_columns(const TriMesh& mesh, const PosedMesh& pose) {
  const std::size_t hanging =
      count_if(pose.lie.size(), [&](std::size_t f) { return pose.lie[f] == Lie::kOverhang; });
  if (hanging == 0) return {};
  const ShadowGrid grid(mesh, pose);
  std::vector<Task> tasks;
  for (std::uint32_t i = 0; i < grid.shadow_count(); ++i) {
    const Shadow& s = grid.shadow(i);
    if (pose.lie[s.face] != Lie::kOverhang) continue;
    const int rows = grid.row(s.high[1]) - grid.row(s.low[1]) + 1;
    const int columns = grid.column(s.high[0]) - grid.column(s.low[0]) + 1;
    if (static_cast<std::int64_t>(rows) * columns <= kManyCells) {
      tasks.push_back({i, -1});
    } else {
      for (int r = 0; r < rows; ++r) tasks.push_back({i, grid.row(s.low[1]) + r});
    }
  }
  WorkLimit limit(kStepsAtLeast + kStepsPerFacet * static_cast<std::int64_t>(hanging));
  std::vector<Columns> sums(chunk_count(tasks.size(), kTasksPerChunk));
  for_each_chunk(
      tasks.size(),
      [&](std::size_t begin, std::size_t end, std::size_t chunk) {
        Worker worker(mesh, pose, grid, limit);
        for (std::size_t t = begin; t != end; ++t) worker.run(tasks[t]);
        sums[chunk] = worker.sum();
      },
      kTasksPerChunk);
  Columns total;
  for (const Columns& sum : sums) join(total, sum);
  if (limit.passed()) {
    total = {};
    total.given_up = true;
  }
  return total;
}

const Columns& given_columns(const Subject& subject) {
  return subject.shared<Columns>(
      [](const Subject& s) { return support_columns(s.mesh(), given_pose(s)); });
}

}  // namespace pg
