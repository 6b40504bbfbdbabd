#include "geometry/support/column_pieces.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace pg {

void ColumnPieces::start(const Polygon& part, const Shadow& over, double smallest) {
  over_ = over;
  smallest_ = smallest;
  pieces_.clear();
  pieces_.push_back({part, nullptr});
}

double ColumnPieces::lowest_below() const {
  constexpr double kFar = std::numeric_limits<double>::infinity();
  double lowest = kFar;
  for (const ColumnPiece& piece : pieces_)
    if (piece.shape.size() >= 3)
      lowest = std::min(lowest, piece.below == nullptr ? -kFar : piece.below->z_low);
  return lowest;
}

bool ColumnPieces::cut(const Shadow& s) {
  const std::array<Linear, 3> sides = {inner_side(s.corner, 0), inner_side(s.corner, 1),
                                       inner_side(s.corner, 2)};
  bool any = false;
  const std::size_t count = pieces_.size();
  for (std::size_t i = 0; i < count; ++i) {
    const Shadow* const other = pieces_[i].below;
    const Polygon& shape = pieces_[i].shape;
    if (shape.size() < 3 || (other != nullptr && other->z_low >= s.z_high)) continue;
    if (!std::all_of(sides.begin(), sides.end(),
                     [&](const Linear& side) { return shape.meets(side); }))
      continue;
    Linear above;
    if (other != nullptr) above = height_above(s, *other);
    const Linear* const above_other = other == nullptr ? nullptr : &above;
    const double shared = shared_area(shape, s, sides, above_other);
    if (shared <= smallest_) continue;
    any = true;
    cut_piece(i, s, sides, above_other, shared);
  }
  return any;
}

/// What is left of the piece around the shared part is cut off side by side.
void ColumnPieces::cut_piece(std::size_t i, const Shadow& s, const std::array<Linear, 3>& sides,
                             const Linear* above_other, double shared) {
  const Shadow* const other = pieces_[i].below;
  Polygon rest = pieces_[i].shape;
  const auto split = [&](const Linear& side) {
    keep({rest.where_negative(side), other});
    rest = rest.where_positive(side);
  };
  for (const Linear& side : sides) split(side);
  if (s.z_high >= over_.z_low && shared < rest.area() - smallest_) {
    const Polygon under = below_overhang(rest, s);
    if (under.area() < rest.area() - smallest_) split(height_above(over_, s));
  }
  if (above_other != nullptr) split(*above_other);
  pieces_[i].shape = Polygon{};
  keep({rest, &s});
}

/// The part of `shape` where `s` is below the overhang; touching counts as below for one of the
/// two.
Polygon ColumnPieces::below_overhang(const Polygon& shape, const Shadow& s) const {
  if (s.z_high < over_.z_low) return shape;
  const Linear gap = height_above(over_, s);
  bool touching = true;
  for (std::size_t i = 0; i < shape.size(); ++i)
    touching = touching && std::abs(gap(shape[i])) <= pose_.same_height_mm;
  if (touching) return s.up || s.face < over_.face ? shape : Polygon{};
  return shape.where_positive(gap);
}

/// Of the part of a piece where `s` is below the overhang and above what was below so far.
double ColumnPieces::shared_area(const Polygon& shape, const Shadow& s,
                                 const std::array<Linear, 3>& sides,
                                 const Linear* above_other) const {
  Polygon shared = shape;
  for (std::size_t k = 0; k < 3 && shared.size() >= 3; ++k)
    shared = shared.where_positive(sides[k]);
  if (shared.size() >= 3) shared = below_overhang(shared, s);
  if (shared.size() >= 3 && above_other != nullptr) shared = shared.where_positive(*above_other);
  return shared.size() < 3 ? 0 : shared.area();
}

void ColumnPieces::keep(const ColumnPiece& piece) {
  if (piece.shape.size() < 3 || piece.shape.area() <= smallest_) return;
  if (piece.shape.size() > Polygon::kCrowded) {
    const std::size_t half = piece.shape.size() / 2;
    pieces_.push_back({piece.shape.slice(0, half), piece.below});
    pieces_.push_back({piece.shape.slice(half, piece.shape.size()), piece.below});
    return;
  }
  pieces_.push_back(piece);
}

}  // namespace pg
