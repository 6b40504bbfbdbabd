#include "geometry/measure/contact_area.hpp"

#include "geometry/support/columns.hpp"

namespace pg {

Measurement describe_contact_area() {
  static const std::vector<QuantityInfo> quantities = {
      {"contact_area_mm2",
       "Area touched by supports",
       "mm2",
       "Area of the part that support columns touch: overhangs from below and tops where columns "
       "stand; as the file stands, z up.",
       {{"value", "mm2", "both together"},
        {"under", "mm2", "overhanging surface carried by columns"},
        {"on_top", "mm2", "surface of the part on which columns stand"}}}};
  return {.name = "contact_area",
          .group = "supports",
          .needs = "facets that agree about outside",
          .source = "Definition",
          .quantities = quantities,
          .run = [](const Subject& subject) -> Measured {
            if (subject.mesh().triangles.empty())
              return all_absent(quantities, {ErrorCode::kNotApplicable,
                                             "every triangle has collapsed to a line or point"});
            const Columns& columns = given_columns(subject);
            if (columns.given_up)
              return all_absent(quantities, {ErrorCode::kTooLarge, kColumnsGivenUp});
            return {.values = {{.id = "contact_area_mm2",
                                .members = {{"value", columns.under_mm2 + columns.on_top_mm2},
                                            {"under", columns.under_mm2},
                                            {"on_top", columns.on_top_mm2}},
                                .plus_minus = {},
                                .method = {}}},
                    .absent = {},
                    .findings = {}};
          }};
}

}  // namespace pg
