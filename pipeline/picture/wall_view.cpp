#include <algorithm>
#include <cmath>
#include <limits>

#include "geometry/render/colour_map.hpp"
#include "geometry/wall/wall_field.hpp"
#include "pipeline/analysis/member.hpp"
#include "pipeline/picture/drawing.hpp"

namespace pg {
namespace {

constexpr Colour kNotMeasured = {0.80F, 0.80F, 0.80F};
constexpr int kHatchPeriodPx = 14;  // of the finer pixels
constexpr int kGlancePx = 240;      // side of the pictures that only look for the thinnest place

/// Directions to look from, best first.
std::vector<Vec3> lookouts() {
  std::vector<Vec3> all = {oblique_direction()};
  for (const double z : {0.55, -0.55})
    for (const double y : {-1.0, 1.0})
      for (const double x : {0.62, -0.62}) all.push_back(Vec3(x, y, z).normalized());
  for (const double sign : {1.0, -1.0})
    for (int axis = 0; axis < 3; ++axis) all.push_back(sign * Vec3::Unit(axis));
  return all;
}

Vec3 up_for(const Vec3& towards_viewer) {
  return std::abs(towards_viewer.z()) > 0.9 ? Vec3::UnitY() : Vec3::UnitZ();
}

bool shows(const DepthImage& seen, const View& view, const Vec3& place_mm) {
  const Vec3 at = view.project(place_mm);
  const int x = static_cast<int>(at.x());
  const int y = static_cast<int>(at.y());
  if (x < 1 || y < 1 || x + 1 >= seen.width || y + 1 >= seen.height) return false;
  // On the surface that is seen, give or take the slope over a pixel or two.
  float nearest = -std::numeric_limits<float>::infinity();
  for (int dy = -1; dy <= 1; ++dy)
    for (int dx = -1; dx <= 1; ++dx)
      nearest = std::max(nearest, seen.depth_mm[seen.at(x + dx, y + dy)]);
  return at.z() > static_cast<double>(nearest) - 4 * view.mm_per_px;
}

/// The first lookout from which the place is not hidden; absent when it never shows.
std::optional<Vec3> lookout_to(const TriMesh& mesh, const Vec3& place_mm) {
  for (const Vec3& direction : lookouts()) {
    const View view = fitted_view(mesh, direction, up_for(direction), kGlancePx, kGlancePx);
    if (shows(rasterize(mesh, view), view, place_mm)) return direction;
  }
  return std::nullopt;
}

/// Per place of the wall field; NaN where there is none.
std::vector<float> thickness_mm(const Subject& subject) {
  const WallField& field = wall_field_of(subject);
  std::vector<float> thickness(field.sphere_mm.size(), std::numeric_limits<float>::quiet_NaN());
  for (std::size_t vertex = 0; vertex < thickness.size(); ++vertex)
    if (field.is_wall(vertex)) thickness[vertex] = static_cast<float>(field.sphere_mm[vertex]);
  return thickness;
}

class WallPaint {
 public:
  WallPaint(const Subject& subject, const std::vector<float>& thickness_mm, const WallView& legend)
      : mesh_(subject.mesh()),
        places_(wall_field_of(subject).facet_places),
        thickness_mm_(thickness_mm),
        legend_(legend) {}

  Colour operator()(const SurfacePixel& pixel) const {
    const std::optional<float> mm = at(pixel);
    if (!mm) return kNotMeasured;
    const double share =
        (static_cast<double>(*mm) - legend_.low_mm) / (legend_.high_mm - legend_.low_mm);
    Colour colour = viridis(share);
    // A second cue beside the colour, and one that prints in grey.
    const bool stripe = (pixel.x + pixel.y) % kHatchPeriodPx < kHatchPeriodPx / 2;
    if (static_cast<double>(*mm) < legend_.rule_mm && stripe) colour = {1.0F, 1.0F, 1.0F};
    return colour;
  }

 private:
  /// The mean of the corners that have a thickness, by their weights; else of the nearest place
  /// inside the facet.
  [[nodiscard]] std::optional<float> at(const SurfacePixel& pixel) const {
    float sum = 0;
    float weight = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      const float mm = thickness_mm_[mesh_.triangles[pixel.face][i]];
      if (std::isnan(mm)) continue;
      sum += pixel.weight[i] * mm;
      weight += pixel.weight[i];
    }
    if (weight < 1e-3F) return inside_facet(pixel);
    return sum / weight;
  }

  [[nodiscard]] std::optional<float> inside_facet(const SurfacePixel& pixel) const {
    Vec3 at_mm = Vec3::Zero();
    for (int i = 0; i < 3; ++i)
      at_mm += static_cast<double>(pixel.weight[static_cast<std::size_t>(i)]) *
               mesh_.corner(pixel.face, i);
    std::optional<float> nearest;
    double nearest_squared = std::numeric_limits<double>::infinity();
    auto place = std::lower_bound(
        places_.begin(), places_.end(), pixel.face,
        [](const FacetPlace& candidate, FaceId face) { return candidate.face < face; });
    for (; place != places_.end() && place->face == pixel.face; ++place) {
      const auto at = static_cast<std::size_t>(place - places_.begin());
      const float mm = thickness_mm_[mesh_.positions_mm.size() + at];
      const double squared = (place->at_mm - at_mm).squaredNorm();
      if (std::isnan(mm) || squared >= nearest_squared) continue;
      nearest = mm;
      nearest_squared = squared;
    }
    return nearest;
  }

  const TriMesh& mesh_;
  const std::vector<FacetPlace>& places_;
  const std::vector<float>& thickness_mm_;
  const WallView& legend_;
};

}  // namespace

std::optional<WallView> wall_view(const Subject& subject, const Reading& reading, int width_px,
                                  int height_px) {
  const std::optional<double> high = reading.number_of("wall_sphere_mm", "p95");
  if (!high) return std::nullopt;
  const TriMesh& mesh = subject.mesh();
  WallView wall;
  wall.rule_mm = subject.rules().wall_min_mm;
  wall.high_mm = std::max(*high, 2 * wall.rule_mm);
  const Vec3* const place = member_of<Vec3>(reading, "wall_sphere_mm", "thinnest_at");
  const std::optional<Vec3> lookout = place ? lookout_to(mesh, *place) : std::nullopt;
  const Vec3 direction = lookout.value_or(oblique_direction());
  const View view = fitted_view(mesh, direction, up_for(direction), width_px, height_px);
  if (lookout) {
    const Vec3 at = view.project(*place);
    wall.thinnest = Mark{at.x(), at.y()};
  }
  const std::vector<float> thickness = thickness_mm(subject);
  wall.picture = draw(mesh, view, WallPaint(subject, thickness, wall));
  return wall;
}

}  // namespace pg
