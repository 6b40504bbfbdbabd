#include "geometry/support/round_surface.hpp"

#include <cmath>
#include <numbers>

#include "geometry/parallel.hpp"
#include "geometry/subject.hpp"

namespace pg {

RoundSurface::RoundSurface(const TriMesh& mesh, const Topology& topology) : topology_(&topology) {
  const std::size_t faces = mesh.triangles.size();
  normal_.resize(faces);
  for_each_index(faces, [&](std::size_t f) {
    const Vec3 cross = mesh.face_cross(static_cast<FaceId>(f));
    const double length = cross.norm();
    normal_[f] = length > 0 ? Vec3(cross / length) : Vec3(Vec3::Zero());
  });
  const double least = std::cos(kRoundTurnDeg * std::numbers::pi / 180);
  round_.resize(faces);
  for_each_index(faces, [&](std::size_t f) {
    unsigned round = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      const FaceId other = topology.neighbour(static_cast<SideId>(3 * f + k));
      if (other != kNone && normal_[f].dot(normal_[other]) > least) round |= 1U << k;
    }
    round_[f] = static_cast<std::uint8_t>(round);
  });
}

const RoundSurface& round_surface_of(const Subject& subject) {
  return subject.shared<RoundSurface>(
      [](const Subject& s) { return RoundSurface(s.mesh(), s.topology()); });
}

}  // namespace pg
