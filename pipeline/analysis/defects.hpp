#pragma once
/// Every place that mesh health counts, as points, lines and triangles to look at.

#include <cstdint>
#include <string_view>

#include "geometry/subject.hpp"
#include "io/write/field_mesh.hpp"

namespace pg {

/// The numbers are public: they are what a defects file holds.
enum class DefectKind : std::int32_t {
  kBoundaryEdge = 1,
  kNonmanifoldEdge = 2,
  kInconsistentEdge = 3,
  kNonmanifoldVertex = 4,
  kTJunction = 5,
  kDegenerateTriangle = 6,
  kDuplicateTriangle = 7,
  kSelfIntersectingTriangle = 8,
  kFragmentTriangle = 9,
};

/// The numbers in words, for the file's own comment and the documentation.
inline constexpr std::string_view kDefectLegend =
    "1 boundary edge, 2 non-manifold edge, 3 inconsistent edge, 4 non-manifold vertex, "
    "5 T-junction, 6 degenerate triangle, 7 duplicate triangle, 8 self-intersecting triangle, "
    "9 triangle of a fragment";

/// Cells with the field `kind`; what is faulty in two ways is there twice. Without faults it has no
/// cell. In mm, in the place of the model. Triangles that collapsed in welding are not in the mesh
/// and so not here.
[[nodiscard]] FieldMesh defects_of(const Subject& subject);

}  // namespace pg
