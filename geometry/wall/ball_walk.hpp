#pragma once
/// The walk through the tree in search of what stops a ball.

#include "geometry/wall/ball_search.hpp"

namespace pg::wall {

/// Improves `best` (a candidate known, or none) by whatever facet beats it by more than the
/// tolerance of the search. In single precision, eight children or eight facets at a time; a facet
/// that may win is decided in double by BallSearch::candidate.
void walk_tree(const BallSearch& search, VertexId vertex, Contact& best);

/// The same without the instructions this machine may have beyond the common ones: the same bits.
void walk_tree_plain(const BallSearch& search, VertexId vertex, Contact& best);

}  // namespace pg::wall
