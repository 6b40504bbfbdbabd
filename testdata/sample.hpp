#pragma once
/// The sample case of `./dev run`: made-up models of the three kinds that labs print most.

#include "geometry/mesh/tri_mesh.hpp"

namespace pg::shapes {

/// Ventricles, atria and the stumps of the great vessels as a hollow shell with a 3 mm wall, cut
/// open at the vessels; about 110 mm long. `step` is the grid in mm; its diagonal must stay under
/// the wall.
[[nodiscard]] TriMesh heart_like(double step = 1.6);
/// Ascending aorta, arch with three branches, descending aorta: lumen of 26 to 20 mm, wall 2.5 mm,
/// ends cut open.
[[nodiscard]] TriMesh aorta_like(double step = 1.3);
/// A curved plate with two drill holes of 2.5 mm and a saw slot of 1 mm.
[[nodiscard]] TriMesh guide_like(double step = 0.6);

}  // namespace pg::shapes
