#include "geometry/wall/wall_field.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "geometry/check.hpp"
#include "geometry/parallel.hpp"
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
  FaceId first_face = kNone;  ///< First met, to start the ball from.
};

class Field {
 public:
  Field(const Subject& subject, WallField& field)
      : subject_(subject),
        spatial_(spatial_of(subject)),
        wall_(wall::make_wall_mesh(subject)),
        search_(wall_),
        field_(field),
        facet_of_face_(subject.mesh().triangles.size()) {
    const auto& blocks = spatial_.bvh().blocks;
    for_each_index(blocks.size(), [&](std::size_t b) {
      for (std::size_t lane = 0; lane < 4; ++lane)
        if (blocks[b].face[lane] != kNone)
          facet_of_face_[blocks[b].face[lane]] = static_cast<std::uint32_t>(4 * b + lane);
    });
  }

  void run() {
    first_face_.resize(wall_.vertex_count(), kNone);
    for_each_chunk(
        wall_.vertex_count(),
        [&](std::size_t begin, std::size_t end, std::size_t) {
          std::vector<SurfaceHit> hits;
          for (std::size_t v = begin; v != end; ++v) measure_ray(static_cast<VertexId>(v), hits);
        },
        kBlock);
    const std::vector<VertexId> chosen = choose();
    for_each_chunk(
        chosen.size(),
        [&](std::size_t begin, std::size_t end, std::size_t) {
          std::uint32_t previous = kNone;
          for (std::size_t i = begin; i != end; ++i) previous = measure_ball(chosen[i], previous);
        },
        kBlock);
  }

 private:
  void measure_ray(VertexId v, std::vector<SurfaceHit>& hits) {
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
      if (reason == WallReason::kMeasured) field_.ray_mm[out] = ray.thickness_mm;
      first_face_[v] = ray.first_face;
    }
    field_.ray_reason[out] = field_.sphere_reason[out] = reason;
  }

  /// Vertices to measure balls at, by index: all of a small mesh; else every k-th, and the places
  /// where rays found the material thinnest. Sets the weights; what is left out says so.
  std::vector<VertexId> choose() {
    const auto count = static_cast<VertexId>(wall_.vertex_count());
    const VertexId stride = std::max<VertexId>(1, (count + kSphereSample - 1) / kSphereSample);
    std::vector<VertexId> chosen;
    std::vector<VertexId> others;
    for (VertexId v = 0; v != count; ++v) {
      const VertexId out = wall_.mesh_vertex[v];
      const bool even = v % stride == 0;
      if (even) field_.sphere_weight_mm2[out] = field_.weight_mm2[out];
      if (field_.ray_reason[out] != WallReason::kMeasured) continue;
      (even ? chosen : others).push_back(v);
      if (!even) field_.sphere_reason[out] = WallReason::kLeftOut;
    }
    const auto thinner = [&](VertexId a, VertexId b) {
      const double x = field_.ray_mm[wall_.mesh_vertex[a]];
      const double y = field_.ray_mm[wall_.mesh_vertex[b]];
      return x != y ? x < y : a < b;
    };
    if (others.size() > kThinPlaces) {
      std::nth_element(others.begin(), others.begin() + kThinPlaces, others.end(), thinner);
      others.resize(kThinPlaces);
    }
    chosen.insert(chosen.end(), others.begin(), others.end());
    std::sort(chosen.begin(), chosen.end());
    return chosen;
  }

  /// Returns the facet that stopped the ball, for the next vertex to start from.
  std::uint32_t measure_ball(VertexId v, std::uint32_t previous) {
    const VertexId out = wall_.mesh_vertex[v];
    const VertexFit& fit = search_.fits()[v];
    field_.sphere_reason[out] = WallReason::kMeasured;
    Contact opposite;
    if (first_face_[v] != kNone) opposite = search_.candidate(v, facet_of_face_[first_face_[v]]);
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
    const Vec3& origin = subject_.mesh().positions_mm[wall_.mesh_vertex[v]];
    spatial_.all_hits(origin, normal, hits);
    RayWall result;
    int winding = winding_at_start(hits);
    if (winding <= 0) return result;
    if (winding >= 2) {
      // Another part may cover this place: then it is no surface of the solid.
      std::vector<SurfaceHit> outward;
      spatial_.all_hits(origin, -normal, outward);
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
  std::vector<FaceId> first_face_;  ///< Of each vertex's ray, to start its ball from.
};

WallField build(const Subject& subject) {
  WallField field;
  const std::size_t count = subject.mesh().positions_mm.size();
  field.ray_mm.resize(count);
  field.sphere_mm.resize(count);
  field.separation_deg.resize(count);
  field.ray_reason.resize(count);
  field.sphere_reason.resize(count);
  field.weight_mm2.resize(count);
  field.sphere_weight_mm2.resize(count);
  // Vertices no facet uses keep these.
  std::fill(field.ray_mm.begin(), field.ray_mm.end(), 0.0);
  std::fill(field.sphere_mm.begin(), field.sphere_mm.end(), 0.0);
  std::fill(field.separation_deg.begin(), field.separation_deg.end(), 0.0f);
  std::fill(field.ray_reason.begin(), field.ray_reason.end(), WallReason::kNoNormal);
  std::fill(field.sphere_reason.begin(), field.sphere_reason.end(), WallReason::kNoNormal);
  std::fill(field.weight_mm2.begin(), field.weight_mm2.end(), 0.0);
  std::fill(field.sphere_weight_mm2.begin(), field.sphere_weight_mm2.end(), 0.0);
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
    case WallReason::kLeftOut:
      return "left_out";
  }
  check_failed("known WallReason", __FILE__, __LINE__);
}

const WallField& wall_field_of(const Subject& subject) {
  return subject.shared<WallField>(build);
}

}  // namespace pg
