#include "geometry/measure/overhang_area.hpp"

#include <cmath>
#include <string>

#include "geometry/parallel.hpp"
#include "geometry/support/columns.hpp"

namespace pg {
namespace {

constexpr FindingKind kNeedsSupport{
    "needs_support", Severity::kInfo,
    "Part of the surface hangs over more flatly than the process prints in the air.",
    "Plan for support, or turn the model; a process that needs no support (powder bed) has none of "
    "this."};

std::string rounded(double value) {
  return std::to_string(std::llround(value));
}

/// What lies inside another part of the model hangs in no air.
void leave_out_buried(const Subject& subject, OverhangArea& found) {
  constexpr double kRounding = 1e-9;
  if (found.facets == 0 || subject.topology().component_count() < 2) return;
  const double all = found.overhang_area_mm2;
  found.overhang_area_mm2 -= given_columns(subject).buried_mm2;
  if (found.overhang_area_mm2 <= kRounding * all) found = {};
}

}  // namespace

OverhangArea measure_overhang_area(const TriMesh& mesh, const PosedMesh& pose) {
  return ordered_reduce(
      pose.lie.size(), OverhangArea{},
      [&](OverhangArea& sum, std::size_t f) {
        if (pose.lie[f] != Lie::kOverhang) return;
        sum.overhang_area_mm2 += pose.hanging_share(static_cast<FaceId>(f)) *
                                 mesh.face_cross(static_cast<FaceId>(f)).norm() / 2;
        ++sum.facets;
        for (int k = 0; k < 3; ++k) sum.box_mm.extend(mesh.corner(static_cast<FaceId>(f), k));
      },
      [](OverhangArea& sum, const OverhangArea& other) {
        sum.overhang_area_mm2 += other.overhang_area_mm2;
        sum.facets += other.facets;
        if (!other.box_mm.empty()) sum.box_mm.extend(other.box_mm);
      });
}

Measurement describe_overhang_area() {
  static const std::vector<QuantityInfo> quantities = {
      {"overhang_area_mm2", "Overhanging area", "mm2",
       "Area of surface that looks down and is flatter than the process's overhang angle, what "
       "rests on the plate left out; as the file stands, z up."}};
  return {.name = "overhang_area",
          .group = "supports",
          .needs = "facets that agree about outside",
          .source = "Definition",
          .quantities = quantities,
          .findings = {kNeedsSupport},
          .run = [](const Subject& subject) -> Measured {
            if (subject.mesh().triangles.empty())
              return all_absent(quantities, {ErrorCode::kNotApplicable,
                                             "every triangle has collapsed to a line or point"});
            OverhangArea found = measure_overhang_area(subject.mesh(), given_pose(subject));
            leave_out_buried(subject, found);
            Measured measured{.values = {number("overhang_area_mm2", found.overhang_area_mm2)},
                              .absent = {},
                              .findings = {}};
            if (found.facets > 0) {
              Finding finding =
                  make_finding(kNeedsSupport,
                               "As the file stands, " + rounded(found.overhang_area_mm2) +
                                   " mm2 of surface is flatter than " +
                                   rounded(subject.rules().overhang_angle_deg) +
                                   " degrees and hangs in the air.",
                               static_cast<std::int64_t>(found.facets));
              finding.box_mm = found.box_mm;
              measured.findings.push_back(std::move(finding));
            }
            return measured;
          }};
}

}  // namespace pg
