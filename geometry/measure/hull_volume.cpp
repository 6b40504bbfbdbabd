#include "geometry/measure/hull_volume.hpp"

#include "geometry/spatial/convex_hull.hpp"

namespace pg {

Measurement describe_hull_volume() {
  static const std::vector<QuantityInfo> quantities = {
      {"hull_volume_mm3", "Volume of the convex hull", "mm3",
       "Volume of the smallest convex body that holds all vertices."}};
  return {.name = "hull_volume",
          .group = "size",
          .needs = "nothing",
          .source =
              "Barber, Dobkin and Huhdanpaa, The quickhull algorithm for convex hulls, ACM TOMS "
              "22, 1996",
          .quantities = quantities,
          .run = [](const Subject& subject) -> Measured {
            const ConvexHull& hull = hull_of(subject);
            if (hull.dimension < 0)
              return all_absent(quantities, {ErrorCode::kNotApplicable,
                                             "every triangle has collapsed to a line or point"});
            return {.values = {number("hull_volume_mm3", hull_volume_mm3(hull))},
                    .absent = {},
                    .findings = {}};
          }};
}

}  // namespace pg
