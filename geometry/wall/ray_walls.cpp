#include "geometry/wall/ray_walls.hpp"

namespace pg::wall {
namespace {

/// Crossings this near each other (relative) are one place: parts that touch.
constexpr double kSamePlace = 1e-9;

}  // namespace

void RayWalls::cast(const Place& place, const Vec3& direction,
                    std::vector<SurfaceHit>& hits) const {
  if (place.face == kNone)
    return spatial_.all_hits_from(static_cast<VertexId>(place.out), direction, hits);
  spatial_.all_hits(place.at_mm, direction, hits);
  std::erase_if(hits, [&](const SurfaceHit& hit) { return hit.face == place.face; });
}

/// Winding number where the ray starts; `hits` in order of distance.
int RayWalls::winding_at_start(const std::vector<SurfaceHit>& hits) const {
  int winding = 0;
  for (const SurfaceHit& hit : hits) winding += hit.back_side != turned(hit.face) ? 1 : -1;
  return winding;
}

RayWall RayWalls::along(const Vec3& inward, const Place& place,
                        std::vector<SurfaceHit>& hits) const {
  cast(place, inward, hits);
  RayWall result;
  int winding = winding_at_start(hits);
  if (winding <= 0) return result;
  if (winding >= 2) {
    // Another part may cover this place: then it is no surface of the solid.
    std::vector<SurfaceHit> outward;
    cast(place, -inward, outward);
    if (winding_at_start(outward) >= 1) {
      result.reason = WallReason::kBuried;
      return result;
    }
  }
  result.first_facet = hits.front().in_tree;
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

}  // namespace pg::wall
