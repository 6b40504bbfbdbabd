#include "pipeline/analysis/defects.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "geometry/faults/edge_faults.hpp"
#include "geometry/faults/triangle_faults.hpp"
#include "geometry/measure/shared_fans.hpp"
#include "geometry/solid/self_intersections.hpp"
#include "geometry/solid/solid.hpp"

namespace pg {
namespace {

class Collector {
 public:
  explicit Collector(const TriMesh& mesh) : mesh_(mesh), number_(mesh.positions_mm.size(), kNone) {}

  void mark(DefectKind kind, const Vec3& at_mm) {
    out_.marks.push_back(static_cast<VertexId>(out_.points_mm.size()));
    out_.points_mm.push_back(at_mm);
    mark_kinds_.push_back(kind);
  }
  void line(DefectKind kind, const std::array<VertexId, 2>& edge) {
    out_.lines.push_back({point(edge[0]), point(edge[1])});
    line_kinds_.push_back(kind);
  }
  void triangle(DefectKind kind, FaceId face) {
    const auto& [a, b, c] = mesh_.triangles[face];
    out_.triangles.push_back({point(a), point(b), point(c)});
    triangle_kinds_.push_back(kind);
  }

  FieldMesh finish() {
    BigVector<std::int32_t> kinds;
    for (const auto* list : {&mark_kinds_, &line_kinds_, &triangle_kinds_})
      for (const DefectKind kind : *list) kinds.push_back(static_cast<std::int32_t>(kind));
    out_.cell_fields.push_back({"kind", std::string(kDefectLegend), std::move(kinds)});
    return std::move(out_);
  }

 private:
  /// A vertex of the mesh, taken over the first time it is used.
  VertexId point(VertexId vertex) {
    if (number_[vertex] == kNone) {
      number_[vertex] = static_cast<VertexId>(out_.points_mm.size());
      out_.points_mm.push_back(mesh_.positions_mm[vertex]);
    }
    return number_[vertex];
  }

  const TriMesh& mesh_;
  BigVector<VertexId> number_;
  FieldMesh out_;
  std::vector<DefectKind> mark_kinds_, line_kinds_, triangle_kinds_;
};

void collect_edges(const Subject& subject, Collector& collector) {
  const TriMesh& mesh = subject.mesh();
  const Topology& topology = subject.topology();
  for (EdgeId edge = 0; edge < topology.edge_count(); ++edge) {
    const std::size_t sides = topology.sides(edge).size();
    if (sides == 1) collector.line(DefectKind::kBoundaryEdge, topology.edge(mesh, edge));
    if (sides > 2) collector.line(DefectKind::kNonmanifoldEdge, topology.edge(mesh, edge));
    if (disagrees(mesh, topology, edge))
      collector.line(DefectKind::kInconsistentEdge, topology.edge(mesh, edge));
  }
}

void collect_points(const Subject& subject, Collector& collector) {
  for (const VertexFans::Pinch& pinch : vertex_fans(subject).pinches)
    collector.mark(DefectKind::kNonmanifoldVertex, subject.mesh().positions_mm[pinch.vertex]);
  for (const Vec3& at_mm : solid_of(subject).t_junctions_at_mm)
    collector.mark(DefectKind::kTJunction, at_mm);
}

void collect_triangles(const Subject& subject, Collector& collector) {
  const TriMesh& mesh = subject.mesh();
  const Topology& topology = subject.topology();
  for (const FaceId f : flat_triangles(mesh))
    collector.triangle(DefectKind::kDegenerateTriangle, f);
  for (const FaceId f : duplicate_triangles(mesh, topology))
    collector.triangle(DefectKind::kDuplicateTriangle, f);
  std::vector<FaceId> crossing;
  for (const auto& pair : self_intersections(subject).pairs)
    crossing.insert(crossing.end(), pair.begin(), pair.end());
  std::sort(crossing.begin(), crossing.end());
  crossing.erase(std::unique(crossing.begin(), crossing.end()), crossing.end());
  for (const FaceId f : crossing) collector.triangle(DefectKind::kSelfIntersectingTriangle, f);
  const std::vector<std::uint32_t> crumbs = fragment_components(mesh, topology);
  if (crumbs.empty()) return;
  for (FaceId f = 0; f < mesh.triangles.size(); ++f)
    if (std::binary_search(crumbs.begin(), crumbs.end(), topology.component(f)))
      collector.triangle(DefectKind::kFragmentTriangle, f);
}

}  // namespace

FieldMesh defects_of(const Subject& subject) {
  Collector collector(subject.mesh());
  collect_points(subject, collector);
  collect_edges(subject, collector);
  collect_triangles(subject, collector);
  return collector.finish();
}

}  // namespace pg
