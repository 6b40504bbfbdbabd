#pragma once
/// An overhanging facet's shadow, cut into pieces that have one nearest surface below.

#include <array>
#include <vector>

#include "geometry/support/facets_below.hpp"

namespace pg {

struct ColumnPiece {
  Polygon shape;
  const Shadow* below = nullptr;  // null: the plate
};

/// Method  Every surface below, from the top, is cut out of the pieces that it is the nearest to so
///         far (Sutherland and Hodgman's clipping by half-planes).
class ColumnPieces {
 public:
  explicit ColumnPieces(const PosedMesh& pose) : pose_(pose) {}

  /// All of `part` stands on the plate. Pieces up to `smallest` are the rounding of a cut.
  void start(const Polygon& part, const Shadow& over, double smallest);
  /// Puts `s` below every part of a piece where it is the nearest so far; whether there was one.
  bool cut(const Shadow& s);
  /// Surfaces that do not reach above this height are hidden from every piece.
  [[nodiscard]] double lowest_below() const;
  /// One without a shape has been cut up.
  [[nodiscard]] const std::vector<ColumnPiece>& pieces() const { return pieces_; }

 private:
  [[nodiscard]] Polygon below_overhang(const Polygon& shape, const Shadow& s) const;
  [[nodiscard]] double shared_area(const Polygon& shape, const Shadow& s,
                                   const std::array<Linear, 3>& sides,
                                   const Linear* above_other) const;
  void cut_piece(std::size_t i, const Shadow& s, const std::array<Linear, 3>& sides,
                 const Linear* above_other, double shared);
  void keep(const ColumnPiece& piece);

  const PosedMesh& pose_;
  Shadow over_;
  double smallest_ = 0;
  std::vector<ColumnPiece> pieces_;
};

}  // namespace pg
