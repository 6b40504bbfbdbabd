#include "geometry/measure/wall_sphere.hpp"

#include "geometry/wall/wall_field.hpp"
#include "geometry/wall/wall_statistics.hpp"

namespace pg {

Measurement describe_wall_sphere() {
  static const std::vector<QuantityInfo> quantities = {
      {"wall_sphere_mm", "Wall thickness by ball", "mm",
       "Diameter of the largest ball inside the solid that touches the surface at the point; over "
       "walls, "
       "not edges.",
       wall::statistics_members("share of the surface that is a wall and could be measured")}};
  return {
      .name = "wall_sphere",
      .group = "walls",
      .needs = "a surface that closes around the material",
      .source =
          "Shrinking ball (Ma, Bae and Choi, The Visual Computer 2012) against the smooth surface "
          "the facets stand for (Boubekeur and Alexa, SIGGRAPH Asia 2008)",
      .quantities = quantities,
      .run = [](const Subject& subject) -> Measured {
        const WallField& field = wall_field_of(subject);
        std::vector<wall::Sample> samples;
        double whole = 0, measured = 0, walls = 0;
        for (std::size_t i = 0; i != field.place_count(); ++i) {
          whole += field.weight_mm2[i];
          if (field.sphere_reason[i] != WallReason::kMeasured) continue;
          measured += field.weight_mm2[i];
          if (!field.is_wall(i)) continue;
          samples.push_back({field.sphere_mm[i], field.weight_mm2[i], i});
          walls += field.weight_mm2[i];
        }
        if (!(walls > 0)) {
          return all_absent(quantities,
                            {ErrorCode::kNotApplicable,
                             measured > 0 ? "no place has walls on two sides: near every measured "
                                            "point the solid ends in an edge"
                                          : wall::nothing_measured(field.sphere_reason)});
        }
        const wall::Statistics statistics = wall::statistics_of(samples);
        return {.values = {{.id = "wall_sphere_mm",
                            .members = wall::statistics_data(
                                statistics, field.place_mm(subject.mesh(), statistics.thinnest),
                                walls / whole),
                            .plus_minus = {},
                            .method = {}}},
                .absent = {},
                .findings = {}};
      }};
}

}  // namespace pg
