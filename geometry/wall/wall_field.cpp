#include "geometry/wall/wall_field.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>
#include <vector>

#include "geometry/check.hpp"
#include "geometry/parallel.hpp"
#include "geometry/solid/self_intersections.hpp"
#include "geometry/spatial/spatial.hpp"
#include "geometry/wall/ball_search.hpp"
#include "geometry/wall/wall_mesh.hpp"

namespace pg {
namespace {

using wall::BallSearch;
using wall::Contact;
using wall::VertexFit;
using wall::VertexKind;
using wall::WallMesh;

/// Vertices that share the previous winner as a start. Part of the results: within the tolerance of
/// the search they depend on it.
constexpr std::size_t kBlock = 512;
/// Crossings this near each other (relative) are one place: parts that touch.
constexpr double kSamePlace = 1e-9;
/// The facet straight opposite counts as contact when its ball is at most this much larger: on a
/// ball or tube everything is equally near, and any contact would be as good.
constexpr double kAsGood = 0.98;

struct RayWall {
  double thickness_mm = 0;
  WallReason reason = WallReason::kOpen;
  FaceId first_face = kNone;  ///< First met, to start the ball from; set where measured.
};

class Field {
 public:
  Field(const Subject& subject, WallField& field)
      : subject_(subject),
        spatial_(spatial_of(subject)),
        wall_(wall::make_wall_mesh(subject)),
        search_(wall_),
        field_(field),
        facet_of_face_(subject.mesh().triangles.size()),
        crossing_(subject.mesh().triangles.size(), 0) {
    for (const auto& [first, second] : self_intersections(subject).pairs)
      crossing_[first] = crossing_[second] = 1;
    const auto& blocks = spatial_.bvh().blocks;
    for_each_index(blocks.size(), [&](std::size_t b) {
      for (std::size_t lane = 0; lane < 4; ++lane)
        if (blocks[b].face[lane] != kNone)
          facet_of_face_[blocks[b].face[lane]] = static_cast<std::uint32_t>(4 * b + lane);
    });
  }

  void run() {
    std::vector<wall::Gap> gaps(chunk_count(wall_.vertex_count(), kBlock));
    for_each_chunk(
        wall_.vertex_count(),
        [&](std::size_t begin, std::size_t end, std::size_t block) {
          std::vector<SurfaceHit> hits;
          std::uint32_t previous = kNone;
          for (std::size_t v = begin; v != end; ++v) {
            previous = measure(static_cast<VertexId>(v), previous, hits);
            look_outward(static_cast<VertexId>(v), gaps[block]);
          }
        },
        kBlock);
    for (const wall::Gap& gap : gaps) field_.gap = narrower(field_.gap, gap);
  }

 private:
  /// Returns the facet that stopped the ball, for the next vertex to start from.
  std::uint32_t measure(VertexId v, std::uint32_t previous, std::vector<SurfaceHit>& hits) {
    const VertexId out = wall_.mesh_vertex[v];
    const VertexFit& fit = search_.fits()[v];
    field_.weight_mm2[out] = weight(v);
    WallReason reason = WallReason::kMeasured;
    if (fit.kind == VertexKind::kConvexCrease) reason = WallReason::kEdge;
    if (fit.kind == VertexKind::kRim) reason = WallReason::kRim;
    if (fit.kind == VertexKind::kNoNormal) reason = WallReason::kNoNormal;
    if (reason == WallReason::kMeasured) {
      const RayWall ray = along_normal(v, fit.normal, hits);
      reason = ray.reason;
      if (reason == WallReason::kMeasured) {
        field_.ray_mm[out] = ray.thickness_mm;
        previous = measure_ball(v, facet_of_face_[ray.first_face], previous);
      }
    }
    field_.ray_reason[out] = reason;
    if (reason != WallReason::kMeasured) field_.sphere_reason[out] = reason;
    return previous;
  }

