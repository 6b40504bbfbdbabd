#pragma once
/// A chain in general position: where its triangles cut each other, and what lies above a point.

#include <optional>
#include <vector>

#include "geometry/solid/box_tree.hpp"
#include "geometry/solid/chain.hpp"

namespace pg {

/// The part of triangle `face` that lies in triangle `other`: a segment.
struct Cut {
  FaceId face, other;
  Vec3 from, to;
};

/// Method  A copy of the chain, turned by one fixed irrational rotation and each vertex moved by a
/// hash of
///         its position and number, at most 0.5e-9 of the diagonal: coplanar and touching cases
///         become ordinary crossings, so there is no degenerate branch anywhere behind this
///         (compare Edelsbrunner and Muecke, Simulation of simplicity, 1990). Signs are exact on
///         the moved coordinates.
class Arrangement {
 public:
  Arrangement(const Chain& chain, double diagonal_mm);

  [[nodiscard]] const Vec3& position(VertexId v) const { return positions_[v]; }
  [[nodiscard]] const Vec3& corner(FaceId f, std::size_t k) const {
    return positions_[chain_.mesh.triangles[f][k]];
  }
  /// Twice the area times the normal.
  [[nodiscard]] Vec3 cross(FaceId f) const {
    return (corner(f, 1) - corner(f, 0)).cross(corner(f, 2) - corner(f, 0));
  }
  [[nodiscard]] double diagonal_mm() const { return diagonal_; }

  /// All segments in which triangles cut each other, two for each pair (one for either side),
  /// sorted by face and other. Nothing where there are too many (work.hpp).
  [[nodiscard]] std::optional<std::vector<Cut>> cuts() const;

  /// Calls visit(face, sign) for every triangle that a vertical ray from p upward passes, except
  /// one; sign is +1 for a triangle that faces up (the ray leaves), -1 for one that faces down.
  template <class Visit>
  void for_each_above(const Vec3& p, FaceId except, Visit&& visit) const {
    if (steps_.passed()) return;
    std::uint64_t passed = 0;
    const Vec3 far(p[0], p[1], std::numeric_limits<double>::infinity());
    const std::uint64_t tried = tree_.for_each_in(RoundBox::around(p, p, far), [&](FaceId f) {
      if (f == except) return;
      if (const int sign = passes(p, f); sign != 0) {
        visit(f, sign);
        ++passed;
      }
    });
    spend(tried + kStepsOfPassed * passed);
  }
  /// Winding number just in front of triangle `f` at the point p on it.
  [[nodiscard]] int winding_in_front(FaceId f, const Vec3& p) const;

  /// Rays and cells take from one meter. Once it is empty answers mean nothing and come at once.
  bool spend(std::uint64_t steps) const { return steps_.spend(steps); }
  [[nodiscard]] bool gave_up() const { return steps_.passed(); }

 private:
  [[nodiscard]] int passes(const Vec3& p, FaceId f) const;

  const Chain& chain_;
  double diagonal_;
  BigVector<Vec3> positions_;
  BoxTree tree_;
  mutable WorkMeter steps_;
};

}  // namespace pg
