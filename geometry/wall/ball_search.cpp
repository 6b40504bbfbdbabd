#include "geometry/wall/ball_search.hpp"

#include <algorithm>
#include <cmath>

#include "geometry/parallel.hpp"
#include "geometry/wall/ball_walk.hpp"
#include "geometry/wall/contact.hpp"

namespace pg::wall {
namespace {

constexpr double kOwnCurvatureErrors = 5;

}  // namespace

BallSearch::BallSearch(WallMesh& wall)
    : wall_(wall), fits_(fit_vertices(wall)), nodes_(make_ball_nodes(wall, fits_)) {
  corners_.resize(fits_.size());
  for_each_index(fits_.size(), [&](std::size_t v) {
    for (int k = 0; k < 3; ++k)
      corners_[v].normal[k] = fits_[v].fitted ? static_cast<float>(fits_[v].normal[k]) : 0;
    corners_[v].residual_mm = fits_[v].residual_mm;
  });
  // No ball inside is wider than twice the diagonal.
  least_curvature_ = 1 / (4 * std::sqrt(3.0) * static_cast<double>(wall.spatial->bvh().reach));
}

void BallSearch::add_places(const Subject& subject, std::span<const FacetPlace> places) {
  const TriMesh& mesh = subject.mesh();
  const Topology& topology = subject.topology();
  const Vec3 origin = wall_.spatial->bvh().origin;
  for (const FacetPlace& place : places) {
    VertexFit flat;
    flat.normal = -mesh.face_cross(place.face).normalized();
    if (wall_.turned(topology, place.face)) flat.normal = -flat.normal;
    flat.kind = VertexKind::kSmooth;
    fits_.push_back(flat);
    wall_.positions_mm.push_back(place.at_mm - origin);
    face_of_place_.push_back(place.face);
  }
}

bool BallSearch::holds(std::uint32_t facet, VertexId v) const {
  const Triangle& corners = wall_.facets[facet];
  if (v >= wall_.vertex_count())
    return face_of_place_[v - wall_.vertex_count()] == wall_.face_of(facet);
  return corners[0] == v || corners[1] == v || corners[2] == v;
}

Contact BallSearch::candidate(VertexId v, std::uint32_t facet) const {
  const Triangle& corners = wall_.facets[facet];
  if (corners[0] == kNone || holds(facet, v)) return {};
  const Vec3& p = wall_.positions_mm[v];
  const VertexFit& own = fits_[v];
  const Vec3 corner[3] = {wall_.positions_mm[corners[0]] - p, wall_.positions_mm[corners[1]] - p,
                          wall_.positions_mm[corners[2]] - p};
  const FacetContact flat = contact_on_facet(corner[0], corner[1], corner[2], own.normal);
  if (flat.curvature <= 0) return {};
  const double* const weight = flat.barycentric;
  Vec3 d = weight[0] * corner[0] + weight[1] * corner[1] + weight[2] * corner[2];
  // Onto the curved surface (Phong tessellation, Boubekeur and Alexa 2008, by half: exact for
  // quadrics).
  const float* const facet_normal[3] = {wall_.planes[facet / 4].normal[0] + facet % 4,
                                        wall_.planes[facet / 4].normal[1] + facet % 4,
                                        wall_.planes[facet / 4].normal[2] + facet % 4};
  Vec3 lift = Vec3::Zero();
  double residual = 0;
  for (int i = 0; i < 3; ++i) {
    const CornerShape& shape = corners_[corners[static_cast<std::size_t>(i)]];
    residual += weight[i] * static_cast<double>(shape.residual_mm);
    // In single precision, as in the walk: both lift the same corners.
    const float turned = -(shape.normal[0] * *facet_normal[0] + shape.normal[1] * *facet_normal[1] +
                           shape.normal[2] * *facet_normal[2]);
    if (turned < kLiftCosine) continue;
    const Vec3 normal(shape.normal[0], shape.normal[1], shape.normal[2]);
    lift += weight[i] * (d - corner[i]).dot(normal) * normal;
  }
  d -= 0.5 * lift;
  const double squared = d.squaredNorm();
  if (!(squared > 0)) return {};
  const double height = own.normal.dot(d);
  const double sine = std::sqrt(std::max(0.0, 1 - height * height / squared));
  Contact contact;
  contact.curvature = 2 * height / squared;
  const double uncertainty =
      (2 * static_cast<double>(own.height_error_mm) + 2 * kResidualTimes * residual) / squared +
      2 * static_cast<double>(own.normal_error) * sine / std::sqrt(squared);
  contact.score = contact.curvature - uncertainty;
  contact.facet = facet;
  contact.point_mm = p + d;
  contact.inside_facet = flat.inside;
  // That unsure, it might be as far off as no ball inside can reach.
  if (contact.score <= least_curvature_) return {};
  return contact;
}

Contact BallSearch::own_curvature(VertexId v) const {
  const VertexFit& fit = fits_[v];
  Contact contact;
  contact.score = static_cast<double>(fit.curvature_max) -
                  kOwnCurvatureErrors * static_cast<double>(fit.curvature_error);
  if (!fit.fitted || contact.score <= 0) return {};
  contact.curvature = static_cast<double>(fit.curvature_max);
  contact.point_mm = wall_.positions_mm[v];
  return contact;
}

/// Removes the tolerance of the search within the basin it ended in.
void BallSearch::improve_over_edges(VertexId v, Contact& best) const {
  bool better = best.facet != kNone;
  while (better) {
    better = false;
    const Triangle corners = wall_.facets[best.facet];
    const std::uint32_t centre = best.facet;
    for (std::size_t i = 0; i < 3; ++i) {
      const VertexId to = corners[(i + 1) % 3];
      for (const std::uint32_t facet : wall_.facets_at(corners[i])) {
        const Triangle& other = wall_.facets[facet];
        if (facet == centre || (other[0] != to && other[1] != to && other[2] != to)) continue;
        const Contact contact = candidate(v, facet);
        if (!contact.found() || contact.score <= best.score) continue;
        best = contact;
        better = true;
      }
    }
  }
}

Contact BallSearch::search(VertexId v, Contact start) const {
  Contact best = own_curvature(v);
  if (start.found() && start.score > best.score) best = start;
  walk_tree(*this, v, best);
  improve_over_edges(v, best);
  return best;
}

Contact BallSearch::search_by_force(VertexId v) const {
  Contact best = own_curvature(v);
  for (std::uint32_t facet = 0; facet != wall_.facets.size(); ++facet) {
    const Contact contact = candidate(v, facet);
    if (contact.found() && contact.score > best.score) best = contact;
  }
  return best;
}

}  // namespace pg::wall
