#include "geometry/measure/support_volume.hpp"

#include "geometry/support/columns.hpp"

namespace pg {

Measurement describe_support_volume() {
  static const std::vector<QuantityInfo> quantities = {
      {"support_volume_mm3", "Support volume", "mm3",
       "Volume of solid vertical columns under the overhanging facets, down to the plate or the "
       "surface below; as the file stands, z up."}};
  return {.name = "support_volume",
          .group = "supports",
          .needs = "facets that agree about outside",
          .source =
              "Definition; facets clipped exactly after Sutherland and Hodgman, Reentrant polygon "
              "clipping, CACM 17, 1974",
          .quantities = quantities,
          .run = [](const Subject& subject) -> Measured {
            if (subject.mesh().triangles.empty())
              return all_absent(quantities, {ErrorCode::kNotApplicable,
                                             "every triangle has collapsed to a line or point"});
            if (given_columns(subject).given_up)
              return all_absent(quantities, {ErrorCode::kTooLarge, kColumnsGivenUp});
            return {.values = {number("support_volume_mm3", given_columns(subject).volume_mm3)},
                    .absent = {},
                    .findings = {}};
          }};
}

}  // namespace pg
