#include "geometry/wall/wall_field.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "geometry/check.hpp"
#include "geometry/parallel.hpp"
#include "geometry/solid/self_intersections.hpp"
#include "geometry/spatial/spatial.hpp"
#include "geometry/wall/ball_search.hpp"
#include "geometry/wall/gap_search.hpp"
#include "geometry/wall/ray_walls.hpp"
#include "geometry/wall/wall_mesh.hpp"

namespace pg {
namespace {

using wall::BallSearch;
using wall::Contact;
using wall::Place;
using wall::RayWall;
using wall::VertexFit;
using wall::VertexKind;
using wall::WallMesh;

/// Vertices that share the previous winner as a start. Part of the results: within the tolerance of
/// the search they depend on it.
constexpr std::size_t kBlock = 512;
/// The facet straight opposite counts as contact when its ball is at most this much larger: on a
/// ball or tube everything is equally near, and any contact would be as good.
constexpr double kAsGood = 0.98;

/// Vertices no facet uses keep what is set here.
void make_room(std::size_t count, WallField& field) {
  field.ray_mm.assign(count, 0.0);
  field.sphere_mm.assign(count, 0.0);
  field.separation_deg.assign(count, 0.0f);
  field.sphere_face.assign(count, kNone);
  field.ray_reason.assign(count, WallReason::kNoNormal);
  field.sphere_reason.assign(count, WallReason::kNoNormal);
  field.weight_mm2.assign(count, 0.0);
}

class Field {
 public:
  Field(const Subject& subject, WallField& field)
      : subject_(subject),
        spatial_(spatial_of(subject)),
        wall_(wall::make_wall_mesh(subject)),
        search_(wall_),
        rays_(subject, wall_),
        field_(field),
        crossing_(subject.mesh().triangles.size()),
        has_places_(subject.mesh().triangles.size()) {
    for (const auto& [first, second] : self_intersections(subject).pairs) {
      crossing_.mark(first);
      crossing_.mark(second);
    }
    field_.facet_places = wall::facet_places_of(subject.mesh(), wall_, search_.fits());
    for (const FacetPlace& place : field_.facet_places) has_places_.mark(place.face);
    search_.add_places(subject, field_.facet_places);
    make_room(subject.mesh().positions_mm.size() + field_.facet_places.size(), field_);
  }

  void run() {
    const wall::GapSearch gap_search(subject_, search_, crossing_);
    std::vector<wall::Gap> gaps(chunk_count(wall_.vertex_count(), kBlock));
    in_blocks(wall_.vertex_count(), [&](std::size_t v, std::size_t block, Walker& walker) {
      const auto local = static_cast<VertexId>(v);
      const VertexId out = wall_.mesh_vertex[v];
      field_.weight_mm2[out] = weight(local);
      measure({local, out, kNone, subject_.mesh().positions_mm[out]}, walker);
      gap_search.look(local, field_.ray_reason[out] == WallReason::kMeasured, gaps[block]);
    });
    const std::vector<FacetPlace>& places = field_.facet_places;
    std::vector<wall::Gap> place_gaps(chunk_count(places.size(), kBlock));
    in_blocks(places.size(), [&](std::size_t i, std::size_t block, Walker& walker) {
      const auto local = static_cast<VertexId>(wall_.vertex_count() + i);
      const std::size_t out = subject_.mesh().positions_mm.size() + i;
      field_.weight_mm2[out] = places[i].weight_mm2;
      measure({local, out, places[i].face, places[i].at_mm}, walker);
      if (field_.ray_reason[out] == WallReason::kMeasured)
        gap_search.look(places[i], -search_.fits()[local].normal, place_gaps[block]);
    });
    for (const auto* const found : {&gaps, &place_gaps})
      for (const wall::Gap& gap : *found) field_.gap = narrower(field_.gap, gap);
  }

 private:
  /// What goes from place to place within a block.
  struct Walker {
    std::uint32_t previous = kNone;  ///< The facet that stopped the last ball, to start from.
    std::vector<SurfaceHit> hits;
  };

  template <class Visit>
  static void in_blocks(std::size_t count, const Visit& visit) {
    for_each_chunk(
        count,
        [&](std::size_t begin, std::size_t end, std::size_t block) {
          Walker walker;
          for (std::size_t i = begin; i != end; ++i) visit(i, block, walker);
        },
        kBlock);
  }

  [[nodiscard]] WallReason reason_before_looking(const Place& place) const {
    if (place.face != kNone && crossing_[place.face] && lies_on_another(place))
      return WallReason::kCrossed;
    switch (search_.fits()[place.local].kind) {
      case VertexKind::kConvexCrease:
        return WallReason::kEdge;
      case VertexKind::kRim:
        return WallReason::kRim;
      case VertexKind::kNoNormal:
        return WallReason::kNoNormal;
      default:
        return WallReason::kMeasured;
    }
  }

