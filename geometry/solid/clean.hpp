#pragma once
/// First repairs: one order, no triangle twice, none without area.

#include "geometry/solid/chain.hpp"

namespace pg {

/// A copy about the box's centre: vertices with equal coordinates joined, whatever their group, and
/// sorted, so that the order of the file no longer matters.
[[nodiscard]] TriMesh sorted_copy(const TriMesh& mesh, RepairLog& log);

/// Leaves out triangles with a repeated vertex or without area; keeps one of several triangles with
/// the same corners where they are odd in number. An even number may be a double wall: patches of
/// these are kept (once) or dropped whole, whichever leaves the shorter length of edges with an
/// odd number of triangles (a shell stored twice stays once; a wall shared by two boxes, or a
/// two-sided fin, goes). Triangles come out sorted by their vertices.
void clean(TriMesh& mesh, RepairLog& log);

/// The corners of a triangle in ascending order; `even` when that keeps its winding.
struct SortedTriple {
  Triangle corners;
  bool even;
};
[[nodiscard]] SortedTriple sorted_triple(Triangle triangle);

}  // namespace pg