  /// The two sides of a crease face each other too, however near: that is no gap. Nor is what lies
  /// beside a line where surfaces cross.
  [[nodiscard]] bool within_two_rings(VertexId v, const Triangle& face) const {
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

  /// What faces this place across empty space, no farther than the narrowest gap so far. At an
  /// edge: from just inside each facet there.
  void look_outward(VertexId v, wall::Gap& gap) const {
    constexpr double kInside = 0.01;
    // Nearer than this parts touch: no gap.
    const double touching = 1e-7 * static_cast<double>(spatial_.bvh().reach);
    const TriMesh& mesh = subject_.mesh();
    const VertexFit& fit = search_.fits()[v];
    const VertexId out = wall_.mesh_vertex[v];
    const Vec3& origin = mesh.positions_mm[out];
    const auto keep = [&](const std::optional<SurfaceHit>& hit, const Vec3& from,
                          const Vec3& outward) {
      if (hit && crossing_[hit->face] == 0 && !within_two_rings(v, mesh.triangles[hit->face]))
        gap = narrower(gap, wall::gap_to(*hit, mesh, out, from, outward, turned(hit->face)));
    };
    if (fit.kind == VertexKind::kSmooth && field_.ray_reason[out] == WallReason::kMeasured)
      keep(spatial_.first_hit_from(out, -fit.normal, touching, gap.mm), origin, -fit.normal);
    if (fit.kind != VertexKind::kConvexCrease) return;
    for (const std::uint32_t facet : wall_.facets_at(v)) {
      const Vec3 normal = wall_.normal(facet);
      if (normal.squaredNorm() < 0.5) continue;
      Vec3 middle = Vec3::Zero();
      for (const VertexId w : wall_.facets[facet]) middle += wall_.positions_mm[w] / 3;
      const Vec3 from = origin + kInside * (middle - wall_.positions_mm[v]);
      keep(spatial_.first_hit(from, normal, touching, gap.mm, face_of(facet)), from, normal);
    }
  }

  /// `opposite_facet`: what the ray met first, to start from.
  std::uint32_t measure_ball(VertexId v, std::uint32_t opposite_facet, std::uint32_t previous) {
    const VertexId out = wall_.mesh_vertex[v];
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
    if (contact.facet != kNone) field_.sphere_face[out] = face_of(contact.facet);
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

  [[nodiscard]] FaceId face_of(std::uint32_t facet) const {
    return spatial_.bvh().blocks[facet / 4].face[facet % 4];
  }

  [[nodiscard]] bool turned(FaceId face) const {
    return !wall_.component_turned.empty() &&
           wall_.component_turned[subject_.topology().component(face)];
  }

  /// Winding number where the ray starts; `hits` in order of distance.
  int winding_at_start(const std::vector<SurfaceHit>& hits) const {
    int winding = 0;
    for (const SurfaceHit& hit : hits) winding += hit.back_side != turned(hit.face) ? 1 : -1;
    return winding;
  }

  RayWall along_normal(VertexId v, const Vec3& normal, std::vector<SurfaceHit>& hits) const {
    const VertexId out = wall_.mesh_vertex[v];
    spatial_.all_hits_from(out, normal, hits);
    RayWall result;
    int winding = winding_at_start(hits);
    if (winding <= 0) return result;
    if (winding >= 2) {
      // Another part may cover this place: then it is no surface of the solid.
      std::vector<SurfaceHit> outward;
      spatial_.all_hits_from(out, -normal, outward);
      if (winding_at_start(outward) >= 1) {
        result.reason = WallReason::kBuried;
        return result;
      }
    }
    result.first_face = hits.front().face;
    for (std::size_t i = 0; i != hits.size();) {
      const double at = hits[i].distance;
      for (; i != hits.size() && hits[i].distance <= at * (1 + kSamePlace); ++i)
        winding -= hits[i].back_side != turned(hits[i].face) ? 1 : -1;
      if (winding > 0) continue;
      result.thickness_mm = at;
      result.reason = WallReason::kMeasured;
      return result;
    }
    return result;
  }

  double weight(VertexId v) const {
    double twice_area = 0;
    for (const std::uint32_t f : wall_.facets_at(v)) {
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
  WallField& field_;
  BigVector<std::uint32_t> facet_of_face_;
  std::vector<std::uint8_t> crossing_;  ///< Per face: it meets another that is no neighbour.
};

WallField build(const Subject& subject) {
  WallField field;
  const std::size_t count = subject.mesh().positions_mm.size();
  field.ray_mm.resize(count);
  field.sphere_mm.resize(count);
  field.separation_deg.resize(count);
  field.sphere_face.resize(count);
  field.ray_reason.resize(count);
  field.sphere_reason.resize(count);
  field.weight_mm2.resize(count);
  // Vertices no facet uses keep these.
  std::fill(field.ray_mm.begin(), field.ray_mm.end(), 0.0);
  std::fill(field.sphere_mm.begin(), field.sphere_mm.end(), 0.0);
  std::fill(field.sphere_face.begin(), field.sphere_face.end(), kNone);
  std::fill(field.separation_deg.begin(), field.separation_deg.end(), 0.0f);
  std::fill(field.ray_reason.begin(), field.ray_reason.end(), WallReason::kNoNormal);
  std::fill(field.sphere_reason.begin(), field.sphere_reason.end(), WallReason::kNoNormal);
  std::fill(field.weight_mm2.begin(), field.weight_mm2.end(), 0.0);
  if (!spatial_of(subject).usable()) return field;
  Field(subject, field).run();
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
