#include <algorithm>
#include <cmath>

#include "geometry/spatial/spatial.hpp"
#include "geometry/support/pose.hpp"
#include "pipeline/analysis/member.hpp"
#include "pipeline/picture/drawing.hpp"

namespace pg {
namespace {

constexpr Colour kOverhang = {0.96F, 0.68F, 0.26F};
constexpr Colour kPillar = {0.97F, 0.82F, 0.56F};
constexpr Colour kPlate = {0.86F, 0.88F, 0.90F};
constexpr int kPillarsAcross = 44;
constexpr double kPillarWidthShare = 0.34;  // of their distance

std::optional<Vec3> best_up(const Reading& reading) {
  const Vec3* const up = member_of<Vec3>(reading, "best_pose", "up");
  if (up == nullptr) return std::nullopt;
  return up->normalized();
}

void add_box(TriMesh& mesh, const Vec3& low, const Vec3& high) {
  const auto first = static_cast<VertexId>(mesh.positions_mm.size());
  for (int corner = 0; corner < 8; ++corner)
    mesh.positions_mm.emplace_back((corner & 1) != 0 ? high.x() : low.x(),
                                   (corner & 2) != 0 ? high.y() : low.y(),
                                   (corner & 4) != 0 ? high.z() : low.z());
  static constexpr std::array<Triangle, 12> kFaces = {{{0, 2, 1}, {1, 2, 3}, {4, 5, 6}, {5, 7, 6},
                                                       {0, 1, 4}, {1, 5, 4}, {2, 6, 3}, {3, 6, 7},
                                                       {0, 4, 2}, {2, 4, 6}, {1, 3, 5}, {3, 7, 5}}};
  for (const Triangle& face : kFaces)
    mesh.triangles.push_back({first + face[0], first + face[1], first + face[2]});
}

/// Pillars on a grid, from what is below up to each facet that hangs over.
void add_pillars(const Subject& subject, const PosedMesh& posed, TriMesh& scene) {
  const Spatial& spatial = spatial_of(subject);
  const double step = std::max(posed.size_mm.x(), posed.size_mm.y()) / kPillarsAcross;
  if (!(step > 0) || !spatial.usable()) return;
  const double half = 0.5 * kPillarWidthShare * step;
  const Vec3 up = posed.turn.transpose() * Vec3::UnitZ();
  std::vector<SurfaceHit> hits;
  for (double y = 0.5 * step; y < posed.size_mm.y(); y += step) {
    for (double x = 0.5 * step; x < posed.size_mm.x(); x += step) {
      const double start = -0.01 * posed.size_mm.z() - posed.same_height_mm;
      spatial.all_hits(posed.in_file_mm({x, y, start}), up, hits);
      double below = 0;
      for (const SurfaceHit& hit : hits) {
        const double height = start + hit.distance;
        if (posed.lie[hit.face] == Lie::kOverhang && height - below > half)
          add_box(scene, {x - half, y - half, below}, {x + half, y + half, height});
        below = std::max(0.0, height);
      }
    }
  }
}

}  // namespace

PoseView pose_view(const Subject& subject, const Reading& reading, int width_px, int height_px) {
  const std::optional<Vec3> best = best_up(reading);
  const PosedMesh& given = given_pose(subject);
  const PosedMesh posed = best ? pose_of(subject, *best) : given;
  TriMesh scene;
  scene.positions_mm = posed.at_mm;
  scene.triangles = subject.mesh().triangles;
  const std::size_t model_faces = scene.triangles.size();
  add_pillars(subject, posed, scene);
  const std::size_t pillar_faces = scene.triangles.size();
  const double margin = 0.06 * std::max(posed.size_mm.x(), posed.size_mm.y());
  const double thick = 0.012 * posed.size_mm.norm();
  add_box(scene, {-margin, -margin, -thick},
          {posed.size_mm.x() + margin, posed.size_mm.y() + margin, -1e-3 * thick});

  const auto paint = [&](const SurfacePixel& pixel) {
    if (pixel.face >= pillar_faces) return kPlate;
    if (pixel.face >= model_faces) return kPillar;
    return posed.lie[pixel.face] == Lie::kOverhang ? kOverhang : neutral_paint(pixel);
  };
  const Vec3 direction = Vec3(0.62, -1.0, 0.32).normalized();
  return {draw(scene, fitted_view(scene, direction, Vec3::UnitZ(), width_px, height_px), paint),
          best.has_value()};
}

}  // namespace pg
