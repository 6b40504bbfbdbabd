#include "geometry/measure/planar_share.hpp"

#include "geometry/feature/surface_kinds.hpp"

namespace pg {

Measurement describe_planar_share() {
  static const std::vector<QuantityInfo> quantities = {
      {"planar_share", "Planar share", "1", "Share of the surface that is flat."}};
  return {
      .name = "planar_share",
      .group = "features",
      .needs = "a positive area",
      .source =
          "Quadrics fitted to neighbours (Petitjean, A survey of methods for recovering quadrics "
          "in triangle meshes, ACM Comput. Surv. 34, 2002)",
      .quantities = quantities,
      .run = [](const Subject& subject) -> Measured {
        const SurfaceKinds& kinds = surface_kinds(subject);
        if (!(kinds.area_mm2 > 0))
          return all_absent(quantities, {ErrorCode::kNotApplicable, "the surface has no area"});
        return {
            .values = {number("planar_share", kinds.planar_share)}, .absent = {}, .findings = {}};
      }};
}

}  // namespace pg
