#pragma once
/// Which sides of facets a round surface passes over, and the facets' normals.

#include <cstdint>

#include "geometry/big_vector.hpp"
#include "geometry/mesh/topology.hpp"
#include "geometry/mesh/tri_mesh.hpp"
#include "geometry/vec3.hpp"

namespace pg {

class Subject;

/// Neighbours that turn by less than this are two facets of one round surface, and the rule's line
/// runs where that surface has the rule's angle; beyond, they are facets, and count whole. A circle
/// of 33 sides is round, one of 32 is not (docs/decisions/0012).
inline constexpr double kRoundTurnDeg = 11;

/// What does not change when the model is turned. Keeps references to mesh and topology.
/// Cost    25 bytes a facet; a byte, and a little more time, of a mesh of more than `kept` facets,
///         whose normals are made anew whenever they are asked for.
class RoundSurface {
 public:
  static constexpr std::size_t kKept = 1'500'000;
  RoundSurface(const TriMesh& mesh, const Topology& topology, std::size_t kept = kKept);

  /// As the corners are ordered, unit length; zero for a facet without area.
  [[nodiscard]] Vec3 normal(FaceId face) const {
    return normal_.empty() ? made_normal(face) : normal_[face];
  }
  /// The neighbour over side k of a facet, where the surface is round there; else kNone.
  [[nodiscard]] FaceId neighbour(FaceId face, std::size_t k) const {
    return (round_[face] >> k & 1) != 0 ? topology_->neighbour(static_cast<SideId>(3 * face + k))
                                        : kNone;
  }

 private:
  [[nodiscard]] Vec3 made_normal(FaceId face) const;

  const TriMesh* mesh_;
  const Topology* topology_;
  BigVector<Vec3> normal_;         // or none
  BigVector<std::uint8_t> round_;  // bit k: side k
};

/// The subject's own, made once.
[[nodiscard]] const RoundSurface& round_surface_of(const Subject& subject);

}  // namespace pg
