#pragma once

#include "geometry/measurement.hpp"

namespace pg {

/// Whether the triangles form a surface with one inside: `watertight` (every edge has an even
/// number of triangles), `oriented` (neighbours agree about outside), and the edges and vertices
/// that spoil it.
///
/// Method  Incidence after exact welding. An edge is not manifold with three or more triangles; a
/// vertex
///         is not when the triangles at it, joined over shared edges, fall into several fans.
/// Limits  Says nothing about surfaces that cross: that is `self_intersections` and `solid`.
/// Cost    The shared topology and one parallel walk around each vertex.
[[nodiscard]] Measurement describe_manifoldness();

}  // namespace pg
