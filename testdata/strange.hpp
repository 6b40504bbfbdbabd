#pragma once
/// Shapes that no hospital prints: for asking whether the recogniser sees that it has seen nothing
/// like them.

#include <array>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "testdata/implicit.hpp"
#include "testdata/shapes.hpp"

namespace pg::shapes {

struct StrangeKind {
  std::string_view name;
  TriMesh (*make)(Random& random);  ///< 30 to 140 mm, as large as hearts, bones and guides are.
};

/// Kinds that training may have. No kind is a variation of one that is only asked about.
[[nodiscard]] std::span<const StrangeKind> taught_strange_kinds();
/// Kinds that training never sees.
[[nodiscard]] std::span<const StrangeKind> asked_strange_kinds();

// What they are built from.

/// Half of the largest dimension: 15 to 70 mm.
[[nodiscard]] double half_size(Random& random);
[[nodiscard]] int whole(Random& random, int low, int high);  ///< Both ends included.
/// A tube along a line, of as many sides, capped; radius as given at each point.
[[nodiscard]] TriMesh swept(const std::vector<Vec3>& line, const std::vector<double>& radii,
                            int sides);
[[nodiscard]] TriMesh swept(const std::vector<Vec3>& line, double radius, int sides);
/// Straight up over a polygon given by its corners' distances from the origin, evenly around it.
[[nodiscard]] TriMesh star_prism(const std::vector<double>& radii, double height);
/// Filled cells of a grid, their outside as squares of two facets; `filled` is asked within `count`
/// only. Centred on the origin.
[[nodiscard]] TriMesh voxels(const std::array<int, 3>& count, const Vec3& cell,
                             const std::function<bool(int, int, int)>& filled);
/// A field marched in the box of that half size, 46 to 90 cells along the longest side.
[[nodiscard]] TriMesh marched(const Field& field, const Vec3& half);
/// A cube, a ball or a cylinder of that half size.
[[nodiscard]] Field outline(Random& random, double half);

}  // namespace pg::shapes
