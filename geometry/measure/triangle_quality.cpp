#include "geometry/measure/triangle_quality.hpp"

#include <algorithm>

#include "geometry/faults/triangle_faults.hpp"

namespace pg {
namespace {

const FindingKind kDegenerate = {
    "degenerate_triangles", Severity::kInfo, "Triangles without area.",
    "Harmless for the numbers here; remove them if another program complains."};
const FindingKind kNoArea = {
    "no_surface", Severity::kError, "No triangle has an area, so there is no surface to measure.",
    "Export the model again; check that it was not flattened or scaled to nothing."};
const FindingKind kDuplicate = {
    "duplicate_triangles", Severity::kWarning, "Triangles stored more than once.",
    "Remove duplicate faces; some slicers leave such areas empty or fill them twice."};
const FindingKind kFragments = {
    "fragments", Severity::kInfo, "Pieces under 0.1 % of the largest piece's area.",
    "Often left-overs of a segmentation: keep the largest piece, or check that they are meant."};

void place(Finding& finding, const TriMesh& mesh, const std::vector<FaceId>& faces) {
  if (faces.empty()) return;
  Box3 box;
  for (const FaceId f : faces) {
    add_place(finding, mesh.face_centre(f));
    for (const VertexId v : mesh.triangles[f]) box.extend(mesh.positions_mm[v]);
  }
  finding.box_mm = box;
}

/// A place on each crumb, and the box of all.
void place_crumbs(Finding& finding, const TriMesh& mesh, const Topology& topology,
                  const std::vector<std::uint32_t>& crumbs) {
  Box3 box;
  std::vector<bool> placed(crumbs.size(), false);
  for (FaceId f = 0; f < mesh.triangles.size(); ++f) {
    const auto at = std::lower_bound(crumbs.begin(), crumbs.end(), topology.component(f));
    if (at == crumbs.end() || *at != topology.component(f)) continue;
    for (const VertexId v : mesh.triangles[f]) box.extend(mesh.positions_mm[v]);
    const auto crumb = static_cast<std::size_t>(at - crumbs.begin());
    if (!placed[crumb]) add_place(finding, mesh.face_centre(f));
    placed[crumb] = true;
  }
  finding.box_mm = box;
}

Measured run(const Subject& subject) {
  const TriMesh& mesh = subject.mesh();
  const Topology& topology = subject.topology();
  const std::vector<FaceId> flat = flat_triangles(mesh);
  const std::size_t degenerate = subject.origin().collapsed_triangles + flat.size();
  const std::vector<FaceId> duplicates = duplicate_triangles(mesh, topology);
  const std::vector<std::uint32_t> crumbs = fragment_components(mesh, topology);

  Measured result;
  result.values = {count("degenerate_triangles", degenerate),
                   count("duplicate_triangles", duplicates.size()),
                   count("fragments", crumbs.size())};
  const auto say = [&](const FindingKind& kind, std::size_t n, const char* one, const char* many) {
    result.findings.push_back(make_finding(
        kind, n == 1 ? std::string(one) : std::to_string(n) + many, static_cast<std::int64_t>(n)));
  };
  if (degenerate > 0) {
    if (flat.size() == mesh.triangles.size())
      say(kNoArea, degenerate, "The only triangle has no area.",
          " triangles, and none of them has an area.");
    else
      say(kDegenerate, degenerate, "One triangle has no area.", " triangles have no area.");
    place(result.findings.back(), mesh, flat);
  }
  if (!duplicates.empty()) {
    say(kDuplicate, duplicates.size(), "One triangle is stored twice.",
        " triangles repeat another one.");
    place(result.findings.back(), mesh, duplicates);
  }
  if (!crumbs.empty()) {
    say(kFragments, crumbs.size(), "One piece has under 0.1 % of the area of the largest.",
        " pieces have under 0.1 % of the area of the largest.");
    place_crumbs(result.findings.back(), mesh, topology, crumbs);
  }
  return result;
}

}  // namespace

Measurement describe_triangle_quality() {
  return {
      .name = "triangle_quality",
      .group = "mesh",
      .needs = "any mesh",
      .source = "counting; exact collinearity after Shewchuk, Adaptive precision predicates, 1997",
      .quantities = {{"degenerate_triangles", "Degenerate triangles", "1",
                      "Triangles with two corners in one place or all three on a line."},
                     {"duplicate_triangles", "Duplicate triangles", "1",
                      "Triangles with the same three vertices as an earlier one."},
                     {"fragments", "Fragments", "1",
                      "Components with under 0.1 % of the area of the largest."}},
      .findings = {kNoArea, kDegenerate, kDuplicate, kFragments},
      .run = run};
}

}  // namespace pg
