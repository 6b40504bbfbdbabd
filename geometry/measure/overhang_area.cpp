#include "geometry/measure/overhang_area.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "geometry/parallel.hpp"

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

/// As much of a facet as is left of it when all of it is held: the rounding of cuts.
constexpr double kRounding = 1e-6;

double held_mm2(std::span<const HeldFacet> held, FaceId face) {
  const auto at = std::lower_bound(held.begin(), held.end(), face,
                                   [](const HeldFacet& h, FaceId f) { return h.face < f; });
  return at != held.end() && at->face == face ? at->mm2 : 0;
}

}  // namespace

OverhangArea measure_overhang_area(const TriMesh& mesh, const PosedMesh& pose,
                                   std::span<const HeldFacet> held) {
  return ordered_reduce(
      pose.lie.size(), OverhangArea{},
      [&](OverhangArea& sum, std::size_t f) {
        if (pose.lie[f] != Lie::kOverhang) return;
        const auto face = static_cast<FaceId>(f);
        const double flat = pose.hanging_share(face) * mesh.face_cross(face).norm() / 2;
        const double free = flat - held_mm2(held, face);
        if (!held.empty() && free <= kRounding * flat) return;
        sum.overhang_area_mm2 += free;
        ++sum.facets;
        for (int k = 0; k < 3; ++k) sum.box_mm.extend(mesh.corner(face, k));
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
            // One body alone is held by nothing: no columns are asked for.
            const bool several = subject.topology().component_count() > 1;
            const OverhangArea found = measure_overhang_area(
                subject.mesh(), given_pose(subject),
                several ? std::span<const HeldFacet>(given_columns(subject).held)
                        : std::span<const HeldFacet>());
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
