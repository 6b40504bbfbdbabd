#include "geometry/wall/ball_search.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "geometry/parallel.hpp"
#include "geometry/wall/ball_walk.hpp"
#include "geometry/wall/contact.hpp"

namespace pg::wall {
namespace {

constexpr double kOwnCurvatureErrors = 5;
constexpr float kInterpolated =
    0.03f;  // relative error of a curvature between a coarse facet's corners

/// Outward, in double precision.
Vec3 exact_normal(const WallMesh& wall, std::uint32_t facet) {
  const auto& [a, b, c] = wall.facets[facet];
  const Vec3& p = wall.positions_mm[a];
  return (wall.positions_mm[b] - p).cross(wall.positions_mm[c] - p).normalized();
}

std::array<double, 3> barycentric(const WallMesh& wall, std::uint32_t facet, const Vec3& at_mm) {
  const auto& [a, b, c] = wall.facets[facet];
  const Vec3 u = wall.positions_mm[b] - wall.positions_mm[a];
  const Vec3 v = wall.positions_mm[c] - wall.positions_mm[a];
  const Vec3 d = at_mm - wall.positions_mm[a];
  const Vec3 across = u.cross(v);
  const double whole = across.squaredNorm();
  const double second = d.cross(v).dot(across) / whole, third = u.cross(d).dot(across) / whole;
  return {1 - second - third, second, third};
}

}  // namespace

BallSearch::BallSearch(WallMesh& wall)
    : wall_(wall),
      fits_(fit_vertices(wall)),
      shapes_(CornerShapes::of(wall, fits_)),
      nodes_(make_ball_nodes(wall, fits_, shapes_)) {
  const std::size_t vertices = fits_.size();
  corners_.resize(vertices + shapes_.group_count());
  for_each_index(corners_.size(), [&](std::size_t i) {
    const VertexFit& fit = i < vertices ? fits_[i] : shapes_.group(i - vertices);
    for (int k = 0; k < 3; ++k)
      corners_[i].normal[k] = fit.fitted ? static_cast<float>(fit.normal[k]) : 0;
    corners_[i].residual_mm = fit.residual_mm;
  });
  // No ball inside is wider than twice the diagonal.
  least_curvature_ = 1 / (4 * std::sqrt(3.0) * static_cast<double>(wall.spatial->bvh().reach));
}

void BallSearch::add_places(const Subject& subject, std::span<const FacetPlace> places) {
  const Vec3 origin = wall_.spatial->bvh().origin;
  std::vector<std::uint32_t> facet_of(places.empty() ? 0 : subject.mesh().triangles.size(), kNone);
  for (std::uint32_t f = 0; f != wall_.facets.size() && !places.empty(); ++f)
    if (wall_.facets[f][0] != kNone) facet_of[wall_.face_of(f)] = f;
  for (const FacetPlace& place : places) {
    const std::uint32_t facet = facet_of[place.face];
    Vec3 at = place.at_mm - origin;
    VertexFit fit;
    fit.kind = VertexKind::kSmooth;
    if (!lift_place(facet, at, fit)) fit.normal = -exact_normal(wall_, facet);
    fits_.push_back(fit);
    wall_.positions_mm.push_back(at);
    face_of_place_.push_back(place.face);
  }
}

/// Onto the smooth surface that the facet stands for, where at least two of its corners know it;
/// the third, a tip or a corner of a flat side, is taken to look the way they do.
bool BallSearch::lift_place(std::uint32_t facet, Vec3& at_mm, VertexFit& fit) const {
  const Triangle& corners = wall_.facets[facet];
  const Vec3 outward = exact_normal(wall_, facet);
  const std::array<double, 3> share = barycentric(wall_, facet, at_mm);
  std::array<const VertexFit*, 3> shapes;
  Vec3 normal = Vec3::Zero();
  int known = 0;
  for (std::size_t i = 0; i != 3; ++i) {
    const VertexFit& corner = shape(facet, i);
    shapes[i] = nullptr;
    if (!corner.fitted || -corner.normal.dot(outward) < static_cast<double>(kLiftCosine)) continue;
    shapes[i] = &corner;
    normal += share[i] * corner.normal;
    ++known;
  }
  if (known < 2) return false;
  normal.normalize();
  double sagittas = 0;
  Vec3 lift = Vec3::Zero();
  for (std::size_t i = 0; i != 3; ++i) {
    const Vec3& n = shapes[i] ? shapes[i]->normal : normal;
    const Vec3& corner = wall_.positions_mm[corners[i]];
    lift += share[i] * (at_mm - corner).dot(n) * n;
    for (const VertexId other : corners)  // across an arc: four times its sagitta
      sagittas = std::max(sagittas, std::fabs((wall_.positions_mm[other] - corner).dot(n)));
    if (!shapes[i]) continue;
    fit.curvature_max += static_cast<float>(share[i]) * shapes[i]->curvature_max;
    fit.curvature_min += static_cast<float>(share[i]) * shapes[i]->curvature_min;
    fit.residual_mm += static_cast<float>(share[i]) * shapes[i]->residual_mm;
    fit.curvature_error = std::max(fit.curvature_error, shapes[i]->curvature_error);
    fit.normal_error = std::max(fit.normal_error, shapes[i]->normal_error);
  }
  at_mm -= 0.5 * lift;
  fit.normal = normal;
  // Between corners it is known less well, towards a tip not at all.
  fit.curvature_error =
      std::max(fit.curvature_error, (known < 3 ? 1 : kInterpolated) * std::fabs(fit.curvature_max));
  fit.height_error_mm =
      static_cast<float>(kResidualTimes * static_cast<double>(fit.residual_mm) + sagittas);
  fit.fitted = known == 3;
  return true;
}

bool BallSearch::holds(std::uint32_t facet, VertexId v) const {
  const Triangle& corners = wall_.facets[facet];
  if (v >= wall_.vertex_count())
    return face_of_place_[v - wall_.vertex_count()] == wall_.face_of(facet);
  return corners[0] == v || corners[1] == v || corners[2] == v;
}

Contact BallSearch::candidate(VertexId v, std::uint32_t facet) const {
  const Triangle& corners = wall_.facets[facet];
  const Triangle& shapes = shapes_.of_facet(facet);
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
    const CornerShape& shape = corners_[shapes[static_cast<std::size_t>(i)]];
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
