#include "geometry/feature/air.hpp"

#include <cmath>
#include <vector>

#include "geometry/parallel.hpp"

namespace pg::feature {
namespace {

/// A corner this far from where the hit is belongs to another surface, not to a coarse wall: the
/// sagitta of a wall of six sides is 0.13 radii.
constexpr double kLiftMaxRadii = 0.16;

}  // namespace

Air::Air(const Subject& subject) : spatial_(spatial_of(subject)) {
  const TriMesh& mesh = subject.mesh();
  const Vec3 middle = origin();
  const double six_volumes = ordered_sum(mesh.triangles.size(), 0.0, [&](std::size_t i) {
    const auto face = static_cast<FaceId>(i);
    return (mesh.corner(face, 0) - middle).dot(mesh.face_cross(face));
  });
  outward_ = six_volumes < 0 ? -1 : 1;
}

Vec3 Air::normal(FaceId face) const {
  const Vec3 cross = mesh().face_cross(face);
  const double length = cross.norm();
  return length > 0 ? Vec3(outward_ / length * cross) : Vec3::Zero();
}

std::optional<AirHit> Air::look(const Vec3& from, const Vec3& direction, double t_min,
                                double t_max) const {
  const auto hit = spatial_.first_hit(from, direction, t_min, t_max);
  if (!hit) return std::nullopt;
  return AirHit{.face = hit->face,
                .distance = hit->distance,
                .barycentric = hit->barycentric,
                .normal = normal(hit->face)};
}

bool Air::is_air(const Vec3& point) const {
  // Not along axes: facets parallel to them are common.
  static const std::array<Vec3, 3> directions = {
      Vec3(0.8211, 0.4337, 0.3709), Vec3(-0.3941, 0.8517, -0.3452), Vec3(0.2879, -0.3613, 0.8868)};
  std::vector<SurfaceHit> hits;
  int votes = 0;
  for (const Vec3& direction : directions) {
    spatial_.all_hits(point, direction, hits);
    int winding = 0;
    for (const SurfaceHit& hit : hits) winding += hit.back_side ? 1 : -1;
    if (winding == 0) ++votes;
  }
  return votes >= 2;
}

LiftedDistance lifted_distance(const TriMesh& mesh, FaceId face,
                               const std::array<double, 3>& barycentric, const Cylinder& cylinder) {
  LiftedDistance lifted;
  Vec3 point = Vec3::Zero();
  double most = 0;
  for (int k = 0; k < 3; ++k) {
    const Vec3 corner = mesh.corner(face, k) - cylinder.at;
    const double weight = barycentric[static_cast<std::size_t>(k)];
    const double along = corner.dot(cylinder.axis);
    const Vec3 radial = corner - along * cylinder.axis;
    const double distance = radial.norm();
    point += weight * corner;
    lifted.distance += weight * distance;
    most = std::max(most, std::abs(distance - cylinder.radius));
    if (distance > 0) {
      lifted.pull += weight / distance * radial;
      lifted.pull_far += weight * along / distance * radial;
    }
  }
  const double along = point.dot(cylinder.axis);
  const Vec3 radial = point - along * cylinder.axis;
  lifted.flat = radial.norm();
  if (most > kLiftMaxRadii * cylinder.radius + 0.1 && lifted.flat > 0) {
    lifted.distance = lifted.flat;
    lifted.pull = radial / lifted.flat;
    lifted.pull_far = along * lifted.pull;
  }
  return lifted;
}

Vec3 with_sign(const Vec3& axis) {
  int largest = 0;
  axis.cwiseAbs().maxCoeff(&largest);
  return axis[largest] < 0 ? Vec3(-axis) : axis;
}

std::array<Vec3, 2> across(const Vec3& axis) {
  int least = 0;
  axis.cwiseAbs().minCoeff(&least);
  const Vec3 u = axis.cross(Vec3::Unit(least)).normalized();
  return {u, axis.cross(u)};
}

}  // namespace pg::feature
