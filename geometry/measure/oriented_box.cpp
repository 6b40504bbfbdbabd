#include "geometry/measure/oriented_box.hpp"

#include <algorithm>
#include <array>

namespace pg {

Measurement describe_oriented_box() {
  static const std::vector<QuantityInfo> quantities = {
      {"oriented_box_mm",
       "Smallest box",
       "mm",
       "Box of least volume that holds all vertices, in any orientation.",
       {{"size", "mm", "lengths of its sides, longest first", MemberKind::kVector},
        {"volume_mm3", "mm3", "its volume"},
        {"axis_long", "1", "direction of the longest side", MemberKind::kVector},
        {"axis_mid", "1", "direction of the middle side", MemberKind::kVector},
        {"axis_short", "1", "direction of the shortest side", MemberKind::kVector},
        {"centre", "mm", "its centre", MemberKind::kVector}}}};
  return {
      .name = "oriented_box",
      .group = "size",
      .needs = "nothing",
      .source =
          "O'Rourke, Finding minimal enclosing boxes, Int. J. Comput. Inf. Sci. 14, 1985; "
          "Toussaint, Solving geometric problems with the rotating calipers, 1983",
      .quantities = quantities,
      .run = [](const Subject& subject) -> Measured {
        const ConvexHull& hull = hull_of(subject);
        if (hull.dimension < 0)
          return all_absent(quantities, {ErrorCode::kNotApplicable,
                                         "every triangle has collapsed to a line or point"});
        const TightBox found = tight_box(hull);
        const Vec3 size = found.box.size();
        std::array<int, 3> order = {0, 1, 2};
        std::stable_sort(order.begin(), order.end(),
                         [&](int a, int b) { return size[a] > size[b]; });
        const auto axis = [&](std::size_t k) {
          Vec3 a = found.frame.row(order[k]);
          int largest = 0;
          a.cwiseAbs().maxCoeff(&largest);
          return a[largest] < 0 ? Vec3(-a) : a;
        };
        return {
            .values = {{.id = "oriented_box_mm",
                        .members = {{"size", Vec3(size[order[0]], size[order[1]], size[order[2]])},
                                    {"volume_mm3", found.volume()},
                                    {"axis_long", axis(0)},
                                    {"axis_mid", axis(1)},
                                    {"axis_short", axis(2)},
                                    {"centre", Vec3(found.frame.transpose() * found.box.centre())}},
                        .plus_minus = {},
                        .method = {}}},
            .absent = {},
            .findings = {}};
      }};
}

}  // namespace pg
