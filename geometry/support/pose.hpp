#pragma once
/// A mesh as it stands on the plate, and which of its facets hang over.

#include "geometry/mesh/tri_mesh.hpp"
#include "geometry/vec3.hpp"

namespace pg {

/// Facets whose angle from horizontal is closer to the rule's than this count as *at* the rule,
/// which needs no support: four-byte coordinates turn small facets by about that much.
inline constexpr double kSlantSlackDeg = 1e-3;
/// Heights closer than this share of the model's diagonal are one height: what is this close to the
/// plate rests on it. Ten times the rounding of four-byte coordinates.
inline constexpr double kSameHeightShare = 1e-6;

/// How a facet lies in a pose.
enum class Lie : std::uint8_t {
  kVertical,  ///< No shadow: vertical within rounding, or without area.
  kUp,        ///< Its outer side looks up.
  kDown,  ///< Its outer side looks down, but not so flat that it needs support, or it rests on the
          ///< plate.
  kOverhang,  ///< Looks down, its angle from horizontal is less than the rule's, and it is off the
              ///< plate.
};

/// Coordinates turned so that `up` is z, relative to a corner of the model's box: the plate is z =
/// 0.
struct PosedMesh {
  BigVector<Vec3> at_mm;         ///< Per vertex; 0 <= x, y, z.
  Vec3 size_mm = Vec3::Zero();   ///< Of the posed box.
  double same_height_mm = 0;     ///< kSameHeightShare of the diagonal.
  BigVector<Lie> lie;            ///< Per facet.
  bool inside_out = false;       ///< All facets were turned, since the closed surface faces inward.
  Mat3 turn = Mat3::Identity();  ///< at = turn * position - corner
  Vec3 corner_mm = Vec3::Zero();

  /// Back to the file's coordinates.
  [[nodiscard]] Vec3 in_file_mm(const Vec3& posed) const {
    return turn.transpose() * (posed + corner_mm);
  }
};

/// Method  A facet needs support when the angle between it and the horizontal plane is strictly
/// less
///         (by kSlantSlackDeg) than `overhang_angle_deg` and its outer side looks down; facets with
///         all corners on the plate (within same_height_mm) do not.
/// Needs   Facets that agree about outside. `inside_out`: the caller found that the whole closed
///         surface faces inward, so down is up.
/// Cost    One parallel pass over vertices, one over facets.
[[nodiscard]] PosedMesh pose_mesh(const TriMesh& mesh, const Vec3& up, double overhang_angle_deg,
                                  bool inside_out = false);

/// A rotation that takes the unit vector `up` to +z; exactly the identity when it is +z.
[[nodiscard]] Mat3 turn_to_z(const Vec3& up);

class Subject;
/// The pose of the file with the rules' overhang angle, made once.
[[nodiscard]] const PosedMesh& given_pose(const Subject& subject);

}  // namespace pg
