#pragma once
/// What rays and neighbours say about the surface around each sample. Internal to features.cpp.

#include <vector>

#include "pipeline/classes/features.hpp"
#include "pipeline/classes/sampling.hpp"

namespace pg {

/// Thickness, tubes, plates and lumps.
void add_ray_features(const Subject& subject, const SurfaceSampling& sampling,
                      ShapeFeatures& features);
/// Shape index classes (Koenderink and van Doorn 1992) and curvedness.
void add_bending_features(const SurfaceSampling& sampling, ShapeFeatures& features);
/// Large planes and the commonest direction of normals.
void add_plane_features(const SurfaceSampling& sampling, ShapeFeatures& features);

/// The value at `share` of the sorted values, between neighbours linearly. Sorts; not empty.
[[nodiscard]] double quantile(std::vector<double>& values, double share);

}  // namespace pg
