#pragma once
/// What the steps from a mesh to its solid hand on, and what they noticed on the way.
///
/// The method in one paragraph. Material is where the winding number W of the repaired surface is
/// at least 1 in absolute value. Once the triangles form a closed chain (every directed edge
/// cancels), W is an integer on each side of a triangle, except across the curves where other
/// triangles cut it. By the divergence theorem the volume is the sum over pieces of triangles of
/// (f(W_back) - f(W_front)) (p . n) area / 3, with f(W) = 1 where |W| >= 1: no boolean operation
/// and no re-meshing. Whole triangles give their usual signed term times -1, 0 or +1; only cut ones
/// need a small exact integration (cells.hpp). Nearest relative: Zhou et al., Mesh arrangements for
/// solid geometry, SIGGRAPH 2016; winding numbers: Jacobson et al., SIGGRAPH 2013.

#include <cstdint>
#include <optional>
#include <vector>

#include "geometry/mesh/topology.hpp"
#include "geometry/mesh/tri_mesh.hpp"

namespace pg {

/// Triangles with whole-numbered multiplicities. Coordinates are relative to the centre of the box.
struct Chain {
  TriMesh mesh;
  BigVector<std::int32_t> weight;  ///< Positive; empty while all are 1.

  [[nodiscard]] int weight_of(FaceId face) const { return weight.empty() ? 1 : weight[face]; }
};

enum class SolidNote : std::uint8_t {
  kDegenerate,         ///< Triangles without area, left out.
  kDuplicates,         ///< Triangles stored more than once, counted once.
  kDoubleWall,         ///< Coincident triangles back to back, left out.
  kCracksWelded,       ///< Vertices joined; amount: the largest distance moved.
  kTJunctions,         ///< Vertices inside a neighbour's edge, joined.
  kWindingMixed,       ///< Triangles turned to agree with their neighbours.
  kNotOrientable,      ///< Edges at which no choice of winding agrees.
  kHolesClosed,        ///< Rims closed; amount: area of the lids.
  kInvertedShell,      ///< Outer shells that faced inward.
  kNestedSameWinding,  ///< Shells inside another that face outward like it.
  kShellsOverlap,      ///< Pairs of triangles of different shells that meet.
  kSelfCrossing,       ///< Pairs of triangles of one shell that meet.
  kLoosePartInCavity,  ///< Shells inside a cavity.
  kCavity,             ///< Shells that face inward inside another: hollow.
  kCavityPokesOut,     ///< The same, but crossing the surface around them.
  kNegativeWinding,    ///< Inside-out regions counted as material; amount: their volume.
};

struct SolidEvent {
  SolidNote kind;
  std::size_t count = 0;
  double amount = 0.0;
  std::optional<Vec3> at_mm;  ///< In the coordinates of the mesh.
};

/// What repairing cost in certainty, and what was done.
struct RepairLog {
  std::vector<SolidEvent> events;
  double plus_minus_mm3 = 0.0;
  double lid_area_mm2 = 0.0;
  double welded_distance_mm = 0.0;
  std::size_t t_junctions = 0;
  std::vector<Vec3> t_junctions_at_mm;  ///< In the coordinates of the mesh.
  Vec3 centre = Vec3::Zero();  ///< What was subtracted from the coordinates.
  double diagonal_mm = 0.0;
  bool even_split = false;  ///< A patch was wound nearly half and half: its majority says little.

  /// Adds to the event of this kind, or begins it.
  void note(SolidNote kind, std::size_t count, double amount = 0.0,
            std::optional<Vec3> at = std::nullopt);
  [[nodiscard]] const SolidEvent* find(SolidNote kind) const;
};

[[nodiscard]] double total_area(const TriMesh& mesh);

}  // namespace pg
