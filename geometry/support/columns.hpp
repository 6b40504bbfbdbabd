#pragma once
/// Vertical columns of support under the overhanging facets of a posed mesh.

#include <vector>

#include "geometry/mesh/tri_mesh.hpp"
#include "geometry/support/pose.hpp"

namespace pg {

class Subject;

/// Overhanging area of a facet that needs no column.
struct HeldFacet {
  FaceId face = kNone;
  double mm2 = 0;
};

struct Columns {
  double volume_mm3 =
      0;  ///< Of all columns, from the overhang down to the surface below or the plate.
  double under_mm2 = 0;     ///< Area of overhanging surface that columns carry.
  double on_top_mm2 = 0;    ///< Area of the part's own surface that columns stand on.
  double on_plate_mm2 = 0;  ///< Area of the plate that columns stand on.
  /// The surface crosses itself so often that the work limit was passed; all else is 0 then.
  bool given_up = false;
  /// Overhanging surface that lies inside overlapping solids or rests on another surface; by face.
  std::vector<HeldFacet> held;
  std::int64_t steps = 0;  ///< Of work that it took, the same on any machine.
};

/// Why there are no columns when they were given up.
inline constexpr const char* kColumnsGivenUp =
    "the surface crosses itself so often that the columns under it cannot be told apart; mend it "
    "first";

/// Columns under every facet of lie kOverhang.
///
/// Method  Seen from above, each overhanging facet (of a round surface: the part that pose.hpp has)
///         is cut by every facet whose shadow it shares and that lies below it, nearest first,
///         until each piece has one nearest surface below; a piece's column is its shadow times the
///         height at its centroid, exact since both surfaces are planes. A grid over the plate
///         finds the facets; an overhanging facet much larger than a cell is first cut along the
///         grid. A facet is buried, and carries no column, when the number of facets below that
///         look down exceeds those that look up, asked at one of its points: on a closed mesh the
///         number is the same all over it, unless another surface crosses it. Every piece is asked
///         where one does, where the point is buried and where the surface right below looks down,
///         as vertical walls that cross it have no shadow. Where two surfaces touch there is no gap
///         and no column. Duplicates of a facet count once.
/// Needs   Facets that agree about outside. Open meshes are answered too: what has nothing below
///         stands on the plate.
/// Limits  Crossing facets are right up to the crossing's own resolution (pieces are cut where one
/// plane
///         passes through another).
/// Cost    Near-linear; parallel over facets in fixed chunks, same bits for any number of threads.
[[nodiscard]] Columns support_columns(const TriMesh& mesh, const PosedMesh& pose);

/// The columns of the pose of the file, made once.
[[nodiscard]] const Columns& given_columns(const Subject& subject);

}  // namespace pg
