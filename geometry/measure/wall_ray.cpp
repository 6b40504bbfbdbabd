#include "geometry/measure/wall_ray.hpp"

#include "geometry/wall/wall_field.hpp"
#include "geometry/wall/wall_statistics.hpp"

namespace pg {

Measurement describe_wall_ray() {
  static const std::vector<QuantityInfo> quantities = {
      {"wall_ray_mm", "Wall thickness by ray", "mm",
       "From a surface point along the inward normal to where the solid ends, through overlaps.",
       wall::statistics_members("share of the surface where it could be measured")}};
  return {.name = "wall_ray",
          .group = "walls",
          .needs = "a surface that closes around the material",
          .source = "Definition; watertight rays: Woop, Benthin and Wald, JCGT 2013",
          .quantities = quantities,
          .run = [](const Subject& subject) -> Measured {
            const WallField& field = wall_field_of(subject);
            std::vector<wall::Sample> samples;
            double whole = 0, measured = 0;
            for (std::size_t i = 0; i != field.place_count(); ++i) {
              whole += field.weight_mm2[i];
              if (field.ray_reason[i] != WallReason::kMeasured) continue;
              samples.push_back({field.ray_mm[i], field.weight_mm2[i], i});
              measured += field.weight_mm2[i];
            }
            if (!(measured > 0))
              return all_absent(quantities, {ErrorCode::kNotApplicable,
                                             wall::nothing_measured(field.ray_reason)});
            const wall::Statistics statistics = wall::statistics_of(samples);
            return {.values = {{.id = "wall_ray_mm",
                                .members = wall::statistics_data(
                                    statistics, field.place_mm(subject.mesh(), statistics.thinnest),
                                    measured / whole),
                                .plus_minus = {},
                                .method = {}}},
                    .absent = {},
                    .findings = {}};
          }};
}

}  // namespace pg
