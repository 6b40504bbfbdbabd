#include "geometry/support/facets_below.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "geometry/spatial/float4.hpp"

namespace pg {

void FacetsBelow::set_over(const Shadow& over, const FacetBox& box) {
  over_ = over;
  over_box_ = box;
  clear();
}

void FacetsBelow::clear() {
  found_.clear();
  made_.clear();
  looked_at_ = 0;
}

void FacetsBelow::add_cells(const ShadowGrid::Range& range) {
  for (int r = range.first_row; r <= range.last_row; ++r)
    for (int c = range.first_column; c <= range.last_column; ++c)
      collect(c, r, [&](const CellEntry& entry) {
        // A pair that shares several cells is taken in the first of them.
        return grid_.column(std::max(entry.bounds[0], over_box_.low[0])) == c &&
               grid_.row(std::max(entry.bounds[1], over_box_.low[1])) == r;
      });
}

void FacetsBelow::add_cell(int column, int row) {
  collect(column, row, [](const CellEntry&) { return true; });
}

template <class Wanted>
void FacetsBelow::collect(int column, int row, Wanted&& wanted) {
  const float top = over_box_.z_high + static_cast<float>(2 * pose_.same_height_mm);
  const float beyond[4] = {over_box_.high[0], over_box_.high[1], -over_box_.low[0],
                           -over_box_.low[1]};
  const Float4 limits = Float4::load(beyond);
  for (const CellEntry& entry : grid_.in_cell(column, row)) {
    // One branch for all: which of the comparisons fails is not to be foreseen.
    if ((mask_le(limits, Float4::load(entry.bounds)) | (entry.z_low > top ? 1 : 0)) != 0) continue;
    if (entry.face == over_.face || !wanted(entry) || joined(entry)) continue;
    found_.push_back({entry.z_high, entry.face, &entry});
  }
}

void FacetsBelow::sort() {
  std::sort(found_.begin(), found_.end(), [](const Found& a, const Found& b) {
    return a.z_high != b.z_high ? a.z_high > b.z_high : a.face < b.face;
  });
  // Shadows are given out by address.
  made_.reserve(found_.size());
}

const Shadow* FacetsBelow::from_top(std::size_t i) {
  while (i >= made_.size() && looked_at_ < found_.size()) {
    const CellEntry& entry = *found_[looked_at_++].entry;
    const ShadowCorners its = corners(entry);
    if (!apart(its, over_.corner) && !apart(over_.corner, its))
      made_.push_back(shadow_of(mesh_, pose_, entry.face));
  }
  return i < made_.size() ? &made_[i] : nullptr;
}

bool FacetsBelow::cross(const Polygon& part) {
  const double from = over_.z_low - pose_.same_height_mm;
  for (std::size_t i = 0; const Shadow* const s = from_top(i);) {
    if (s->z_high * (1 + 0x1p-22) < from) return false;
    if (s->z_high < from) {
      ++i;
      continue;
    }
    Polygon shared = part;
    for (std::size_t k = 0; k < 3 && shared.size() >= 3; ++k)
      shared = shared.where_positive(inner_side(s->corner, k));
    const Linear gap = height_above(over_, *s);
    double least = 0, most = 0;
    for (std::size_t k = 0; k < shared.size(); ++k) {
      least = std::min(least, gap(shared[k]));
      most = std::max(most, gap(shared[k]));
    }
    const bool below = most > pose_.same_height_mm, above = least < -pose_.same_height_mm;
    if (below == above && shared.size() >= 3) return true;
    if (below)
      ++i;
    else
      made_.erase(made_.begin() + static_cast<std::ptrdiff_t>(i));
  }
  return false;
}

/// Neighbours that both look down do not hide each other; exact duplicates do, once.
bool FacetsBelow::joined(const CellEntry& entry) const {
  if (entry.up != 0) return false;
  int shared = 0;
  for (const VertexId v : mesh_.triangles[entry.face])
    for (const VertexId w : mesh_.triangles[over_.face]) shared += v == w ? 1 : 0;
  return shared == 1 || shared == 2;
}

ShadowCorners FacetsBelow::corners(const CellEntry& entry) const {
  ShadowCorners its;
  for (std::size_t k = 0; k < 3; ++k)
    its[k] = pose_.at_mm[mesh_.triangles[entry.face][k]].head<2>();
  if ((entry.up != 0) == pose_.inside_out) std::swap(its[1], its[2]);
  return its;
}

int FacetsBelow::layers_at(const Vec2& at) const {
  int layers = 0;
  for (const Found& found : found_) {
    const CellEntry& entry = *found.entry;
    const auto& [low_x, low_y, minus_high_x, minus_high_y] = entry.bounds;
    if (at[0] < low_x || at[1] < low_y || -at[0] < minus_high_x || -at[1] < minus_high_y) continue;
    if (!covers(corners(entry), at)) continue;
    if (found.z_high >= over_.z_low - pose_.same_height_mm) {
      const double gap = height_above(over_, shadow_of(mesh_, pose_, entry.face))(at);
      const bool touching = std::abs(gap) <= pose_.same_height_mm;
      if (touching ? entry.up == 0 && entry.face >= over_.face : gap <= 0) continue;
    }
    layers += entry.up != 0 ? -1 : 1;
  }
  return layers;
}

}  // namespace pg
