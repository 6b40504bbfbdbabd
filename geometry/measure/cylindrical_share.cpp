#include "geometry/measure/cylindrical_share.hpp"

#include "geometry/measure/kind_share.hpp"

namespace pg {

Measurement describe_cylindrical_share() {
  static const std::vector<QuantityInfo> quantities = {
      {"cylindrical_share", "Cylindrical share", "1",
       "Share of the surface that is straight one way and bends the other."}};
  return {.name = "cylindrical_share",
          .group = "features",
          .needs = kKindsNeed,
          .source = kKindsSource,
          .quantities = quantities,
          .run = [](const Subject& subject) {
            return kind_share(subject, quantities, &SurfaceKinds::cylindrical_share);
          }};
}

}  // namespace pg
