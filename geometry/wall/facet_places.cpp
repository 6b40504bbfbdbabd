#include "geometry/wall/facet_places.hpp"

#include <algorithm>
#include <cmath>

#include "geometry/parallel.hpp"

namespace pg::wall {
namespace {

constexpr double kPlacesOfAll = 1024;
constexpr int kCutsMax = 16;
/// Corners are known to the resolution of single precision, as most files have them; a facet needs
/// this many times its height above its longest side for a normal to within half a degree.
constexpr double kHeightOverResolution = 100;

/// What a vertex can say of the facets around it.
enum class Corner : std::uint8_t {
  kSmooth,  ///< Their wall.
  kNotch,   ///< A wall of its own: it looks between them.
  kMute,    ///< None.
};

[[nodiscard]] Corner corner_of(VertexKind kind) {
  switch (kind) {
    case VertexKind::kSmooth:
      return Corner::kSmooth;
    case VertexKind::kConcaveCrease:
      return Corner::kNotch;
    default:
      return Corner::kMute;
  }
}

/// So narrow a facet that the rounding of its corners turns its normal.
[[nodiscard]] bool is_sliver(const TriMesh& mesh, FaceId face, double area_mm2) {
  double longest = 0, farthest = 0;
  for (int corner = 0; corner < 3; ++corner) {
    const Vec3& at = mesh.corner(face, corner);
    longest = std::max(longest, (mesh.corner(face, (corner + 1) % 3) - at).norm());
    farthest = std::max(farthest, at.cwiseAbs().maxCoeff());
  }
  return 2 * area_mm2 < kHeightOverResolution * 0x1p-24 * farthest * longest;
}

/// Centroids of the n^2 triangles that n - 1 cuts parallel to each side make.
void cut(const TriMesh& mesh, FaceId face, double area_mm2, int n,
         std::vector<FacetPlace>& places) {
  const Vec3 a = mesh.corner(face, 0);
  const Vec3 u = (mesh.corner(face, 1) - a) / n, v = (mesh.corner(face, 2) - a) / n;
  const auto put = [&](double i, double j) {
    places.push_back({face, a + i * u + j * v, area_mm2 / (n * n)});
  };
  for (int i = 0; i < n; ++i)
    for (int j = 0; i + j < n; ++j) {
      put(i + 1 / 3.0, j + 1 / 3.0);
      if (i + j + 1 < n) put(i + 2 / 3.0, j + 2 / 3.0);
    }
}

}  // namespace

std::vector<FacetPlace> facet_places_of(const TriMesh& mesh, const WallMesh& wall,
                                        const BigVector<VertexFit>& fits) {
  BigVector<Corner> corners(mesh.positions_mm.size());
  std::fill(corners.begin(), corners.end(), Corner::kSmooth);
  for_each_index(wall.vertex_count(),
                 [&](std::size_t v) { corners[wall.mesh_vertex[v]] = corner_of(fits[v].kind); });
  const auto area = [&](std::size_t face) {
    return 0.5 * mesh.face_cross(static_cast<FaceId>(face)).norm();
  };
  const double whole = ordered_sum(mesh.triangles.size(), 0.0, area);
  std::vector<FacetPlace> places;
  for (FaceId face = 0; face != mesh.triangles.size(); ++face) {
    int creased = 0, mute = 0;
    for (const VertexId v : mesh.triangles[face]) {
      creased += corners[v] != Corner::kSmooth;
      mute += corners[v] == Corner::kMute;
    }
    const double own = area(face);
    // A large facet is more than a corner on an edge or in a notch says.
    if (mute < 3 && (creased == 0 || kPlacesOfAll * own <= whole)) continue;
    if (!(own > 0) || is_sliver(mesh, face, own)) continue;
    const double cuts = std::ceil(std::sqrt(kPlacesOfAll * own / whole));
    cut(mesh, face, own, static_cast<int>(std::clamp(cuts, 1.0, double{kCutsMax})), places);
  }
  return places;
}

}  // namespace pg::wall
