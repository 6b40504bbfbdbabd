#include "geometry/measure/gap.hpp"

#include <fmt/format.h>

#include "geometry/solid/self_intersections.hpp"
#include "geometry/wall/wall_field.hpp"

namespace pg {
namespace {

/// The tightest clearance any print process's sources give for parts that must not fuse (0.2 mm,
/// fixed; processes.toml, sources P1 and P2).
constexpr double kFusesBelow = 0.2;

constexpr FindingKind kNarrowGap{
    "narrow_gap", Severity::kWarning,
    "Two walls face each other across a gap so narrow that they may fuse in print.",
    "Widen the gap or close it; most processes want 0.2 to 0.5 mm between parts."};

}  // namespace

Measurement describe_gap() {
  static const std::vector<QuantityInfo> quantities = {
      {"gap_mm",
       "Narrowest gap",
       "mm",
       "Smallest empty distance between walls that face each other within 60 degrees.",
       {{"value", "mm", "the distance"},
        {"at", "mm", "the middle of the gap", MemberKind::kVector}}}};
  return {.name = "gap",
          .group = "walls",
          .needs = "walls that face each other across empty space",
          .source = "Definition; watertight rays: Woop, Benthin and Wald, JCGT 2013",
          .quantities = quantities,
          .findings = {kNarrowGap},
          .run = [](const Subject& subject) -> Measured {
            const wall::Gap& gap = wall_field_of(subject).gap;
            if (!gap.found())
              return all_absent(quantities, {ErrorCode::kNotApplicable,
                                             "no two walls face each other across a gap"});
            const Vec3 middle = 0.5 * (gap.from_mm + gap.to_mm);
            Measured measured{.values = {{.id = "gap_mm",
                                          .members = {{"value", gap.mm}, {"at", middle}},
                                          .plus_minus = {},
                                          .method = {}}},
                              .absent = {},
                              .findings = {}};
            // Where surfaces cross they come as near as one likes, and that is said elsewhere.
            if (gap.mm < kFusesBelow && self_intersections(subject).pairs.empty()) {
              Finding finding = make_finding(
                  kNarrowGap, fmt::format("Two walls are only {:.2g} mm apart at ({:.0f}, {:.0f}, "
                                          "{:.0f}) and may fuse.",
                                          gap.mm, middle[0], middle[1], middle[2]));
              finding.at_mm = middle;
              measured.findings.push_back(std::move(finding));
            }
            return measured;
          }};
}

}  // namespace pg
