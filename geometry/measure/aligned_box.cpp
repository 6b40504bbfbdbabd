#include "geometry/measure/aligned_box.hpp"

namespace pg {

Measurement describe_aligned_box() {
  static const std::vector<QuantityInfo> quantities = {
      {"aligned_box_mm",
       "Box as posed",
       "mm",
       "Smallest box along the file's axes that holds all vertices.",
       {{"min", "mm", "lowest corner", MemberKind::kVector},
        {"max", "mm", "highest corner", MemberKind::kVector},
        {"size", "mm", "extent along x, y, z", MemberKind::kVector}}},
      {"centre_mm",
       "Centre of the box",
       "mm",
       "Centre of the box as posed.",
       {{"at", "mm", "x, y, z", MemberKind::kVector}}},
      {"height_mm", "Height as posed", "mm",
       "Extent along z, the direction of printing, as the file stands."}};
  return {
      .name = "aligned_box",
      .group = "size",
      .needs = "at least one triangle with area",
      .source = "Definition",
      .quantities = quantities,
      .run = [](const Subject& subject) -> Measured {
        const Box3 box = bounding_box(subject.mesh());
        if (box.empty())
          return all_absent(quantities, {ErrorCode::kNotApplicable,
                                         "every triangle has collapsed to a line or point"});
        return {
            .values = {{.id = "aligned_box_mm",
                        .members = {{"min", box.min}, {"max", box.max}, {"size", Vec3(box.size())}},
                        .plus_minus = {},
                        .method = {}},
                       {.id = "centre_mm",
                        .members = {{"at", Vec3(box.centre())}},
                        .plus_minus = {},
                        .method = {}},
                       number("height_mm", box.size()[2])},
            .absent = {},
            .findings = {}};
      }};
}

}  // namespace pg
