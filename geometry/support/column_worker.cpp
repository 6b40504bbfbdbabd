#include "geometry/support/column_worker.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace pg {
namespace {

/// Pieces below this share of the facet's shadow are the rounding of a cut.
constexpr double kNoArea = 1e-13;

}  // namespace

void ColumnWorker::run(const ColumnTask& task) {
  if (limit_.passed()) return;
  cut_along_grid(task);
  limit_.spend(std::exchange(work_, 0));
}

void ColumnWorker::cut_along_grid(const ColumnTask& task) {
  over_ = shadow_of(mesh_, pose_, task.face);
  Polygon all = triangle(over_);
  smallest_ = kNoArea * all.area();
  if (const PartialOverhang* partial = pose_.partial_of(task.face))
    all = all.where_positive(flatness_of(mesh_, pose_, *partial));
  if (all.size() < 3) return;
  const FacetBox box = box_of(mesh_, pose_, task.face);
  const ShadowGrid::Range range = grid_.range(box);
  below_.set_over(over_, box);
  if (task.row < 0) {
    below_.add_cells(range);
    resolve(all);
    return;
  }
  const Polygon strip = between(all, 1, task.row, range.first_row, range.last_row);
  for (int c = range.first_column; c <= range.last_column; ++c) {
    const Polygon part = between(strip, 0, c, range.first_column, range.last_column);
    if (part.size() < 3 || part.area() <= smallest_) continue;
    below_.clear();
    below_.add_cell(c, task.row);
    resolve(part);
  }
}

/// The part of a polygon in one column or row of the grid; the outermost ones are open outward.
Polygon ColumnWorker::between(const Polygon& polygon, int axis, int index, int first,
                              int last) const {
  Vec2 along = Vec2::Zero();
  along[axis] = 1;
  Polygon part = polygon;
  if (index > first) part = part.where_positive({-grid_.edge(axis, index), along});
  if (index < last) part = part.where_negative({-grid_.edge(axis, index + 1), along});
  return part;
}

/// Finds the nearest surface below for every part of `part` and adds up the columns.
void ColumnWorker::resolve(const Polygon& part) {
  below_.sort();
  // Where no other surface passes through the facet, what is right below is the same all over it.
  // A vertical one has no shadow and is not met here: so a facet that is buried at one point, or
  // has a surface right below that looks down, is asked piece by piece too.
  ask_ = below_.cross(part) || below_.layers_at(part.some_point()) > 0;
  work_ += static_cast<std::int64_t>(below_.found() / 4);
  if (!ask_ && stand_on_one_layer(part)) return;
  cut_up(part);
}

/// The common case, without cutting the part up: the surfaces below it that can be seen from it
/// look up and hide nothing of each other. Adds up and returns true, or adds nothing.
bool ColumnWorker::stand_on_one_layer(const Polygon& part) {
  constexpr double kAll = 1 - 1e-9;
  const double area = part.area();
  double covered = 0, volume = area * clamped_height(over_, part.centroid()), on_top = 0;
  double lowest = std::numeric_limits<double>::infinity();
  seen_.clear();
  for (std::size_t i = 0; const Shadow* const s = below_.from_top(i); ++i) {
    const bool full = covered >= kAll * area;
    if (full && s->z_high <= lowest) break;
    Polygon shared = part;
    for (std::size_t k = 0; k < 3 && shared.size() >= 3; ++k)
      shared = shared.where_positive(inner_side(s->corner, k));
    ++work_;
    const double share = shared.size() < 3 ? 0 : shared.area();
    if (share <= smallest_) continue;
    const auto in_the_way = [&](const Shadow* other) {
      return !apart(s->corner, other->corner) && !apart(other->corner, s->corner) &&
             !(full && all_below(*s, *other));
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
bool ColumnWorker::all_below(const Shadow& s, const Shadow& other) const {
  return std::all_of(s.corner.begin(), s.corner.end(), [&](const Vec2& corner) {
    return s.height(corner) <= other.height(corner) + pose_.same_height_mm;
  });
}

void ColumnWorker::cut_up(const Polygon& part) {
  pieces_.start(part, over_, smallest_);
  double covered_to = -std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; const Shadow* const s = below_.from_top(i); ++i) {
    if (s->z_high <= covered_to) break;
    if (pieces_.cut(*s)) covered_to = pieces_.lowest_below();
    work_ += static_cast<std::int64_t>(pieces_.pieces().size());
    if (work_ > limit_.left()) return;
  }
  ask_ = ask_ || std::any_of(pieces_.pieces().begin(), pieces_.pieces().end(), [](const auto& p) {
           return p.shape.size() >= 3 && p.below != nullptr && !p.below->up;
         });
  for (const ColumnPiece& piece : pieces_.pieces()) {
    if (ask_) work_ += static_cast<std::int64_t>(below_.found() / 4);
    if (work_ > limit_.left()) return;
    if (piece.shape.size() >= 3) add(piece);
  }
}

void ColumnWorker::add(const ColumnPiece& piece) {
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
  if ((ask_ && below_.layers_at(piece.shape.some_point()) > 0) || gap <= pose_.same_height_mm) {
    add_held(sum_.held, {over_.face, area * over_.slant});
    return;
  }
  sum_.volume_mm3 += area * gap;
  sum_.under_mm2 += area * over_.slant;
  sum_.on_top_mm2 += area * under.slant;
}

}  // namespace pg
