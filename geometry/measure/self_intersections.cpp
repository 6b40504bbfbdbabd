#include "geometry/measure/self_intersections.hpp"

#include "geometry/solid/self_intersections.hpp"
#include "geometry/solid/solid.hpp"

namespace pg {
namespace {

const FindingKind kSelfIntersections = {
    "self_intersections", Severity::kWarning,
    "Triangles that cross, touch or lie on each other away from shared corners and edges.",
    "Unite overlapping parts (boolean union) or repair the surface; slicers differ in what they "
    "print "
    "here."};

/// Closed, oriented, nothing crossing, and every shell facing as its place asks.
bool is_solid(const Subject& subject, std::size_t pairs) {
  const Topology& topology = subject.topology();
  if (!topology.watertight() || !topology.oriented() || pairs > 0) return false;
  const Solid& solid = solid_of(subject);
  return !solid.none && solid.inverted_shells == 0 &&
         solid.find(SolidNote::kNestedSameWinding) == nullptr &&
         solid.find(SolidNote::kDoubleWall) == nullptr;
}

Measured run(const Subject& subject) {
  const TriMesh& mesh = subject.mesh();
  const SelfIntersections& found = self_intersections(subject);
  const auto& pairs = found.pairs;
  Measured result;
  if (found.given_up) {
    result.absent.push_back({"self_intersections", std::string(kCrossesEverywhere)});
    result.values.push_back(verdict("solid", false));
    result.findings.push_back(make_finding(
        kSelfIntersections,
        "The surface crosses or covers itself nearly everywhere; the pairs were not counted.", 1));
    return result;
  }
  result.values = {count("self_intersections", pairs.size()),
                   verdict("solid", is_solid(subject, pairs.size()))};
  if (pairs.empty()) return result;
  const std::size_t n = pairs.size();
  Finding finding =
      make_finding(kSelfIntersections,
                   (n == 1 ? std::string("One pair of triangles meets")
                           : std::to_string(n) + " pairs of triangles meet") +
                       " where they should not: the surface crosses, touches or covers itself.",
                   static_cast<std::int64_t>(n));
  Box3 box;
  for (const auto& pair : pairs) {
    for (const FaceId f : pair) {
      Box3 face;
      for (const VertexId v : mesh.triangles[f]) face.extend(mesh.positions_mm[v]);
      box.extend(face);
    }
  }
  // Sorted by their first face: a place each, though it may cross many others.
  for (std::size_t i = 0; i < n && finding.places_mm.size() < kPlacesMax; ++i)
    if (i == 0 || pairs[i][0] != pairs[i - 1][0]) add_place(finding, mesh.face_centre(pairs[i][0]));
  finding.box_mm = box;
  result.findings.push_back(std::move(finding));
  return result;
}

}  // namespace

Measurement describe_self_intersections() {
  return {.name = "self_intersections",
          .group = "mesh",
          .needs = "any mesh",
          .source =
              "exact predicates after Shewchuk 1997; same definition as CGAL's self_intersections",
          .quantities =
              {{"self_intersections", "Self-intersections", "1",
                "Pairs of triangles that meet elsewhere than at shared vertices or edges; "
                "touching and coincident ones count."},
               {"solid", "Solid", "",
                "The surface as it stands bounds a volume: closed, oriented, outward, without "
                "self-intersections."}},
          .findings = {kSelfIntersections},
          .run = run};
}

}  // namespace pg
