#pragma once
/// What is like a guide and is none. Never in training: the recogniser is asked about them.

#include <span>
#include <string_view>

#include "geometry/mesh/tri_mesh.hpp"
#include "testdata/shapes.hpp"

namespace pg::training {

struct HardNegative {
  std::string_view name;
  /// Life-size, in mm; `bone_mm` is what some are fitted to. Empty when it failed.
  TriMesh (*make)(const TriMesh& bone_mm, shapes::Random& random);
};

[[nodiscard]] std::span<const HardNegative> hard_negatives();

}  // namespace pg::training
