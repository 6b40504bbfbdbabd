#include "geometry/render/shading.hpp"

#include <algorithm>
#include <cmath>

#include "geometry/parallel.hpp"

namespace pg {
namespace {

constexpr float kSmoothCos = 0.766F;  // 40 degrees
constexpr int kOcclusionSamples = 20;
constexpr float kOcclusionRadiusShare = 0.035F;  // of the picture's width
constexpr float kFlattestCos = 0.2F;  // a surface seen flatter than this is taken as this flat
constexpr std::size_t kRowsAtOnce = 8;

using Normal = Eigen::Vector3f;

std::vector<Normal> vertex_normals(const TriMesh& mesh) {
  std::vector<Normal> normals(mesh.positions_mm.size(), Normal::Zero());
  for (FaceId face = 0; face < mesh.triangles.size(); ++face) {
    const Vec3 cross = mesh.face_cross(face);
    for (const VertexId vertex : mesh.triangles[face]) normals[vertex] += cross.cast<float>();
  }
  for (Normal& normal : normals)
    if (const float length = normal.norm(); length > 0) normal /= length;
  return normals;
}

struct Scene {
  const TriMesh& mesh;
  const DepthImage& seen;
  std::vector<Normal> normals;
  Normal right, up, back;

  [[nodiscard]] std::array<float, 3> weights(std::size_t at) const {
    const auto& [w1, w2] = seen.weight[at];
    return {1 - w1 - w2, w1, w2};
  }

  /// In the picture's frame: x right, y up, z towards the viewer; outer side of the facet.
  [[nodiscard]] Normal normal_at(std::size_t at) const {
    const FaceId face = seen.face[at];
    Normal flat = mesh.face_cross(face).cast<float>();
    if (const float length = flat.norm(); length > 0) flat /= length;
    const std::array<float, 3> weight = weights(at);
    Normal sum = Normal::Zero();
    for (std::size_t i = 0; i < 3; ++i) {
      const Normal& corner = normals[mesh.triangles[face][i]];
      sum += weight[i] * (corner.dot(flat) > kSmoothCos ? corner : flat);
    }
    if (const float length = sum.norm(); length > 0) sum /= length;
    return {sum.dot(right), sum.dot(up), sum.dot(back)};
  }
};

float light_on(const Normal& n) {
  static const Normal key = Normal(-0.45F, 0.65F, 0.62F).normalized();
  static const Normal fill = Normal(0.7F, -0.1F, 0.7F).normalized();
  const float sky = 0.5F + 0.5F * n.y();
  return 0.42F + 0.14F * sky + 0.52F * std::max(0.0F, n.dot(key)) +
         0.18F * std::max(0.0F, n.dot(fill));
}

/// 1 where nothing rises above the surface around the pixel, down to about 0.4 in deep hollows.
float openness(const DepthImage& seen, int x, int y, const Normal& normal, float mm_per_px) {
  const float radius = kOcclusionRadiusShare * static_cast<float>(seen.width);
  const float here = seen.depth_mm[seen.at(x, y)];
  const float reach_mm = radius * mm_per_px;
  float hidden = 0;
  for (int i = 0; i < kOcclusionSamples; ++i) {
    // A sunflower pattern: even over the disc, the same for each pixel.
    const float share = (static_cast<float>(i) + 0.5F) / kOcclusionSamples;
    const float angle = 2.39996323F * static_cast<float>(i);
    const float r = radius * std::sqrt(share);
    const int sx = x + static_cast<int>(std::lround(r * std::cos(angle)));
    const int sy = y + static_cast<int>(std::lround(r * std::sin(angle)));
    if (sx < 0 || sy < 0 || sx >= seen.width || sy >= seen.height) continue;
    // Above the plane of the surface at the pixel; rows grow downward.
    const float plane = (normal.y() * static_cast<float>(sy - y) -
                         normal.x() * static_cast<float>(sx - x)) *
                        mm_per_px / std::max(normal.z(), kFlattestCos);
    const float rise = seen.depth_mm[seen.at(sx, sy)] - here - plane;
    if (!(rise > 0.15F * r * mm_per_px)) continue;
    // What stands far in front is another thing, not a wall of this hollow.
    hidden += std::clamp(2.5F - rise / reach_mm, 0.0F, 1.0F);
  }
  return 1 - 0.62F * hidden / kOcclusionSamples;
}

/// Something else begins beside this pixel, farther away.
bool on_outline(const DepthImage& seen, int x, int y, float mm_per_px) {
  const float here = seen.depth_mm[seen.at(x, y)];
  for (const auto& [dx, dy] : {std::pair{1, 0}, {-1, 0}, {0, 1}, {0, -1}}) {
    const int sx = x + dx;
    const int sy = y + dy;
    if (sx < 0 || sy < 0 || sx >= seen.width || sy >= seen.height) continue;
    if (here - seen.depth_mm[seen.at(sx, sy)] > 12 * mm_per_px) return true;
  }
  return false;
}

Colour shade_pixel(const Scene& scene, const View& view, const Paint& paint, int x, int y) {
  const std::size_t at = scene.seen.at(x, y);
  Normal normal = scene.normal_at(at);
  const bool back_side = normal.z() < 0;
  if (back_side) normal = -normal;
  Colour colour = paint({x, y, scene.seen.face[at], scene.weights(at), back_side});
  const auto mm_per_px = static_cast<float>(view.mm_per_px);
  float light = light_on(normal) * openness(scene.seen, x, y, normal, mm_per_px);
  if (on_outline(scene.seen, x, y, mm_per_px)) light *= 0.55F;
  for (float& channel : colour) channel = std::clamp(channel * light, 0.0F, 1.0F);
  return colour;
}

}  // namespace

Colour neutral_paint(const SurfacePixel& pixel) {
  return pixel.back_side ? Colour{0.72F, 0.55F, 0.46F} : Colour{0.93F, 0.91F, 0.87F};
}

Image shade(const TriMesh& mesh, const View& view, const DepthImage& seen, const Paint& paint,
            int supersampling) {
  const Scene scene{mesh,
                    seen,
                    vertex_normals(mesh),
                    view.right.cast<float>(),
                    view.up.cast<float>(),
                    view.towards_viewer().cast<float>()};
  Image image(seen.width / supersampling, seen.height / supersampling);
  const auto block = static_cast<float>(supersampling * supersampling);
  for_each_index(
      static_cast<std::size_t>(image.height),
      [&](std::size_t row) {
        const int y = static_cast<int>(row);
        for (int x = 0; x < image.width; ++x) {
          Colour sum{};
          float covered = 0;
          for (int sub = 0; sub < supersampling * supersampling; ++sub) {
            const int sx = x * supersampling + sub % supersampling;
            const int sy = y * supersampling + sub / supersampling;
            if (seen.face[seen.at(sx, sy)] == kNone) continue;
            const Colour colour = shade_pixel(scene, view, paint, sx, sy);
            for (std::size_t i = 0; i < 3; ++i) sum[i] += colour[i];
            covered += 1;
          }
          if (covered == 0) continue;
          const std::size_t at = image.at(x, y);
          for (std::size_t i = 0; i < 3; ++i)
            image.rgba[at + i] = static_cast<std::uint8_t>(std::lround(255 * sum[i] / covered));
          image.rgba[at + 3] = static_cast<std::uint8_t>(std::lround(255 * covered / block));
        }
      },
      kRowsAtOnce);
  return image;
}

}  // namespace pg
