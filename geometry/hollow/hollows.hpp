#pragma once
/// Empty space that does not drain: sealed, behind openings that are too small, and in cups.

#include <optional>
#include <string>
#include <vector>

#include "geometry/vec3.hpp"

namespace pg {

class Subject;

struct HollowOpening {
  Vec3 at_mm = Vec3::Zero();  ///< Its narrowest place.
  double diameter_mm = 0;     ///< Of the largest ball that passes.
  bool drains = false;        ///< At least the smallest drain hole of the rules.
};

/// One space, with its openings, the largest first.
struct HollowSpace {
  double volume_mm3 = 0;
  double plus_minus_mm3 = 0;
  Vec3 at_mm = Vec3::Zero();  ///< A place in it: the roomiest, of a cup the lowest.
  std::vector<HollowOpening> openings;
};

/// Method  A first look (hollow/first_look.hpp) costs what the model's size allows: cups exactly
/// from
///         the surface, and whether anything may be behind openings. Where it leaves a doubt, a
///         lattice over the solid's surface (hollow/lattice.hpp), the clearance at its nodes, a
///         watershed that cuts
///         empty space at its narrowest places, every opening measured against the mesh itself.
///         Trapped: a ball of the smallest drain hole cannot leave the space, and the space is a
///         quarter wider than its opening (a narrow hole traps nothing, it is narrow itself). Cups
///         on the lattice: hollow/basins.hpp. Sealed spaces come exactly from the solid's shells.
///         Each space is in one of the three.
/// Limits  An opening that no link of the lattice passes is not seen: its space counts as trapped
///         with no opening, and may be 0 by its plus_minus where a drain hole is under
///         three steps. Sealed spaces between shells that cross are found on the lattice only.
/// Cost    Bounded: first_look.hpp and at most one lattice, 150 MB; and the search for the best
///         pose, which is shared.
struct Hollows {
  std::optional<std::string> none;  ///< Why there is nothing to measure.
  double step_mm = 0;               ///< Openings under about two of it may go unseen.
  std::vector<HollowSpace> sealed, trapped, cups;  ///< Each the largest first.
  double unseen_mm3 = 0;  ///< Narrow air that may be part of `trapped` and was not looked at.
  std::vector<HollowOpening>
      openings;  ///< Of all hollow spaces, drained ones too; the largest first.
};

/// What stays in cups when the part stands as chosen_pose has it.
struct BestPoseCups {
  std::optional<std::string> none;  ///< Why there is nothing to measure.
  std::vector<HollowSpace> cups;    ///< The largest first.
};

/// Both are found together, once for a subject, for its rules and pose.
[[nodiscard]] const Hollows& hollows_of(const Subject& subject);
[[nodiscard]] const BestPoseCups& best_pose_cups_of(const Subject& subject);

}  // namespace pg
