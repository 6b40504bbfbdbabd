#pragma once
/// A made-up head: nobody's.

#include "geometry/mesh/tri_mesh.hpp"

namespace pg::shapes {

/// A head's skin of an adult's measures, about 200 mm high, looking along -y with +z up. `step` is
/// the grid in mm.
[[nodiscard]] TriMesh head_like(double step = 3.0, bool with_nose = true);

}  // namespace pg::shapes
