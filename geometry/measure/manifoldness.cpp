#include "geometry/measure/manifoldness.hpp"

#include "geometry/faults/edge_faults.hpp"
#include "geometry/measure/shared_fans.hpp"

namespace pg {
namespace {

const FindingKind kNonmanifoldEdges = {
    "nonmanifold_edges", Severity::kWarning, "Edges at which three or more triangles meet.",
    "Usually walls that touch along a line, or double surfaces: separate or unite the parts before "
    "slicing."};
const FindingKind kNonmanifoldVertices = {
    "nonmanifold_vertices", Severity::kInfo, "Vertices at which separate sheets of surface touch.",
    "Parts that touch in a point only will break there; move them apart or let them overlap."};
const FindingKind kInconsistentWinding = {
    "inconsistent_winding", Severity::kWarning,
    "Edges whose two triangles disagree about which side is outside.",
    "Unify the normals in a mesh editor (MeshLab: Re-Orient all faces coherently)."};

/// Adds the box of all edges that pass `test`, and the middles of the first of them.
template <class Test>
void place(Finding& finding, const TriMesh& mesh, const Topology& topology, Test&& test) {
  Box3 box;
  for (std::size_t e = 0; e < topology.edge_count(); ++e) {
    const auto edge = static_cast<EdgeId>(e);
    if (!test(edge)) continue;
    const auto [a, b] = topology.edge(mesh, edge);
    add_place(finding, 0.5 * (mesh.positions_mm[a] + mesh.positions_mm[b]));
    box.extend(mesh.positions_mm[a]);
    box.extend(mesh.positions_mm[b]);
  }
  finding.box_mm = box;
}

std::string edges_in_words(std::size_t count) {
  return count == 1 ? "One edge" : std::to_string(count) + " edges";
}

Measured run(const Subject& subject) {
  const TriMesh& mesh = subject.mesh();
  const Topology& topology = subject.topology();
  const VertexFans& fans = vertex_fans(subject);
  Measured result;
  result.values = {verdict("watertight", topology.watertight()),
                   verdict("oriented", topology.oriented()),
                   count("nonmanifold_edges", topology.nonmanifold_edge_count()),
                   count("nonmanifold_vertices", fans.pinches.size()),
                   count("inconsistent_edges", topology.inconsistent_edge_count())};
  if (const std::size_t n = topology.nonmanifold_edge_count(); n > 0) {
    Finding finding = make_finding(
        kNonmanifoldEdges,
        edges_in_words(n) + (n == 1 ? " belongs" : " belong") + " to three or more triangles.",
        static_cast<std::int64_t>(n));
    place(finding, mesh, topology, [&](EdgeId edge) { return topology.sides(edge).size() > 2; });
    result.findings.push_back(std::move(finding));
  }
  if (const std::size_t n = fans.pinches.size(); n > 0) {
    Finding finding = make_finding(kNonmanifoldVertices,
                                   "At " + std::to_string(n) + (n == 1 ? " vertex" : " vertices") +
                                       " separate pieces of surface touch in a point only.",
                                   static_cast<std::int64_t>(n));
    Box3 box;
    for (const auto& pinch : fans.pinches) {
      box.extend(mesh.positions_mm[pinch.vertex]);
      add_place(finding, mesh.positions_mm[pinch.vertex]);
    }
    finding.box_mm = box;
    result.findings.push_back(std::move(finding));
  }
  if (const std::size_t n = topology.inconsistent_edge_count(); n > 0) {
    Finding finding =
        make_finding(kInconsistentWinding,
                     "At " + std::to_string(n) + (n == 1 ? " edge" : " edges") +
                         " neighbouring triangles disagree about which side is outside.",
                     static_cast<std::int64_t>(n));
    place(finding, mesh, topology, [&](EdgeId edge) { return disagrees(mesh, topology, edge); });
    result.findings.push_back(std::move(finding));
  }
  return result;
}

}  // namespace

Measurement describe_manifoldness() {
  return {
      .name = "manifoldness",
      .group = "mesh",
      .needs = "any mesh",
      .source = "textbook: incidence of triangles, edges and vertices",
      .quantities = {{"watertight", "Watertight", "",
                      "Every edge belongs to an even number of triangles: the surface has no rim."},
                     {"oriented", "Oriented", "",
                      "Neighbouring triangles agree about which side is outside."},
                     {"nonmanifold_edges", "Non-manifold edges", "1",
                      "Edges that belong to three or more triangles."},
                     {"nonmanifold_vertices", "Non-manifold vertices", "1",
                      "Vertices at which pieces of surface touch that share no edge there."},
                     {"inconsistent_edges", "Inconsistent edges", "1",
                      "Edges whose triangles disagree about which side is outside."}},
      .findings = {kNonmanifoldEdges, kNonmanifoldVertices, kInconsistentWinding},
      .run = run};
}

}  // namespace pg
