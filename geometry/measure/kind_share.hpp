#pragma once
/// What the shares of kinds of surface have in common.

#include "geometry/feature/surface_kinds.hpp"
#include "geometry/measurement.hpp"

namespace pg {

inline constexpr std::string_view kKindsNeed = "a positive area";
inline constexpr std::string_view kKindsSource =
    "Quadrics fitted to neighbours (Petitjean, A survey of methods for recovering quadrics in "
    "triangle meshes, ACM Comput. Surv. 34, 2002)";

/// `quantities`: the one that holds the share.
[[nodiscard]] inline Measured kind_share(const Subject& subject,
                                         const std::vector<QuantityInfo>& quantities,
                                         double SurfaceKinds::*share) {
  const SurfaceKinds& kinds = surface_kinds(subject);
  if (!(kinds.area_mm2 > 0))
    return all_absent(quantities, {ErrorCode::kNotApplicable, "the surface has no area"});
  return {.values = {number(std::string(quantities.front().id), kinds.*share)},
          .absent = {},
          .findings = {}};
}

}  // namespace pg
