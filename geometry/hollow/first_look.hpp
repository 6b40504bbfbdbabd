#pragma once
/// Empty space that does not drain, by a look that costs no more than the model's size.

#include <optional>
#include <vector>

#include "geometry/hollow/lattice_hollows.hpp"
#include "geometry/hollow/narrow_air.hpp"

namespace pg::hollow {

/// Method  A coarse lattice, its nodes in proportion to the facets up to a fifth of the fine one's,
///         shows whether anything is wider than its openings; air between walls too near each other
///         for it is summed up (narrow_air.hpp).
class FirstLook {
 public:
  /// `question` must outlive it.
  explicit FirstLook(const HollowQuestion& question);

  /// Behind openings; else nothing is, but for `unseen_mm3`.
  [[nodiscard]] bool may_be_hollow() const { return may_be_hollow_; }
  /// Narrow air that the look did not resolve.
  [[nodiscard]] double unseen_mm3() const { return narrow_.volume_mm3; }

  /// What stays in cups, exactly: from the surface (pools.hpp), once as it is and once with narrow
  /// places shut. `up`: unit length.
  /// Returns Nothing where narrow places make a difference, and where the surface crosses itself.
  [[nodiscard]] std::optional<std::vector<HollowSpace>> cups(const Vec3& up) const;

 private:
  const HollowQuestion& q_;
  AirSide side_;
  NarrowAir narrow_;
  bool may_be_hollow_ = true;
};

}  // namespace pg::hollow
