#pragma once
/// The smallest distance across empty space between two walls that face each other.

#include <limits>

#include "geometry/spatial/spatial.hpp"

namespace pg::wall {

struct Gap {
  double mm = std::numeric_limits<double>::infinity();
  VertexId vertex = kNone;      ///< In the mesh, of the facet where it starts; kNone: no gap found.
  Vec3 from_mm = Vec3::Zero();  ///< Where it starts, at or near the vertex or inside the facet ...
  Vec3 to_mm = Vec3::Zero();    ///< ... and where it ends.
  [[nodiscard]] bool found() const { return vertex != kNone; }
};

/// Of two the narrower, of equals that with the lower vertex.
[[nodiscard]] Gap narrower(const Gap& a, const Gap& b);

/// What a ray from a place of the surface along `outward` (unit) first meets: a gap if it enters
/// the solid there through a facet that faces back within 60 degrees (walls, not sides of a
/// corner). `turned`: the facet's component was wound inside out.
[[nodiscard]] Gap gap_to(const SurfaceHit& hit, const TriMesh& mesh, VertexId vertex,
                         const Vec3& from_mm, const Vec3& outward, bool turned);

}  // namespace pg::wall
