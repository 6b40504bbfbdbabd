#include "geometry/render/rasterizer.hpp"

#include <algorithm>
#include <cmath>

#include "geometry/parallel.hpp"

namespace pg {
namespace {

constexpr int kBandRows = 32;

struct Corner {
  float x, y, depth;
};

/// Twice the signed area of a, b and the point.
float side(const Corner& a, const Corner& b, float x, float y) {
  return (b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x);
}

void draw(const std::array<Corner, 3>& c, FaceId face, int first_row, int end_row,
          DepthImage& image) {
  const float area = side(c[0], c[1], c[2].x, c[2].y);
  if (area == 0) return;  // seen edge-on
  const auto [left, right] = std::minmax({c[0].x, c[1].x, c[2].x});
  const auto [top, bottom] = std::minmax({c[0].y, c[1].y, c[2].y});
  const int x0 = std::max(0, static_cast<int>(std::ceil(left - 0.5F)));
  const int x1 = std::min(image.width - 1, static_cast<int>(std::floor(right - 0.5F)));
  const int y0 = std::max(first_row, static_cast<int>(std::ceil(top - 0.5F)));
  const int y1 = std::min(end_row - 1, static_cast<int>(std::floor(bottom - 0.5F)));
  for (int y = y0; y <= y1; ++y) {
    const float py = static_cast<float>(y) + 0.5F;
    for (int x = x0; x <= x1; ++x) {
      const float px = static_cast<float>(x) + 0.5F;
      const float w0 = side(c[1], c[2], px, py) / area;
      const float w1 = side(c[2], c[0], px, py) / area;
      const float w2 = side(c[0], c[1], px, py) / area;
      if (w0 < 0 || w1 < 0 || w2 < 0) continue;
      const float depth = w0 * c[0].depth + w1 * c[1].depth + w2 * c[2].depth;
      const std::size_t at = image.at(x, y);
      if (!(depth > image.depth_mm[at])) continue;
      image.depth_mm[at] = depth;
      image.face[at] = face;
      image.weight[at] = {w1, w2};
    }
  }
}

}  // namespace

Vec3 View::project(const Vec3& point_mm) const {
  const Vec3 d = point_mm - centre_mm;
  return {0.5 * width_px + d.dot(right) / mm_per_px, 0.5 * height_px - d.dot(up) / mm_per_px,
          d.dot(towards_viewer())};
}

View fitted_view(const TriMesh& mesh, const Vec3& towards_viewer, const Vec3& up_hint, int width_px,
                 int height_px, double margin_share) {
  View view;
  const Vec3 back = towards_viewer.normalized();
  view.right = up_hint.cross(back).normalized();
  view.up = back.cross(view.right);
  view.width_px = width_px;
  view.height_px = height_px;
  Mat3 frame;
  frame << view.right.transpose(), view.up.transpose(), back.transpose();
  Box3 box;
  for (const Vec3& point : mesh.positions_mm) box.extend(frame * point);
  if (box.empty()) return view;
  view.centre_mm = frame.transpose() * box.centre();
  const double room = 1 - 2 * margin_share;
  view.mm_per_px = std::max({box.size().x() / (room * width_px), box.size().y() / (room * height_px),
                             1e-12 * (1 + box.diagonal())});
  return view;
}

DepthImage rasterize(const TriMesh& mesh, const View& view) {
  DepthImage image;
  image.width = view.width_px;
  image.height = view.height_px;
  const std::size_t pixels =
      static_cast<std::size_t>(view.width_px) * static_cast<std::size_t>(view.height_px);
  image.face.assign(pixels, kNone);
  image.depth_mm.assign(pixels, -std::numeric_limits<float>::infinity());
  image.weight.assign(pixels, {0, 0});

  std::vector<Corner> corners(mesh.positions_mm.size());
  for_each_index(corners.size(), [&](std::size_t i) {
    const Vec3 p = view.project(mesh.positions_mm[i]);
    corners[i] = {static_cast<float>(p.x()), static_cast<float>(p.y()), static_cast<float>(p.z())};
  });
  const auto bands = static_cast<std::size_t>((view.height_px + kBandRows - 1) / kBandRows);
  for_each_index(
      bands,
      [&](std::size_t band) {
        const int first = static_cast<int>(band) * kBandRows;
        const int end = std::min(first + kBandRows, view.height_px);
        for (FaceId face = 0; face < mesh.triangles.size(); ++face) {
          const auto& [a, b, c] = mesh.triangles[face];
          const auto [top, bottom] = std::minmax({corners[a].y, corners[b].y, corners[c].y});
          if (bottom < static_cast<float>(first) || top > static_cast<float>(end)) continue;
          draw({corners[a], corners[b], corners[c]}, face, first, end, image);
        }
      },
      1);
  return image;
}

}  // namespace pg
