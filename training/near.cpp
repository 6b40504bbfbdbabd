#include "training/near.hpp"

namespace pg::training {

Place place_on(const TriMesh& mesh, double reach, Random& random) {
  double total = 0;
  for (std::size_t i = 0; i < mesh.triangles.size(); ++i)
    total += mesh.face_cross(static_cast<FaceId>(i)).norm();
  double wanted = random.uniform() * total;
  FaceId chosen = 0;
  for (std::size_t i = 0; i < mesh.triangles.size() && wanted >= 0; ++i) {
    chosen = static_cast<FaceId>(i);
    wanted -= mesh.face_cross(chosen).norm();
  }
  Place place;
  place.at = mesh.face_centre(chosen);
  const Vec3 own = mesh.face_cross(chosen).normalized();
  Vec3 sum = Vec3::Zero();
  for (std::size_t i = 0; i < mesh.triangles.size(); ++i) {
    const auto face = static_cast<FaceId>(i);
    const Vec3 cross = mesh.face_cross(face);
    if ((mesh.face_centre(face) - place.at).norm() < reach && cross.dot(own) > 0) sum += cross;
  }
  place.normal = (sum.norm() > 0 ? sum : own).normalized();
  place.along = place.normal.cross(random.direction()).normalized();
  place.across = place.normal.cross(place.along);
  return place;
}

Field sloping_block(const Vec3& centre, const Place& frame, const Vec3& size) {
  return [=](const Vec3& at) {
    const Vec3 d = at - centre;
    const Vec3 q = Vec3(std::abs(d.dot(frame.along)), std::abs(d.dot(frame.across)),
                        std::abs(d.dot(frame.normal))) -
                   0.5 * size;
    return q.cwiseMax(0.0).norm() + std::min(q.maxCoeff(), 0.0);
  };
}

}  // namespace pg::training
