#pragma once
/// Cuts overhanging facets by what is below them and adds up their columns: the inside of
/// support_columns (columns.hpp has the method).

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "geometry/support/columns.hpp"
#include "geometry/support/shadow_grid.hpp"

namespace pg {

/// One overhanging facet, or its part over one row of cells.
struct ColumnTask {
  FaceId face;
  int row;  // -1: all of it
};

struct ColumnPiece {
  Polygon shape;
  const Shadow* below = nullptr;  // null: the plate
};

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

/// One at a time; its sums are of all tasks it ran.
class ColumnWorker {
 public:
  ColumnWorker(const TriMesh& mesh, const PosedMesh& pose, const ShadowGrid& grid, WorkLimit& limit)
      : mesh_(mesh), pose_(pose), grid_(grid), limit_(limit) {}

  void run(const ColumnTask& task) {
    if (limit_.passed()) return;
    cut_pieces(task);
    limit_.spend(std::exchange(work_, 0));
  }

  [[nodiscard]] const Columns& sum() const { return sum_; }

 private:
  /// Pieces below this share of the facet's shadow are the rounding of a cut.
  static constexpr double kNoArea = 1e-13;

  void cut_pieces(const ColumnTask& task) {
    over_ = shadow_of(mesh_, pose_, task.face);
    over_box_ = grid_.box(task.face);
    Polygon all = triangle(over_);
    smallest_ = kNoArea * all.area();
    if (const PartialOverhang* partial = pose_.partial_of(task.face))
      all = all.where_positive(flatness_of(mesh_, pose_, *partial));
    if (all.size() < 3) return;
    const ShadowGrid::Range range = grid_.range(over_box_);
    candidates_.clear();
    if (task.row < 0) {
      for (int r = range.first_row; r <= range.last_row; ++r)
        for (int c = range.first_column; c <= range.last_column; ++c)
          collect(c, r, [&](const FacetBox& b) {
            // A pair that shares several cells is taken in the first of them.
            return grid_.column(std::max(b.low[0], over_box_.low[0])) == c &&
                   grid_.row(std::max(b.low[1], over_box_.low[1])) == r;
          });
      resolve(all);
      return;
    }
    const Polygon strip = between(all, 1, task.row, range.first_row, range.last_row);
    for (int c = range.first_column; c <= range.last_column; ++c) {
      const Polygon part = between(strip, 0, c, range.first_column, range.last_column);
      if (part.size() < 3 || part.area() <= smallest_) continue;
      candidates_.clear();
      collect(c, task.row, [](const FacetBox&) { return true; });
      resolve(part);
    }
  }

  /// The part of a polygon in one column or row of the grid; the outermost ones are open outward.
  [[nodiscard]] Polygon between(const Polygon& polygon, int axis, int index, int first,
                                int last) const {
    Vec2 along = Vec2::Zero();
    along[axis] = 1;
    Polygon part = polygon;
    if (index > first) part = part.where_positive({-grid_.edge(axis, index), along});
    if (index < last) part = part.where_negative({-grid_.edge(axis, index + 1), along});
    return part;
  }

  template <class Wanted>
  void collect(int column, int row, Wanted&& wanted) {
    const float top = over_box_.z_high + static_cast<float>(2 * pose_.same_height_mm);
    for (const FaceId face : grid_.in_cell(column, row)) {
      const FacetBox& b = grid_.box(face);
      if (b.z_low > top || b.low[0] >= over_box_.high[0] || b.low[1] >= over_box_.high[1] ||
          b.high[0] <= over_box_.low[0] || b.high[1] <= over_box_.low[1])
        continue;
      if (face == over_.face || !wanted(b)) continue;
      if (pose_.lie[face] != Lie::kUp && joined(face)) continue;
      const Shadow s = shadow_of(mesh_, pose_, face);
      if (!apart(s, over_) && !apart(over_, s)) candidates_.push_back(s);
    }
  }

  /// Neighbours that both look down do not hide each other; exact duplicates do, once.
  [[nodiscard]] bool joined(FaceId face) const {
    int shared = 0;
    for (const VertexId v : mesh_.triangles[face])
      for (const VertexId w : mesh_.triangles[over_.face]) shared += v == w ? 1 : 0;
    return shared == 1 || shared == 2;
  }

  /// Height of the overhang above `s`: where it is positive, `s` is below.
  [[nodiscard]] Linear gap_over(const Shadow& s) const {
    return {over_.height.offset - s.height.offset, over_.height.gradient - s.height.gradient};
  }

