#pragma once
/// A real model as something that other bodies are fitted to.

#include <memory>

#include "geometry/spatial/spatial.hpp"
#include "training/body.hpp"

namespace pg::training {

/// Signed distance from a mesh: the sign is that of the nearest facet.
class Near {
 public:
  explicit Near(const TriMesh& mesh)
      : mesh_(std::make_shared<TriMesh>(mesh)), spatial_(std::make_shared<Spatial>(*mesh_)) {}
  [[nodiscard]] double distance(const Vec3& at, double farthest) const {
    const SurfacePoint nearest = spatial_->closest_point(at, farthest);
    if (nearest.face == kNone) return farthest;
    const bool outside = mesh_->face_cross(nearest.face).dot(at - nearest.point) >= 0;
    return outside ? nearest.distance : -nearest.distance;
  }
  [[nodiscard]] const TriMesh& mesh() const { return *mesh_; }

 private:
  std::shared_ptr<TriMesh> mesh_;  // where Spatial has its reference
  std::shared_ptr<Spatial> spatial_;
};

struct Place {
  Vec3 at, normal, along, across;
};

/// A place on the surface by area, with a mean normal over `reach`.
[[nodiscard]] Place place_on(const TriMesh& mesh, double reach, Random& random);

/// A block in the frame of a place: sizes along, across and outward.
[[nodiscard]] Field sloping_block(const Vec3& centre, const Place& frame, const Vec3& size);

}  // namespace pg::training
