#pragma once
/// Training models made on real ones: guides on bones, walls about hearts and vessels.

#include "geometry/mesh/tri_mesh.hpp"
#include "testdata/shapes.hpp"

namespace pg::training {

using shapes::Random;

/// How far a guide reaches and how thick it is; guides of other regions are larger.
struct GuideSize {
  double reach_low_mm, reach_high_mm;
  double wall_low_mm, wall_high_mm;
};
inline constexpr GuideSize kFaceGuide = {9, 34, 1.8, 4.0};
inline constexpr GuideSize kLimbGuide = {12, 48, 2.5, 7.0};

/// By bodies: the space between two distances from the bone, within a region, joined with sleeves,
/// bars and plates, less drills, slots and bone; marched on a grid. Empty when it failed.
[[nodiscard]] TriMesh guide_by_bodies(const TriMesh& bone_mm, const GuideSize& size,
                                      Random& random);
/// By patches: the bone's own facets around a place, moved out along smoothed normals, closed at
/// the rim; united with exact booleans with pipes, plates and ridges; drilled and slotted. Empty
/// when it failed.
[[nodiscard]] TriMesh guide_by_patch(const TriMesh& bone_mm, const GuideSize& size, Random& random);
/// The wall of a blood pool, 1.5 to 4 mm outward, cut open at random.
[[nodiscard]] TriMesh walled(const TriMesh& pool_mm, Random& random);

}  // namespace pg::training
