#include "geometry/measure/genus.hpp"

#include "geometry/measure/shared_fans.hpp"

namespace pg {

Result<std::int64_t> measure_genus(const Subject& subject) {
  const TriMesh& mesh = subject.mesh();
  const Topology& topology = subject.topology();
  const auto refuse = [](const char* why) { return Error{ErrorCode::kNotApplicable, why}; };
  if (mesh.triangles.empty()) return refuse("every triangle has collapsed to a line or point");
  if (topology.boundary_edge_count() > 0) return refuse("the surface is open");
  if (topology.nonmanifold_edge_count() > 0)
    return refuse("three or more triangles meet at an edge, so the surface is not a manifold");
  if (!topology.oriented())
    return refuse("neighbouring triangles disagree about which side is outside");
  const auto vertices =
      static_cast<std::int64_t>(mesh.positions_mm.size() + vertex_fans(subject).extra_fans);
  const auto edges = static_cast<std::int64_t>(topology.edge_count());
  const auto faces = static_cast<std::int64_t>(mesh.triangles.size());
  const auto components = static_cast<std::int64_t>(topology.component_count());
  return (2 * components - vertices + edges - faces) / 2;
}

Measurement describe_genus() {
  static const std::vector<QuantityInfo> quantities = {
      {"genus", "Genus", "1",
       "Handles of the surface (ball 0, ring 1), summed over the components."}};
  return {.name = "genus",
          .group = "mesh",
          .needs = "a closed, oriented surface without non-manifold edges",
          .source = "Euler's formula",
          .quantities = quantities,
          .run = [](const Subject& subject) -> Measured {
            const auto genus = measure_genus(subject);
            if (!genus) return all_absent(quantities, genus.error());
            return {
                .values = {Quantity{
                    .id = "genus", .members = {{"value", *genus}}, .plus_minus = {}, .method = {}}},
                .absent = {},
                .findings = {}};
          }};
}

}  // namespace pg
