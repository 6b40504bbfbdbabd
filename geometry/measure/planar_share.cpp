#include "geometry/measure/planar_share.hpp"

#include "geometry/measure/kind_share.hpp"

namespace pg {

Measurement describe_planar_share() {
  static const std::vector<QuantityInfo> quantities = {
      {"planar_share", "Planar share", "1", "Share of the surface that is flat."}};
  return {.name = "planar_share",
          .group = "features",
          .needs = kKindsNeed,
          .source = kKindsSource,
          .quantities = quantities,
          .run = [](const Subject& subject) {
            return kind_share(subject, quantities, &SurfaceKinds::planar_share);
          }};
}

}  // namespace pg