  /// Surfaces touch or cover each other at this place inside a facet.
  [[nodiscard]] bool lies_on_another(const Place& place) const {
    const double near = 1e-7 * static_cast<double>(spatial_.bvh().reach);
    bool found = false;
    spatial_.visit_overlaps(
        {place.at_mm.array() - near, place.at_mm.array() + near}, [&](FaceId face) {
          const TriMesh& mesh = subject_.mesh();
          found = face != place.face &&
                  (closest_on_triangle(place.at_mm, mesh.corner(face, 0), mesh.corner(face, 1),
                                       mesh.corner(face, 2)) -
                   place.at_mm)
                          .norm() <= near;
          return !found;
        });
    return found;
  }

  void measure(const Place& place, Walker& walker) {
    WallReason reason = reason_before_looking(place);
    if (reason == WallReason::kMeasured) {
      const RayWall ray = rays_.along(search_.fits()[place.local].normal, place, walker.hits);
      reason = ray.reason;
      if (reason == WallReason::kMeasured) {
        field_.ray_mm[place.out] = ray.thickness_mm;
        walker.previous = measure_ball(place, ray.first_facet, walker.previous);
      }
    }
    field_.ray_reason[place.out] = reason;
    if (reason != WallReason::kMeasured) field_.sphere_reason[place.out] = reason;
  }

  /// `opposite_facet`: what the ray met first, to start from. Returns the facet that stopped the
  /// ball.
  std::uint32_t measure_ball(const Place& place, std::uint32_t opposite_facet,
                             std::uint32_t previous) {
    const VertexId v = place.local;
    const std::size_t out = place.out;
    const VertexFit& fit = search_.fits()[v];
    field_.sphere_reason[out] = WallReason::kMeasured;
    const Contact opposite = search_.candidate(v, opposite_facet);
    Contact start = opposite;
    if (previous != kNone) {
      const Contact before = search_.candidate(v, previous);
      if (before.score > start.score) start = before;
    }
    Contact contact = search_.search(v, start);
    if (!contact.found()) {
      field_.sphere_reason[out] = WallReason::kOpen;
      return previous;
    }
    const std::uint32_t winner = contact.facet;
    const double curvature = contact.curvature;
    if (opposite.found() && opposite.curvature >= kAsGood * curvature &&
        separation(v, fit, opposite, curvature) > separation(v, fit, contact, curvature))
      contact = opposite;
    if (contact.facet != kNone && contact.inside_facet &&
        wall_.normal(contact.facet).dot(contact.point_mm - wall_.positions_mm[v]) < 0) {
      field_.sphere_reason[out] = WallReason::kCrossed;
      return previous;
    }
    field_.sphere_mm[out] = 2 / curvature;
    if (contact.facet != kNone) field_.sphere_face[out] = wall_.face_of(contact.facet);
    field_.separation_deg[out] = static_cast<float>(separation(v, fit, contact, curvature));
    return winner == kNone ? previous : winner;
  }

  /// Angle between vertex and contact seen from the ball's centre; 0 for the own curvature.
  double separation(VertexId v, const VertexFit& fit, const Contact& contact,
                    double curvature) const {
    if (contact.facet == kNone) return 0;
    const Vec3 from_centre = contact.point_mm - wall_.positions_mm[v] - fit.normal / curvature;
    const double length = from_centre.norm();
    if (!(length > 0)) return 180;
    const double cosine = std::clamp(-fit.normal.dot(from_centre) / length, -1.0, 1.0);
    return std::acos(cosine) * 180 / std::numbers::pi;
  }

  double weight(VertexId v) const {
    double twice_area = 0;
    for (const std::uint32_t f : wall_.facets_at(v)) {
      if (has_places_[wall_.face_of(f)]) continue;
      const auto& [a, b, c] = wall_.facets[f];
      twice_area += (wall_.positions_mm[b] - wall_.positions_mm[a])
                        .cross(wall_.positions_mm[c] - wall_.positions_mm[a])
                        .norm();
    }
    return twice_area / 6;
  }

  const Subject& subject_;
  const Spatial& spatial_;
  WallMesh wall_;
  BallSearch search_;
  wall::RayWalls rays_;
  WallField& field_;
  wall::FaceMarks crossing_;    ///< They meet another that is no neighbour.
  wall::FaceMarks has_places_;  ///< They have places of their own.
};

WallField build(const Subject& subject) {
  WallField field;
  if (!self_intersections(subject).given_up && spatial_of(subject).usable()) {
    Field(subject, field).run();
    return field;
  }
  make_room(subject.mesh().positions_mm.size(), field);
  if (self_intersections(subject).given_up) {
    field.ray_reason.assign(field.ray_reason.size(), WallReason::kCrossed);
    field.sphere_reason = field.ray_reason;
  }
  return field;
}

}  // namespace

std::string_view wall_reason_id(WallReason reason) {
  switch (reason) {
    case WallReason::kMeasured:
      return "measured";
    case WallReason::kEdge:
      return "edge";
    case WallReason::kRim:
      return "rim";
    case WallReason::kNoNormal:
      return "no_normal";
    case WallReason::kOpen:
      return "open";
    case WallReason::kCrossed:
      return "crossed";
    case WallReason::kBuried:
      return "buried";
  }
  check_failed("known WallReason", __FILE__, __LINE__);
}

const WallField& wall_field_of(const Subject& subject) {
  return subject.shared<WallField>(build);
}

}  // namespace pg
