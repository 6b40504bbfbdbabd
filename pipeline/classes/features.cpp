#include "pipeline/classes/features.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "geometry/check.hpp"
#include "geometry/parallel.hpp"
#include "pipeline/classes/local_shape.hpp"
#include "pipeline/classes/sampling.hpp"

namespace pg {
namespace {

constexpr double kStray = 0.005;  // share of the surface left out at each end of an extent
constexpr std::size_t kMirrored = 512;
constexpr std::size_t kMirrorTargets = 2048;

void add_box_features(const SurfaceSampling& sampling, ShapeFeatures& features) {
  Vec3 extent;
  std::vector<double> along(sampling.points.size());
  for (int axis = 0; axis < 3; ++axis) {
    for (std::size_t i = 0; i < along.size(); ++i)
      along[i] = sampling.axes.col(axis).dot(sampling.points[i].at);
    extent[axis] = quantile(along, 1 - kStray) - quantile(along, kStray);
  }
  // Moments order the axes; extents may differ.
  std::sort(extent.data(), extent.data() + 3, std::greater<>());
  features.longest_mm = extent[0];
  features.middle_mm = extent[1];
  features.shortest_mm = extent[2];
  if (extent[0] > 0) features.middle_to_longest = extent[1] / extent[0];
  if (extent[1] > 0) features.shortest_to_middle = extent[2] / extent[1];
  if (extent[2] > 0)
    features.box_fill = std::min(1.0, sampling.volume_mm3 / (extent[0] * extent[1] * extent[2]));
  features.area_to_radius2 = sampling.area_mm2 / (sampling.radius_mm * sampling.radius_mm);
}

}  // namespace

std::span<const FeatureInfo> all_features() {
  using F = ShapeFeatures;
  using S = FeatureInfo::Scale;
  static const FeatureInfo table[] = {
      {"longest_mm", &F::longest_mm, "{} mm long", S::kLength},
      {"middle_mm", &F::middle_mm, "{} mm wide", S::kLength},
      {"shortest_mm", &F::shortest_mm, "{} mm deep", S::kLength},
      {"wall_mm", &F::wall_mm, "typically {} mm thick", S::kLength},
      {"tube_diameter_mm", &F::tube_diameter_mm, "tube of about {} mm diameter", S::kLength},
      {"tube_length_mm", &F::tube_length_mm, "tubes about {} mm long together", S::kLength},
      {"middle_to_longest", &F::middle_to_longest, "width {} of the length", S::kRatio},
      {"shortest_to_middle", &F::shortest_to_middle, "depth {} of the width", S::kRatio},
      {"box_fill", &F::box_fill, "fills {} of its box", S::kRatio},
      {"area_to_radius2", &F::area_to_radius2, "surface {} times its squared radius", S::kRatio},
      {"asymmetry", &F::asymmetry, "mirror images {} of the radius apart", S::kRatio},
      {"wall_to_radius", &F::wall_to_radius, "thickness {} of the radius", S::kRatio},
      {"wall_spread", &F::wall_spread, "thickness varies by a factor of {}", S::kRatio},
      {"parallel_share", &F::parallel_share, "{} of the surface faces a parallel wall", S::kShare},
      {"facing_share", &F::facing_share, "{} of the surface faces other surface across a gap",
       S::kShare},
      {"tube_share", &F::tube_share, "{} of the surface is tube-like", S::kShare},
      {"tube_spread", &F::tube_spread, "tube diameters vary by a factor of {}", S::kRatio},
      {"tube_to_radius", &F::tube_to_radius, "tube diameter {} of the radius", S::kRatio},
      {"plate_share", &F::plate_share, "{} of the surface is plate-like", S::kShare},
      {"lump_share", &F::lump_share, "{} of the surface bounds a lump", S::kShare},
      {"flat_share", &F::flat_share, "{} of the surface is flat", S::kShare},
      {"cap_share", &F::cap_share, "{} of the surface bulges like a ball", S::kShare},
      {"ridge_share", &F::ridge_share, "{} of the surface bends like a cylinder", S::kShare},
      {"saddle_share", &F::saddle_share, "{} of the surface is saddle-shaped", S::kShare},
      {"hollow_share", &F::hollow_share, "{} of the surface is hollow", S::kShare},
      {"bending", &F::bending, "bends {} times as much as a ball of its size", S::kRatio},
      {"planar_share", &F::planar_share, "{} of the surface lies in large planes", S::kShare},
      {"largest_plane_share", &F::largest_plane_share, "{} of the surface lies in one plane",
       S::kShare},
      {"common_axis_share", &F::common_axis_share, "{} of the surface faces along one line",
       S::kShare},
  };
  return table;
}

const FeatureInfo& info_of(Feature feature) {
  const std::span<const FeatureInfo> all = all_features();
  const auto it = std::find_if(all.begin(), all.end(),
                               [&](const FeatureInfo& info) { return info.member == feature; });
  PG_CHECK(it != all.end());
  return *it;
}

ShapeFeatures shape_features(const Subject& subject) {
  ShapeFeatures features;
  const std::optional<SurfaceSampling>& sampling = surface_sampling(subject);
  if (!sampling) return features;
  add_box_features(*sampling, features);
  const std::array<double, 3> apart = mirror_distances(*sampling, kMirrored, kMirrorTargets);
  features.asymmetry = *std::min_element(apart.begin(), apart.end());
  add_ray_features(subject, *sampling, features);
  add_bending_features(*sampling, features);
  add_plane_features(*sampling, features);
  return features;
}

}  // namespace pg
