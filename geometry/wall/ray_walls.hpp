#pragma once
/// How far a ray runs through the solid: the wall by ray.

#include <cstddef>
#include <vector>

#include "geometry/spatial/spatial.hpp"
#include "geometry/wall/wall_field.hpp"
#include "geometry/wall/wall_mesh.hpp"

namespace pg::wall {

/// A vertex, or a place inside a facet.
struct Place {
  VertexId local = 0;   ///< Its number in BallSearch.
  std::size_t out = 0;  ///< Its number in WallField.
  FaceId face = kNone;  ///< The facet it lies in; kNone: a vertex.
  Vec3 at_mm = Vec3::Zero();
};

struct RayWall {
  double thickness_mm = 0;
  WallReason reason = WallReason::kOpen;
  std::uint32_t first_facet = kNone;  ///< First met, to start the ball from; set where measured.
};

/// Method  All crossings along a direction; the winding number at the start is leaves minus
///         entries; the solid ends where it first drops to 0, so that overlapping parts are one
///         solid. Where two or more cover the start, a ray outward tells whether it is buried.
/// Limits  Keeps references to the subject's tree and the mesh.
class RayWalls {
 public:
  RayWalls(const Subject& subject, const WallMesh& wall)
      : spatial_(spatial_of(subject)), wall_(wall) {}

  /// From a place into the solid; `hits` is room to work in.
  [[nodiscard]] RayWall along(const Vec3& inward, const Place& place,
                              std::vector<SurfaceHit>& hits) const;

 private:
  [[nodiscard]] bool turned(FaceId face) const { return wall_.turned(face); }
  void cast(const Place& place, const Vec3& direction, std::vector<SurfaceHit>& hits) const;
  [[nodiscard]] int winding_at_start(const std::vector<SurfaceHit>& hits) const;

  const Spatial& spatial_;
  const WallMesh& wall_;
};

}  // namespace pg::wall
