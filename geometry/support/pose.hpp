#pragma once
/// A mesh as it stands on the plate, and which of its facets hang over.

#include <array>

#include "geometry/mesh/topology.hpp"
#include "geometry/mesh/tri_mesh.hpp"
#include "geometry/support/round_surface.hpp"
#include "geometry/vec3.hpp"

namespace pg {

class Subject;

/// Facets whose angle from horizontal is closer to the rule's than this count as *at* the rule,
/// which needs no support: four-byte coordinates turn small facets by about that much.
inline constexpr double kSlantSlackDeg = 1e-3;
/// Heights closer than this share of the model's diagonal are one height: what is this close to the
/// plate rests on it. Ten times the rounding of four-byte coordinates.
inline constexpr double kSameHeightShare = 1e-6;

/// A line nearer to a facet's corner than this share of the facet is one through the corner: no
/// estimate of the round surface from its facets is better, and a model cut along the rule's line
/// stays exact.
inline constexpr double kCornerShare = 1.0 / 64;

/// How a facet lies in a pose.
enum class Lie : std::uint8_t {
  kVertical,  ///< No shadow: vertical within rounding, or without area.
  kUp,        ///< Its outer side looks up.
  kDown,  ///< Its outer side looks down, but not so flat that it needs support, or it rests on the
          ///< plate.
  kOverhang,  ///< Looks down, its angle from horizontal is less than the rule's, and it is off the
              ///< plate; all of it, or the part that PosedMesh::partial has.
};

/// A facet of a round surface that the rule's line crosses.
struct PartialOverhang {
  FaceId face = kNone;
  /// At the corners, linear between them: positive where the surface is flatter than the rule.
  std::array<double, 3> flatness = {};

  /// Of the facet's area, where flatness is positive: in (0, 1).
  [[nodiscard]] double share() const;
};

/// Coordinates turned so that `up` is z, relative to a corner of the model's box: the plate is z =
/// 0.
struct PosedMesh {
  BigVector<Vec3> at_mm;               ///< Per vertex; 0 <= x, y, z.
  Vec3 size_mm = Vec3::Zero();         ///< Of the posed box.
  double same_height_mm = 0;           ///< kSameHeightShare of the diagonal.
  BigVector<Lie> lie;                  ///< Per facet.
  BigVector<PartialOverhang> partial;  ///< Those of lie kOverhang that only partly hang, by face.
  bool inside_out = false;       ///< All facets were turned, since the closed surface faces inward.
  Mat3 turn = Mat3::Identity();  ///< at = turn * position - corner
  Vec3 corner_mm = Vec3::Zero();

  /// The entry of a facet in `partial`; none when all of it hangs, or nothing.
  [[nodiscard]] const PartialOverhang* partial_of(FaceId face) const;
  /// Of the facet's area, how much hangs over: 0 to 1.
  [[nodiscard]] double hanging_share(FaceId face) const {
    if (lie[face] != Lie::kOverhang) return 0;
    const PartialOverhang* const part = partial_of(face);
    return part == nullptr ? 1 : part->share();
  }
  /// Back to the file's coordinates.
  [[nodiscard]] Vec3 in_file_mm(const Vec3& posed) const {
    return turn.transpose() * (posed + corner_mm);
  }
};

/// Method  A facet needs support when its outer side looks down and the angle between it and the
///         horizontal plane is strictly less (by kSlantSlackDeg) than `overhang_angle_deg`; facets
///         with all corners on the plate (within same_height_mm) do not. Flat facets count whole.
///         With `round`, facets that turn by less than kRoundTurnDeg against a
///         neighbour are taken for a round surface: at the middle of their common side its angle
///         is the mean of both, and between the three sides of a facet it is linear, so that the
///         line of the rule cuts facets instead of running along their sides.
/// Needs   Facets that agree about outside. `inside_out`: the caller found that the whole closed
///         surface faces inward, so down is up.
/// Cost    One parallel pass over vertices, two over facets.
[[nodiscard]] PosedMesh pose_mesh(const TriMesh& mesh, const Vec3& up, double overhang_angle_deg,
                                  bool inside_out = false, const RoundSurface* round = nullptr);

/// The same as the subject's rules have it, round surfaces cut.
[[nodiscard]] PosedMesh pose_of(const Subject& subject, const Vec3& up);

/// Area of all that hangs over, hidden parts included.
[[nodiscard]] double overhanging_mm2(const TriMesh& mesh, const PosedMesh& pose);

/// The closed surface as a whole faces inward: up is down for its facets.
[[nodiscard]] bool is_inside_out(const Subject& subject);

/// A rotation that takes the unit vector `up` to +z; exactly the identity when it is +z.
[[nodiscard]] Mat3 turn_to_z(const Vec3& up);

/// The pose of the file with the rules' overhang angle, made once.
[[nodiscard]] const PosedMesh& given_pose(const Subject& subject);

}  // namespace pg
