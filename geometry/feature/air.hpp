#pragma once
/// Looking through the air around a solid: rays that know on which side the material is.

#include <array>
#include <numbers>
#include <optional>

#include "geometry/spatial/spatial.hpp"

namespace pg::feature {

struct AirHit {
  FaceId face = kNone;
  double distance = 0;
  std::array<double, 3> barycentric = {};
  Vec3 normal = Vec3::Zero();  ///< Unit, out of the material.
};

/// A straight line with a round wall about it.
struct Cylinder {
  Vec3 at = Vec3::Zero();
  Vec3 axis = Vec3::UnitZ();  ///< Unit.
  double radius = 0;
};

/// Rays against the subject's surface, with normals turned so that they leave the material: a model
/// that is inside out as a whole is turned. Keeps a reference to the subject.
class Air {
 public:
  explicit Air(const Subject& subject);

  [[nodiscard]] const TriMesh& mesh() const { return spatial_.mesh(); }
  [[nodiscard]] bool usable() const { return spatial_.usable(); }
  /// The point that cells of grids are counted from.
  [[nodiscard]] const Vec3& origin() const { return spatial_.bvh().origin; }
  /// Unit and out of the material; zero for a face without area.
  [[nodiscard]] Vec3 normal(FaceId face) const;
  /// The first surface, from either side.
  [[nodiscard]] std::optional<AirHit> look(const Vec3& from, const Vec3& direction, double t_min,
                                           double t_max) const;
  /// Not inside the material of any shell, by the vote of three rays: open surfaces lie to some.
  [[nodiscard]] bool is_air(const Vec3& point) const;

 private:
  const Spatial& spatial_;
  double outward_ = 1;
};

/// How far a hit's place on the smooth surface, of which the mesh has the corners, is from the
/// axis: the corners' distances, interpolated. On a cylinder whose corners lie on it this is its
/// radius wherever the ray met the chord, so that coarse walls do not come out narrow.
struct LiftedDistance {
  double distance = 0;
  double flat = 0;               ///< Of the hit itself.
  Vec3 pull = Vec3::Zero();      ///< Change of `distance` with a shift of the surface.
  Vec3 pull_far = Vec3::Zero();  ///< The same, each corner weighted with its place along the axis.
};
[[nodiscard]] LiftedDistance lifted_distance(const TriMesh& mesh, FaceId face,
                                             const std::array<double, 3>& barycentric,
                                             const Cylinder& cylinder);

/// The axis of a line without a sense, so that its largest part is positive.
[[nodiscard]] Vec3 with_sign(const Vec3& axis);

/// Two unit vectors at right angles to `axis` and each other.
[[nodiscard]] std::array<Vec3, 2> across(const Vec3& axis);

}  // namespace pg::feature
