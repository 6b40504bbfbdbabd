#pragma once
/// The tree under Spatial: eight boxes a node, four triangles a leaf. For code that walks it
/// itself; everybody else asks Spatial.

#include <cstdint>

#include "geometry/big_vector.hpp"
#include "geometry/mesh/tri_mesh.hpp"
#include "geometry/vec3.hpp"

namespace pg {

/// A child is a node, a leaf (high bit set, the rest is the block) or nothing (kNone).
inline constexpr std::uint32_t kLeafBit = 0x80000000u;
inline constexpr int kWide = 8;

/// Eight boxes side by side, rounded outward; an empty slot has lower > upper and no neighbour.
/// Slots are filled from the front.
struct alignas(32) BvhNode {
  float lower[3][kWide];
  float upper[3][kWide];
  std::uint32_t child[kWide];
};

/// Corners of up to four triangles in single precision, for finding candidates. Unused lanes repeat
/// the first triangle and have face kNone.
struct alignas(16) TriangleBlock {
  float corner[3][3][4];  ///< [corner][axis][lane], relative to Bvh::origin.
  std::uint32_t face[4];
};

/// Method  Top down, binned surface-area heuristic (Wald 2007) over all three axes, eight children
/// a
///         node by opening the widest; the last two levels by medians, so that leaves are full.
///         Boxes and counts of bins do not depend on the order they are filled in, ties are cut by
///         face: the same tree for any number of threads.
/// Limits  Boxes are rounded outward by pad_mm on every side, which covers every rounding of a
///         single-precision walk for points within the box of the mesh (see kPadShare).
/// Cost    About 50 bytes a triangle, 65 while it is made; 24 bits of a coordinate relative to the
/// middle of the mesh.
struct Bvh {
  Vec3 origin = Vec3::Zero();  ///< Middle of the mesh's box; all floats are relative to it.
  float reach = 0;             ///< Largest absolute coordinate relative to origin.
  float pad_mm = 0;
  BigVector<BvhNode> nodes;  ///< Root first; empty when there is no triangle.
  BigVector<TriangleBlock> blocks;

  [[nodiscard]] static Bvh of(const TriMesh& mesh);
};

/// A walk rounds the origin of a query (2^-24 of reach), its direction (2^-24 of the way, at most
/// 4 reach) and the stored corner (2^-24 of reach): together under 2^-21 of reach.
inline constexpr float kPadShare = 0x1p-21f;

}  // namespace pg
