#pragma once
/// Triangles as a file gives them, before welding.

#include <array>
#include <cstdint>
#include <variant>

#include "geometry/big_vector.hpp"
#include "geometry/mesh/tri_mesh.hpp"

namespace pg {

using Vec3f = std::array<float, 3>;

/// Coordinates in the precision and unit of the file, so that nothing is rounded on the way in and
/// four-byte formats take four bytes.
using Coordinates = std::variant<BigVector<Vec3f>, BigVector<Vec3>>;

[[nodiscard]] inline std::size_t coordinate_count(const Coordinates& coordinates) {
  return std::visit([](const auto& list) { return list.size(); }, coordinates);
}

/// Either indexed (`triangles` not empty), or corners 3i, 3i+1, 3i+2 of triangle i unshared.
/// Invariants kept by the readers: coordinates finite, indices in range.
struct Soup {
  Coordinates corners;
  BigVector<Triangle> triangles;
  /// Soups of one group are welded together (the solids of an STL file, the groups of an OBJ file);
  /// soups of different groups keep their own vertices (the build items of a 3MF file).
  std::uint32_t weld_group = 0;

  [[nodiscard]] std::size_t triangle_count() const {
    return triangles.empty() ? coordinate_count(corners) / 3 : triangles.size();
  }
};

}  // namespace pg
