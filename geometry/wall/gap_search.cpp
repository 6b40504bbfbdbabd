#include "geometry/wall/gap_search.hpp"

#include <algorithm>
#include <optional>

#include "geometry/spatial/spatial.hpp"

namespace pg::wall {

bool GapSearch::within_two_rings(VertexId v, const Triangle& face) const {
  const auto is_corner = [&](VertexId w) {
    const VertexId id = wall_.mesh_vertex[w];
    return id == face[0] || id == face[1] || id == face[2];
  };
  for (const std::uint32_t first : wall_.facets_at(v))
    for (const VertexId near : wall_.facets[first])
      for (const std::uint32_t second : wall_.facets_at(near))
        for (const VertexId far : wall_.facets[second])
          if (is_corner(far)) return true;
  return false;
}

double GapSearch::touching_mm() const {
  return 1e-7 * static_cast<double>(wall_.spatial->bvh().reach);
}

void GapSearch::look(VertexId v, bool measured, Gap& gap) const {
  constexpr double kInside = 0.01;
  const double touching = touching_mm();
  const TriMesh& mesh = subject_.mesh();
  const VertexFit& fit = search_.fits()[v];
  const VertexId out = wall_.mesh_vertex[v];
  const Vec3& origin = mesh.positions_mm[out];
  const auto keep = [&](const std::optional<SurfaceHit>& hit, const Vec3& from,
                        const Vec3& outward) {
    if (hit && !crossing_[hit->face] && !within_two_rings(v, mesh.triangles[hit->face]))
      gap = narrower(gap, gap_to(*hit, mesh, out, from, outward, wall_.turned(hit->face)));
  };
  if (fit.kind == VertexKind::kSmooth && measured)
    keep(wall_.spatial->first_hit_from(out, -fit.normal, touching, gap.mm), origin, -fit.normal);
  if (fit.kind != VertexKind::kConvexCrease) return;
  for (const std::uint32_t facet : wall_.facets_at(v)) {
    const Vec3 normal = wall_.normal(facet);
    if (normal.squaredNorm() < 0.5) continue;
    Vec3 middle = Vec3::Zero();
    for (const VertexId w : wall_.facets[facet]) middle += wall_.positions_mm[w] / 3;
    const Vec3 from = origin + kInside * (middle - wall_.positions_mm[v]);
    keep(wall_.spatial->first_hit(from, normal, touching, gap.mm, wall_.face_of(facet)), from,
         normal);
  }
}

void GapSearch::look(const FacetPlace& place, const Vec3& outward, Gap& gap) const {
  const TriMesh& mesh = subject_.mesh();
  const auto hit =
      wall_.spatial->first_hit(place.at_mm, outward, touching_mm(), gap.mm, place.face);
  if (!hit || crossing_[hit->face]) return;
  const Triangle& own = mesh.triangles[place.face];
  for (const VertexId v : mesh.triangles[hit->face])
    if (std::find(own.begin(), own.end(), v) != own.end()) return;
  gap = narrower(gap, gap_to(*hit, mesh, own[0], place.at_mm, outward, wall_.turned(hit->face)));
}

}  // namespace pg::wall
