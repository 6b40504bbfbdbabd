#pragma once
/// A round hole fitted to the wall that rays from its axis see.

#include <cstdint>
#include <optional>
#include <vector>

#include "geometry/feature/air.hpp"

namespace pg::feature {

struct WallHit {
  double along = 0;  ///< Place of the ring on the axis, from Cylinder::at.
  std::uint32_t direction = 0;
  FaceId face = kNone;
  std::array<double, 3> barycentric = {};
  double distance = 0;  ///< From the axis, lifted.
};

/// Rays at right angles to an axis, evenly around it.
class Ring {
 public:
  Ring(const Cylinder& cylinder, std::uint32_t rays);

  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(rays_.size()); }
  [[nodiscard]] const Vec3& direction(std::uint32_t i) const { return rays_[i]; }

  struct Seen {
    std::uint32_t wall = 0;    ///< Rays that met the round wall.
    std::uint32_t nearby = 0;  ///< Rays that met anything near: a hole that crosses has walls.
  };
  /// Looks from the axis at `along`; hits on the wall are added. `slack`: how far from the radius a
  /// surface may be and still count as wall.
  Seen look(const Air& air, double along, double slack, std::vector<WallHit>& hits) const;

 private:
  Cylinder cylinder_;
  std::vector<Vec3> rays_;
};

struct FittedHole {
  Cylinder cylinder;
  double low = 0;  ///< First and last ring of which half is wall, from Cylinder::at.
  double high = 0;
};

/// Method  Rings are walked both ways while at least half of each is wall; where less is, in a
///         crossing hole, the walk goes on, unless it is in the open. Nothing may stand on the
///         axis. Then axis, place and radius follow by Gauss and Newton on the lifted distances
///         with Tukey's weights (faithful least squares, Lukacs, Martin and Marshall 1998); five
///         rounds, from a short piece to the whole, with shrinking slack.
/// Returns Nothing where no round wall is.
[[nodiscard]] std::optional<FittedHole> fit_hole(const Air& air, const Cylinder& guess);

}  // namespace pg::feature
