#include "geometry/hollow/narrow_air.hpp"

#include <algorithm>
#include <array>

#include "geometry/parallel.hpp"

namespace pg::hollow {
namespace {

constexpr double kFacing = -0.34;  // cosine between normals
constexpr double kSlack = 1.02;    // a facet seen aslant, or off its wall's middle

/// The places, as weights of the corners: the middle, and half way from it to the corners. Each
/// stands for a quarter of the facet.
constexpr std::array<std::array<double, 3>, 4> kPlaces = {{{1.0 / 3, 1.0 / 3, 1.0 / 3},
                                                           {2.0 / 3, 1.0 / 6, 1.0 / 6},
                                                           {1.0 / 6, 2.0 / 3, 1.0 / 6},
                                                           {1.0 / 6, 1.0 / 6, 2.0 / 3}}};

}  // namespace

NarrowAir narrow_air(const AirSide& side, double hole_mm, double narrowest_mm, double widest_mm) {
  const std::size_t faces = side.mesh.triangles.size();
  const double reach = std::max(kSlack * hole_mm, widest_mm);
  NarrowAir air;
  air.shut.assign(faces, 0);
  air.volume_mm3 = ordered_sum(faces, 0.0, [&](std::size_t i) {
    const auto face = static_cast<FaceId>(i);
    const Vec3 normal = side.normal(face);
    if (normal.isZero() || side.in_cavity(face)) return 0.0;
    double deep = 0;
    int near = 0;
    for (const auto& weights : kPlaces) {
      Vec3 at = Vec3::Zero();
      for (int k = 0; k < 3; ++k)
        at += weights[static_cast<std::size_t>(k)] * side.mesh.corner(face, k);
      const auto hit = side.spatial.first_hit(at, normal, 0, reach, face);
      if (!hit || side.normal(hit->face).dot(normal) > kFacing) continue;
      if (hit->distance < kSlack * hole_mm) ++near;
      if (hit->distance >= narrowest_mm && hit->distance <= widest_mm) deep += hit->distance;
    }
    air.shut[i] = near >= 2 ? 1 : 0;
    // Each wall has its half of the air.
    return 0.5 * side.mesh.face_cross(face).norm() * deep / 4 / 2;
  });
  air.any_shut = std::any_of(air.shut.begin(), air.shut.end(), [](auto one) { return one != 0; });
  return air;
}

}  // namespace pg::hollow