  /// The part of `shape` where `s` is below the overhang; touching counts as below for one of the
  /// two.
  [[nodiscard]] Polygon below_overhang(const Polygon& shape, const Shadow& s) const {
    if (s.z_high < over_.z_low) return shape;
    const Linear gap = gap_over(s);
    bool touching = true;
    for (std::size_t i = 0; i < shape.size(); ++i)
      touching = touching && std::abs(gap(shape[i])) <= pose_.same_height_mm;
    if (touching) return s.up || s.face < over_.face ? shape : Polygon{};
    return shape.where_positive(gap);
  }

  /// Finds the nearest surface below for every part of `part` and adds up the columns.
  void resolve(const Polygon& part) {
    from_top_.clear();
    for (const Shadow& s : candidates_) from_top_.push_back(&s);
    // From the top: what comes later is mostly hidden.
    std::sort(from_top_.begin(), from_top_.end(), [](const Shadow* a, const Shadow* b) {
      return a->z_high != b->z_high ? a->z_high > b->z_high : a->face < b->face;
    });
    // Where no other surface comes near the facet, what is right below it is the same all over it.
    crossed_ =
        !from_top_.empty() && from_top_.front()->z_high >= over_.z_low - pose_.same_height_mm;
    work_ += static_cast<std::int64_t>(candidates_.size() / 4);
    if (!crossed_ && layers_below(part) > 0) {
      sum_.buried_mm2 += part.area() * over_.slant;
      return;
    }
    if (!crossed_ && stand_on_one_layer(part)) return;
    pieces_.assign(1, {part, nullptr});
    double covered_to = -std::numeric_limits<double>::infinity();
    for (const Shadow* s : from_top_) {
      if (s->z_high <= covered_to) break;
      if (cut(*s)) covered_to = lowest_below();
      work_ += static_cast<std::int64_t>(pieces_.size());
      if (work_ > limit_.left()) return;
    }
    for (const ColumnPiece& piece : pieces_) {
      if (crossed_) work_ += static_cast<std::int64_t>(candidates_.size() / 4);
      if (work_ > limit_.left()) return;
      if (piece.shape.size() >= 3) add(piece);
    }
  }

  /// The common case, without cutting the part up: the surfaces below it that can be seen from it
  /// look up and hide nothing of each other. Adds up and returns true, or adds nothing.
  bool stand_on_one_layer(const Polygon& part) {
    constexpr double kAll = 1 - 1e-9;
    const double area = part.area();
    double covered = 0, volume = area * clamped_height(over_, part.centroid()), on_top = 0;
    double lowest = std::numeric_limits<double>::infinity();
    seen_.clear();
    for (const Shadow* s : from_top_) {
      const bool full = covered >= kAll * area;
      if (full && s->z_high <= lowest) break;
      Polygon shared = part;
      for (std::size_t k = 0; k < 3 && shared.size() >= 3; ++k)
        shared = shared.where_positive(inner_side(*s, k));
      ++work_;
      const double share = shared.size() < 3 ? 0 : shared.area();
      if (share <= smallest_) continue;
      const auto in_the_way = [&](const Shadow* other) {
        return !apart(*s, *other) && !apart(*other, *s) && !(full && below(*s, *other));
      };
      if (std::any_of(seen_.begin(), seen_.end(), in_the_way)) return false;
      if (full) continue;
      if (!s->up) return false;
      covered += share;
      volume -= share * clamped_height(*s, shared.centroid());
      on_top += share * s->slant;
      lowest = std::min(lowest, s->z_low);
      seen_.push_back(s);
    }
    if (covered * kAll > area) return false;
    sum_.volume_mm3 += volume;
    sum_.under_mm2 += area * over_.slant;
    sum_.on_top_mm2 += on_top;
    if (covered < kAll * area) sum_.on_plate_mm2 += area - covered;
    return true;
  }

  /// All of `s` is below the plane of `other`.
  [[nodiscard]] bool below(const Shadow& s, const Shadow& other) const {
    return std::all_of(s.corner.begin(), s.corner.end(), [&](const Vec2& corner) {
      return s.height(corner) <= other.height(corner) + pose_.same_height_mm;
    });
  }

  /// Surfaces that do not reach above this height are hidden from every piece.
  [[nodiscard]] double lowest_below() const {
    constexpr double kFar = std::numeric_limits<double>::infinity();
    double lowest = kFar;
    for (const ColumnPiece& piece : pieces_)
      if (piece.shape.size() >= 3)
        lowest = std::min(lowest, piece.below == nullptr ? -kFar : piece.below->z_low);
    return lowest;
  }

