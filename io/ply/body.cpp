#include "io/ply/body.hpp"

#include "io/support/polygon.hpp"

namespace pg::ply {

void cut_polygons(Mesh& mesh) {
  if (mesh.polygons.empty()) return;
  BigVector<Triangle> all;
  all.reserve(mesh.triangles.size() + mesh.polygon_corners.size());
  std::size_t plain = 0;
  const std::uint32_t* ring = mesh.polygon_corners.data();
  std::vector<Vec3> points;
  std::vector<LocalTriangle> cut;
  for (const auto& [place, corners] : mesh.polygons) {
    all.insert(all.end(), mesh.triangles.begin() + static_cast<std::ptrdiff_t>(plain),
               mesh.triangles.begin() + static_cast<std::ptrdiff_t>(place));
    plain = place;
    points.clear();
    cut.clear();
    for (std::uint32_t c = 0; c < corners; ++c) points.push_back(mesh.vertices[ring[c]]);
    if (triangulate_polygon(points, cut) == PolygonCut::kImperfect) ++mesh.tangled;
    for (const LocalTriangle& t : cut) all.push_back({ring[t[0]], ring[t[1]], ring[t[2]]});
    ring += corners;
  }
  all.insert(all.end(), mesh.triangles.begin() + static_cast<std::ptrdiff_t>(plain),
             mesh.triangles.end());
  mesh.triangles = std::move(all);
}

}  // namespace pg::ply
