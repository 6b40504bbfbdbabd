#include "geometry/wall/ball_tree.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "geometry/parallel.hpp"

namespace pg::wall {
namespace {

struct BlockRange {
  std::uint32_t begin, end;
};

/// The leaves below a child, as few ranges: one where the subtree was built at a stretch, several
/// at the upper levels, whose subtrees need not lie side by side.
void add_blocks_below(const Bvh& bvh, std::uint32_t child, std::vector<BlockRange>& ranges) {
  if (child & kLeafBit) {
    const std::uint32_t block = child & ~kLeafBit;
    if (!ranges.empty() && ranges.back().end == block) {
      ++ranges.back().end;
    } else {
      ranges.push_back({block, block + 1});
    }
    return;
  }
  for (const std::uint32_t next : bvh.nodes[child].child)
    if (next != kNone) add_blocks_below(bvh, next, ranges);
}

template <class Visit>
void for_each_facet(const WallMesh& wall, const std::vector<BlockRange>& ranges,
                    const Visit& visit) {
  for (const BlockRange& range : ranges)
    for (std::uint32_t f = 4 * range.begin; f != 4 * range.end; ++f)
      if (wall.facets[f][0] != kNone) visit(f);
}

void describe_nothing(BallNode& node, int slot) {
  for (int k = 0; k < 3; ++k) node.axis[k][slot] = node.ball[k][slot] = 0;
  node.low[slot] = -std::numeric_limits<float>::max();
  node.high[slot] = std::numeric_limits<float>::max();
  node.radius[slot] = std::numeric_limits<float>::max();
  node.ball_squared[slot] = -std::numeric_limits<float>::infinity();
}

/// The shape at each corner, by its number in CornerShapes.
struct ShapeOf {
  const BigVector<VertexFit>& fits;
  const CornerShapes& shapes;
  const VertexFit& operator[](VertexId id) const {
    return id < fits.size() ? fits[id] : shapes.group(id - fits.size());
  }
};

void describe(const WallMesh& wall, const ShapeOf& fits, const std::vector<BlockRange>& ranges,
              const Vec3& box_middle, double mesh_diagonal, BallNode& node, int slot) {
  Vec3 axis = Vec3::Zero(), vertices = Vec3::Zero(), normals = Vec3::Zero();
  double curvature = 0;
  int corners = 0;
  for_each_facet(wall, ranges, [&](std::uint32_t f) {
    axis += wall.normal(f);
    for (std::size_t i = 0; i != 3; ++i) {
      const VertexFit& fit = fits[fits.shapes.of_facet(f)[i]];
      vertices += wall.positions_mm[wall.facets[f][i]];
      normals += fit.normal;
      curvature += static_cast<double>(fit.curvature_max);
      ++corners;
    }
  });
  const double length = axis.norm();
  if (corners == 0 || length < 1e-3) return describe_nothing(node, slot);
  axis /= length;
  // No ball inside is flatter: a smaller own ball would rule out less.
  curvature = std::max(curvature / corners, 0.5 / mesh_diagonal);
  const Vec3 centre = (vertices + normals / curvature) / corners;

  double low = std::numeric_limits<double>::infinity(), high = -low, across = 0, clear = low;
  const double middle_along = box_middle.dot(axis);
  for_each_facet(wall, ranges, [&](std::uint32_t f) {
    const Triangle& facet = wall.facets[f];
    double least = std::numeric_limits<double>::infinity(), flattest = least;
    bool smooth = true;
    for (std::size_t i = 0; i != 3; ++i) {
      const VertexFit& fit = fits[fits.shapes.of_facet(f)[i]];
      const Vec3& p = wall.positions_mm[facet[i]];
      const double along = axis.dot(p);
      low = std::min(low, along);
      high = std::max(high, along);
      const double offset = along - middle_along;
      across = std::max(across, (p - box_middle).squaredNorm() - offset * offset);
      least = std::min(least, (p - centre).squaredNorm());
      flattest = std::min(flattest, static_cast<double>(fit.curvature_min));
      smooth &= fit.fitted;
    }
    const Vec3 normal = wall.normal(f);
    const Vec3& a = wall.positions_mm[facet[0]];
    double distance = std::fabs(normal.dot(centre - a));
    if (smooth) {
      const Vec3& b = wall.positions_mm[facet[1]];
      const Vec3& c = wall.positions_mm[facet[2]];
      const double edge =
          std::max({(b - a).squaredNorm(), (c - b).squaredNorm(), (a - c).squaredNorm()});
      distance =
          std::max(distance, std::sqrt(least) - edge / 6 * std::max(0.0, curvature - flattest));
      // A hollow surface bulges beyond its facets, into the solid.
      const double bulge = edge / 8 * std::max(0.0, -flattest);
      distance -= bulge;
      low = std::min(low, axis.dot(a) - bulge);
    }
    clear = std::min(clear, distance);
  });
  for (int k = 0; k < 3; ++k) {
    node.axis[k][slot] = static_cast<float>(axis[k]);
    node.ball[k][slot] = static_cast<float>(centre[k]);
  }
  const auto pad = static_cast<double>(wall.spatial->bvh().pad_mm);
  node.low[slot] = static_cast<float>(low - pad);
  node.high[slot] = static_cast<float>(high + pad);
  node.radius[slot] = static_cast<float>(std::sqrt(std::max(0.0, across)) + pad);
  clear = std::max(0.0, clear - pad);
  // Single precision takes the difference of two squares of this size.
  node.ball_squared[slot] =
      static_cast<float>(clear * clear - 0x1p-21 * (clear * clear + centre.squaredNorm()));
}

}  // namespace

BigVector<BallNode> make_ball_nodes(const WallMesh& wall, const BigVector<VertexFit>& fits,
                                    const CornerShapes& shapes) {
  const Bvh& bvh = wall.spatial->bvh();
  BigVector<BallNode> nodes(bvh.nodes.size());
  const double mesh_diagonal = 2 * std::sqrt(3.0) * static_cast<double>(bvh.reach);
  for_each_index(
      nodes.size(),
      [&](std::size_t i) {
        const BvhNode& node = bvh.nodes[i];
        for (int slot = 0; slot < kWide; ++slot) {
          describe_nothing(nodes[i], slot);
          if (node.child[slot] == kNone) continue;
          std::vector<BlockRange> ranges;
          add_blocks_below(bvh, node.child[slot], ranges);
          Vec3 low, high;
          for (int k = 0; k < 3; ++k) {
            low[k] = static_cast<double>(node.lower[k][slot]);
            high[k] = static_cast<double>(node.upper[k][slot]);
          }
          describe(wall, {fits, shapes}, ranges, 0.5 * (low + high), mesh_diagonal, nodes[i], slot);
        }
      },
      8);
  return nodes;
}

}  // namespace pg::wall
