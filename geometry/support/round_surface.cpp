#include "geometry/support/round_surface.hpp"

#include <cmath>
#include <numbers>
#include <utility>

#include "geometry/parallel.hpp"
#include "geometry/subject.hpp"

namespace pg {

Vec3 RoundSurface::made_normal(FaceId face) const {
  const Vec3 cross = mesh_->face_cross(face);
  const double length = cross.norm();
  return length > 0 ? Vec3(cross / length) : Vec3(Vec3::Zero());
}

RoundSurface::RoundSurface(const TriMesh& mesh, const Topology& topology, std::size_t kept)
    : mesh_(&mesh), topology_(&topology) {
  const std::size_t faces = mesh.triangles.size();
  if (faces <= kept) {
    BigVector<Vec3> normals(faces);
    for_each_index(faces, [&](std::size_t f) { normals[f] = made_normal(static_cast<FaceId>(f)); });
    normal_ = std::move(normals);
  }
  const double least = std::cos(kRoundTurnDeg * std::numbers::pi / 180);
  round_.resize(faces);
  for_each_index(faces, [&](std::size_t f) {
    const Vec3 own = normal(static_cast<FaceId>(f));
    unsigned round = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      const FaceId other = topology.neighbour(static_cast<SideId>(3 * f + k));
      if (other != kNone && own.dot(normal(other)) > least) round |= 1U << k;
    }
    round_[f] = static_cast<std::uint8_t>(round);
  });
}

const RoundSurface& round_surface_of(const Subject& subject) {
  return subject.shared<RoundSurface>(
      [](const Subject& s) { return RoundSurface(s.mesh(), s.topology()); });
}

}  // namespace pg
