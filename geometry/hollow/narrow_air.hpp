#pragma once
/// Where walls face each other across little air.

#include <cstdint>

#include "geometry/big_vector.hpp"
#include "geometry/spatial/spatial.hpp"

namespace pg::hollow {

/// A closed surface, seen from the air.
struct AirSide {
  const TriMesh& mesh;
  const Spatial& spatial;
  double outward;                                  ///< -1 where facets face into the material.
  const BigVector<std::uint32_t>& cavity_of_face;  ///< As in Solid: sealed, so of no account here.

  /// Zero for a facet without area.
  [[nodiscard]] Vec3 normal(FaceId face) const {
    const Vec3 cross = mesh.face_cross(face);
    const double length = cross.norm();
    return length > 0 ? Vec3(outward / length * cross) : Vec3::Zero();
  }
  [[nodiscard]] bool in_cavity(FaceId face) const {
    return !cavity_of_face.empty() && cavity_of_face[face] != kNone;
  }
};

struct NarrowAir {
  BigVector<std::uint8_t> shut;  ///< Facets before which a ball as wide as the hole has no room.
  bool any_shut = false;
  double volume_mm3 = 0;  ///< Between walls from `narrowest` to `widest` apart.
};

/// Method  Rays along the normals from four places of each facet, to walls that face back within 70
///         degrees.
/// Cost    Four short rays a facet.
[[nodiscard]] NarrowAir narrow_air(const AirSide& side, double hole_mm, double narrowest_mm,
                                   double widest_mm);

}  // namespace pg::hollow
