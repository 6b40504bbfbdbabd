#include "geometry/wall/ball_tree.hpp"

#include <gtest/gtest.h>

#include "testdata/shapes.hpp"

namespace pg {
namespace {

/// Calls visit(facet) for every facet below a child of the tree.
template <class Visit>
void for_each_below(const Bvh& bvh, std::uint32_t child, const Visit& visit) {
  if (child & kLeafBit) {
    for (std::uint32_t lane = 0; lane < 4; ++lane)
      if (bvh.blocks[child & ~kLeafBit].face[lane] != kNone) visit(4 * (child & ~kLeafBit) + lane);
    return;
  }
  for (const std::uint32_t next : bvh.nodes[child].child)
    if (next != kNone) for_each_below(bvh, next, visit);
}

TEST(BallTree, DescribesEveryChildByAllItsFacetsAlsoAtTheUpperLevelsOfALargeMesh) {
  // Large enough that the upper levels are built a level at a time, their subtrees apart.
  const Subject subject(shapes::shell(38, 40, 150'000));
  const wall::WallMesh mesh = wall::make_wall_mesh(subject);
  const BigVector<wall::VertexFit> fits = wall::fit_vertices(mesh);
  const BigVector<wall::BallNode> nodes = wall::make_ball_nodes(mesh, fits, wall::CornerShapes::of(mesh, fits));
  const Bvh& bvh = mesh.spatial->bvh();
  std::size_t looked = 0;
  for (std::size_t n = 0; n < 12; ++n) {
    for (int slot = 0; slot < kWide; ++slot) {
      const std::uint32_t child = bvh.nodes[n].child[slot];
      if (child == kNone) continue;
      const auto at = [&](const float(&rows)[3][kWide]) {
        return Vec3(rows[0][slot], rows[1][slot], rows[2][slot]);
      };
      const Vec3 axis = at(nodes[n].axis), ball = at(nodes[n].ball);
      std::size_t outside = 0;
      for_each_below(bvh, child, [&](std::uint32_t facet) {
        for (const VertexId v : mesh.facets[facet]) {
          const Vec3& p = mesh.positions_mm[v];
          const double along = axis.dot(p);
          if (along < nodes[n].low[slot] - 1e-4 || along > nodes[n].high[slot] + 1e-4) ++outside;
          if ((p - ball).squaredNorm() < nodes[n].ball_squared[slot] - 1e-3) ++outside;
          ++looked;
        }
      });
      EXPECT_EQ(outside, 0u) << "node " << n << " slot " << slot;
    }
  }
  EXPECT_GT(looked, 3 * 300'000u);  // the root's children alone hold every facet
}

}  // namespace
}  // namespace pg
