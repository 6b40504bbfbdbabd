#include "geometry/measure/hull_volume.hpp"

#include <cmath>

#include "geometry/parallel.hpp"

namespace pg {

double hull_volume_mm3(const ConvexHull& hull) {
  if (hull.dimension < 3) return 0;
  const Vec3 origin = hull.points_mm.front();
  const double six_volumes = ordered_sum(hull.faces.size(), 0.0, [&](std::size_t face) {
    const auto& [a, b, c] = hull.faces[face];
    return (hull.points_mm[a] - origin)
        .dot((hull.points_mm[b] - origin).cross(hull.points_mm[c] - origin));
  });
  return std::abs(six_volumes) / 6;
}

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
