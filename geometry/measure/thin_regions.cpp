#include "geometry/measure/thin_regions.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "geometry/wall/thin_regions.hpp"
#include "geometry/wall/wall_statistics.hpp"

namespace pg {
namespace {

constexpr std::size_t kRegionsListed = 100;  // in JSON, the largest; count and area are of all

constexpr FindingKind kThinWalls{
    "thin_walls", Severity::kWarning, "Walls are thinner than the print process asks for.",
    "Thicken the wall there, print at a larger scale, or choose a process that prints thinner "
    "walls; real thin anatomy may stay if it may break."};

Record record_of(const ThinRegion& region, const Vec3& thinnest_at_mm) {
  return {{"area_mm2", region.area_mm2},   {"min_mm", region.min_mm},
          {"thinnest_at", thinnest_at_mm}, {"centre", region.centre_mm},
          {"box_min", region.box_mm.min},  {"box_max", region.box_mm.max}};
}

Finding finding_of(const std::vector<ThinRegion>& regions, double area_mm2, double limit_mm,
                   const WallField& field, const TriMesh& mesh) {
  const ThinRegion& thinnest =
      *std::min_element(regions.begin(), regions.end(), [](const auto& a, const auto& b) {
        return a.min_mm != b.min_mm ? a.min_mm < b.min_mm : a.thinnest < b.thinnest;
      });
  const Vec3& at = field.place_mm(mesh, thinnest.thinnest);
  const std::string where =
      regions.size() == 1 ? "1 region" : fmt::format("{} regions", regions.size());
  Finding finding =
      make_finding(kThinWalls,
                   fmt::format("{} under {:.2g} mm, {:.3g} mm2 together; thinnest {:.2g} mm at "
                               "({:.0f}, {:.0f}, {:.0f}).",
                               where, limit_mm, area_mm2, thinnest.min_mm, at[0], at[1], at[2]),
                   static_cast<std::int64_t>(regions.size()));
  add_place(finding, at);
  Box3 box;
  for (const ThinRegion& region : regions) {
    if (&region != &thinnest) add_place(finding, field.place_mm(mesh, region.thinnest));
    box.extend(region.box_mm);
  }
  finding.box_mm = box;
  return finding;
}

}  // namespace

Measurement describe_thin_regions() {
  static const std::vector<QuantityInfo> quantities = {
      {"thin_area_mm2", "Area of thin walls", "mm2",
       "Surface area, both sides, of walls thinner than the process asks for; sharp edges are no "
       "walls."},
      {"thin_regions",
       "Thin walls",
       "1",
       "Connected regions of wall thinner than the process asks for.",
       {{"value", "1", "how many"},
        {"limit_mm", "mm", "the process's smallest wall"},
        {"regions", "", "the 100 largest: area, minimum and its place, centre, box",
         MemberKind::kRecords}}}};
  return {
      .name = "thin_regions",
      .group = "walls",
      .needs = "a surface that closes around the material",
      .source = "Definition, over wall_sphere_mm",
      .quantities = quantities,
      .findings = {kThinWalls},
      .run = [](const Subject& subject) -> Measured {
        const WallField& field = wall_field_of(subject);
        bool any = false;
        for (std::size_t i = 0; i != field.place_count() && !any; ++i)
          any = field.sphere_reason[i] == WallReason::kMeasured;
        if (!any)
          return all_absent(
              quantities, {ErrorCode::kNotApplicable, wall::nothing_measured(field.sphere_reason)});
        const double limit_mm = subject.rules().wall_min_mm;
        const std::vector<ThinRegion> regions = thin_regions_of(subject.mesh(), field, limit_mm);
        double area_mm2 = 0;
        std::vector<Record> records;
        for (const ThinRegion& region : regions) {
          area_mm2 += region.area_mm2;
          if (records.size() < kRegionsListed)
            records.push_back(record_of(region, field.place_mm(subject.mesh(), region.thinnest)));
        }
        Measured measured{
            .values = {number("thin_area_mm2", area_mm2),
                       {.id = "thin_regions",
                        .members = {{"value", static_cast<std::int64_t>(regions.size())},
                                    {"limit_mm", limit_mm},
                                    {"regions", std::move(records)}},
                        .plus_minus = {},
                        .method = {}}},
            .absent = {},
            .findings = {}};
        if (!regions.empty())
          measured.findings.push_back(
              finding_of(regions, area_mm2, limit_mm, field, subject.mesh()));
        return measured;
      }};
}

}  // namespace pg
