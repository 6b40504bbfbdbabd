#pragma once
/// Shapes with known answers, for tests, benchmarks and the sample case.
///
/// All are closed, consistently wound with outward faces and centred on the origin unless said.

#include <cstdint>
#include <vector>

#include "geometry/mesh/soup.hpp"
#include "geometry/mesh/tri_mesh.hpp"

namespace pg::shapes {

[[nodiscard]] TriMesh box(const Vec3& size, int cells_per_side = 1);
[[nodiscard]] TriMesh tetrahedron(double leg);  ///< Corner (0,0,0), three legs along the axes.
/// Latitude-longitude sphere: about 2 * rings * segments triangles, inscribed.
[[nodiscard]] TriMesh uv_sphere(double radius, int rings, int segments);
/// A UV sphere of about `triangles` facets.
[[nodiscard]] TriMesh sphere(double radius, int triangles);
/// Subdivided icosahedron: 20 * 4^level triangles, inscribed.
[[nodiscard]] TriMesh icosphere(double radius, int level);
[[nodiscard]] TriMesh torus(double ring_radius, double tube_radius, int ring_segments,
                            int tube_segments);
/// Pipe along z: annulus between the radii (inner 0: a solid cylinder).
[[nodiscard]] TriMesh pipe(double inner_radius, double outer_radius, double height, int segments,
                           int levels = 1);
/// Sphere of radius `outer` with a concentric cavity of radius `inner` (wound inward).
[[nodiscard]] TriMesh shell(double inner, double outer, int triangles_per_sphere);
/// Prism over a simple polygon in the xy plane, counter-clockwise, from z = 0 to `height`.
[[nodiscard]] TriMesh prism(const std::vector<std::array<double, 2>>& polygon, double height);

// Operations
[[nodiscard]] TriMesh transformed(TriMesh mesh, const Mat3& linear,
                                  const Vec3& shift = Vec3::Zero());
[[nodiscard]] Mat3 rotation(double degrees, const Vec3& axis);
[[nodiscard]] Mat3 a_rotation();  ///< One fixed rotation in general position.
[[nodiscard]] TriMesh scaled(TriMesh mesh, double factor);
[[nodiscard]] TriMesh moved(TriMesh mesh, const Vec3& shift);
[[nodiscard]] TriMesh inverted(TriMesh mesh);  ///< Every face turned inside out.
/// The triangles of all, in one mesh, vertices apart.
[[nodiscard]] TriMesh together(const std::vector<TriMesh>& meshes);
/// Triangles and vertices in another order, corners rotated; same surface. Seeded.
[[nodiscard]] TriMesh shuffled(TriMesh mesh, std::uint64_t seed);
/// Each triangle cut into four at its edge midpoints.
[[nodiscard]] TriMesh subdivided(const TriMesh& mesh);
/// Vertices moved by up to `amplitude` along random directions. Seeded.
[[nodiscard]] TriMesh with_noise(TriMesh mesh, double amplitude, std::uint64_t seed);

/// As a file would give it: corners unshared, in float or double.
[[nodiscard]] Soup as_float_soup(const TriMesh& mesh);
[[nodiscard]] Soup as_double_soup(const TriMesh& mesh);
/// The bytes of a binary STL file.
[[nodiscard]] std::vector<std::byte> as_binary_stl(const TriMesh& mesh);

/// Small and fast generator with the same numbers on every machine (SplitMix64).
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  double uniform();  ///< [0, 1)
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  std::size_t below(std::size_t bound);  ///< [0, bound)
  Vec3 direction();                      ///< Even on the unit sphere.

 private:
  std::uint64_t state_;
};

}  // namespace pg::shapes
