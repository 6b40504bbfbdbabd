#include "pipeline/classes/shape/numbers.hpp"

#include <optional>

#include "geometry/feature/surface_kinds.hpp"
#include "pipeline/classes/sampling.hpp"
#include "pipeline/classes/shape/blocks.hpp"

namespace pg {
namespace {

/// What people read is worth learning from, too.
void add_features(const ShapeFeatures& features, ShapeNumbers& numbers) {
  for (const FeatureInfo& info : all_features()) {
    if (info.scale == FeatureInfo::Scale::kLength) continue;
    const std::optional<double>& value = features.*(info.member);
    const bool share = info.scale == FeatureInfo::Scale::kShare;
    numbers.add(std::string(info.id), !value ? std::nan("") : share ? *value : log_of(*value));
  }
}

void add_lengths(const ShapeFeatures& features, const SurfaceSampling& sampling,
                 ShapeNumbers& numbers) {
  const auto add = [&](const char* name, const std::optional<double>& value) {
    numbers.add(name, value && *value > 0 ? std::log(*value) : std::nan(""));
  };
  add("mm_longest", features.longest_mm);
  add("mm_middle", features.middle_mm);
  add("mm_shortest", features.shortest_mm);
  add("mm_wall", features.wall_mm);
  add("mm_radius", sampling.radius_mm);
}

}  // namespace

ShapeNumbers shape_numbers(const Subject& subject, const ShapeFeatures& features) {
  ShapeNumbers numbers;
  const std::optional<SurfaceSampling>& sampling = surface_sampling(subject);
  if (!sampling) return numbers;
  add_features(features, numbers);
  const SurfaceKinds& kinds = surface_kinds(subject);
  numbers.add("kind_planar", kinds.planar_share);
  numbers.add("kind_cylindrical", kinds.cylindrical_share);
  add_whole_numbers(*sampling, numbers);
  add_ray_numbers(subject, *sampling, numbers);
  add_curvature_numbers(*sampling, numbers);
  add_ball_numbers(subject, *sampling, numbers);
  if (!add_body_numbers(subject, *sampling, numbers)) return {};
  add_lengths(features, *sampling, numbers);
  return numbers;
}

}  // namespace pg