  /// Puts `s` below every part of a piece where it is the nearest so far; whether there was one.
  bool cut(const Shadow& s) {
    const std::array<Linear, 3> sides = {inner_side(s, 0), inner_side(s, 1), inner_side(s, 2)};
    bool any = false;
    const std::size_t count = pieces_.size();
    for (std::size_t i = 0; i < count; ++i) {
      const Shadow* const other = pieces_[i].below;
      const Polygon& shape = pieces_[i].shape;
      if (shape.size() < 3 || (other != nullptr && other->z_low >= s.z_high)) continue;
      if (!std::all_of(sides.begin(), sides.end(),
                       [&](const Linear& side) { return shape.meets(side); }))
        continue;
      Linear above_other;
      if (other != nullptr)
        above_other = {s.height.offset - other->height.offset,
                       s.height.gradient - other->height.gradient};
      const double shared = shared_area(shape, s, sides, other == nullptr ? nullptr : &above_other);
      if (shared <= smallest_) continue;
      any = true;
      // What is left of the piece around the shared part, cut off side by side.
      Polygon rest = shape;
      const auto split = [&](const Linear& side) {
        keep({rest.where_negative(side), other});
        rest = rest.where_positive(side);
      };
      for (const Linear& side : sides) split(side);
      if (s.z_high >= over_.z_low && shared < rest.area() - smallest_) {
        const Polygon under = below_overhang(rest, s);
        if (under.area() < rest.area() - smallest_) split(gap_over(s));
      }
      if (other != nullptr) split(above_other);
      pieces_[i].shape = Polygon{};
      keep({rest, &s});
    }
    return any;
  }

  /// Of the part of a piece where `s` is below the overhang and above what was below so far.
  [[nodiscard]] double shared_area(const Polygon& shape, const Shadow& s,
                                   const std::array<Linear, 3>& sides,
                                   const Linear* above_other) const {
    Polygon shared = shape;
    for (std::size_t k = 0; k < 3 && shared.size() >= 3; ++k)
      shared = shared.where_positive(sides[k]);
    if (shared.size() >= 3) shared = below_overhang(shared, s);
    if (shared.size() >= 3 && above_other != nullptr) shared = shared.where_positive(*above_other);
    return shared.size() < 3 ? 0 : shared.area();
  }

  void keep(const ColumnPiece& piece) {
    if (piece.shape.size() < 3 || piece.shape.area() <= smallest_) return;
    if (piece.shape.size() > Polygon::kCrowded) {
      const std::size_t half = piece.shape.size() / 2;
      pieces_.push_back({piece.shape.slice(0, half), piece.below});
      pieces_.push_back({piece.shape.slice(half, piece.shape.size()), piece.below});
      return;
    }
    pieces_.push_back(piece);
  }

  void add(const ColumnPiece& piece) {
    const double area = piece.shape.area();
    const Vec2 centre = piece.shape.centroid();
    const double top = clamped_height(over_, centre);
    if (piece.below == nullptr) {
      sum_.volume_mm3 += area * top;
      sum_.under_mm2 += area * over_.slant;
      sum_.on_plate_mm2 += area;
      return;
    }
    const Shadow& under = *piece.below;
    const double gap = top - clamped_height(under, centre);
    if (crossed_ && layers_below(piece.shape) > 0) {
      sum_.buried_mm2 += area * over_.slant;
      return;
    }
    if (gap <= pose_.same_height_mm) return;
    sum_.volume_mm3 += area * gap;
    sum_.under_mm2 += area * over_.slant;
    sum_.on_top_mm2 += area * under.slant;
  }

  /// Facets below a piece that look down minus those that look up.
  [[nodiscard]] int layers_below(const Polygon& shape) const {
    const Vec2 at = shape.some_point();
    int layers = 0;
    for (const Shadow& s : candidates_) {
      if (!covers(s, at)) continue;
      const double gap = gap_over(s)(at);
      const bool touching = std::abs(gap) <= pose_.same_height_mm;
      if (touching ? s.up || s.face < over_.face : gap > 0) layers += s.up ? -1 : 1;
    }
    return layers;
  }

  const TriMesh& mesh_;
  const PosedMesh& pose_;
  const ShadowGrid& grid_;
  Shadow over_;
  FacetBox over_box_{};
  double smallest_ = 0;
  std::vector<Shadow> candidates_;
  std::vector<const Shadow*> from_top_, seen_;
  std::vector<ColumnPiece> pieces_;  // one without a shape has been cut up
  bool crossed_ = false;
  Columns sum_;
  WorkLimit& limit_;
  std::int64_t work_ = 0;
};

}  // namespace pg
