#pragma once
/// Empty space that does not drain, on a lattice: the way that takes every surface.

#include <memory>
#include <vector>

#include "geometry/hollow/hollows.hpp"
#include "geometry/hollow/lattice.hpp"
#include "geometry/solid/solid.hpp"
#include "geometry/spatial/spatial.hpp"

namespace pg::hollow {

/// Of the width of the smallest drain hole: shallower basins are dents.
inline constexpr double kCupDepthOfHole = 0.5;

/// What both ways of finding hollows are asked.
struct HollowQuestion {
  const Solid& solid;
  Surface surface;
  const Spatial& spatial;  ///< Of that surface.
  Vec3 shift_mm;           ///< From its coordinates to those of the mesh.
  double hole_mm;          ///< The smallest drain hole.
};

/// A hollow less wide is none.
[[nodiscard]] double narrowest_mm(const HollowQuestion& question);

/// A first look on a lattice of `step_mm`: whether there may be something that is wider than its
/// openings, of kSeenFromSteps and more.
inline constexpr double kSeenFromSteps = 4;
[[nodiscard]] bool lattice_shows_hollow(const HollowQuestion& question, double step_mm);

/// The step of LatticeHollows.
[[nodiscard]] double fine_step_mm(const HollowQuestion& question);

/// Cost  At most 2 million nodes and 3 million crossings, 150 MB, for its lifetime; each call of
///       `cups` floods them again.
class LatticeHollows {
 public:
  /// `question` must outlive it.
  explicit LatticeHollows(const HollowQuestion& question);
  ~LatticeHollows();
  LatticeHollows(const LatticeHollows&) = delete;
  LatticeHollows& operator=(const LatticeHollows&) = delete;

  /// All but the cups.
  [[nodiscard]] Hollows hollows() const;
  /// `up`: unit length. Openings of a cup: those under its level that are too narrow to drain it.
  [[nodiscard]] std::vector<HollowSpace> cups(const Vec3& up) const;

 private:
  class Sight;
  std::unique_ptr<const Sight> sight_;
};

}  // namespace pg::hollow
