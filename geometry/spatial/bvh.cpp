#include "geometry/spatial/bvh.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "geometry/check.hpp"
#include "geometry/parallel.hpp"
#include "geometry/spatial/float4.hpp"

namespace pg {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr int kBins = 16;
constexpr std::uint32_t kLeafTriangles = 4;
/// Ranges up to this size are cut by medians at multiples of what fills a child.
constexpr std::uint32_t kFullNode = kLeafTriangles * kWide;
constexpr std::uint32_t kMedianUpTo = kFullNode * kWide;
/// Subtrees up to this size are built by one thread each.
constexpr std::uint32_t kTaskTriangles = 32768;
/// Ranges from this size on are binned by all threads together.
constexpr std::uint32_t kParallelBinning = 131072;

/// The box of a triangle and which it is; two loads of four.
struct alignas(16) Prim {
  float lower[3];
  std::uint32_t face;
  float upper[3];
  std::uint32_t unused;

  /// Twice the middle of the box; the fourth lane means nothing.
  [[nodiscard]] Float4 middle() const { return Float4::load(lower) + Float4::load(upper); }
  [[nodiscard]] float middle(int axis) const { return lower[axis] + upper[axis]; }
};

struct FloatBox {
  Float4 lower{kInfinity};
  Float4 upper{-kInfinity};
  void extend(Float4 low, Float4 high) {
    lower = min(lower, low);
    upper = max(upper, high);
  }
  void extend(const FloatBox& box) { extend(box.lower, box.upper); }
  [[nodiscard]] float half_area() const {
    float size[4];
    (upper - lower).store(size);
    return size[0] * size[1] + size[1] * size[2] + size[2] * size[0];
  }
};

struct Range {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  FloatBox box;
  FloatBox middles;
  [[nodiscard]] std::uint32_t size() const { return end - begin; }
  void add(const Prim& prim) {
    box.extend(Float4::load(prim.lower), Float4::load(prim.upper));
    const Float4 middle = prim.middle();
    middles.extend(middle, middle);
  }
};

struct Bins {
  FloatBox box[3][kBins];
  std::uint32_t count[3][kBins] = {};

  void join(const Bins& other) {
    for (int axis = 0; axis < 3; ++axis)
      for (int b = 0; b < kBins; ++b) {
        box[axis][b].extend(other.box[axis][b]);
        count[axis][b] += other.count[axis][b];
      }
  }
};

/// Which bin a middle falls into, the same wherever it is asked.
struct Binning {
  float low[4];
  float scale[4];

  explicit Binning(const FloatBox& middles) {
    float high[4];
    middles.lower.store(low);
    middles.upper.store(high);
    for (int axis = 0; axis < 3; ++axis) {
      const float extent = high[axis] - low[axis];
      scale[axis] = extent > 0 ? static_cast<float>(kBins) * 0.9999f / extent : 0;
      if (!(scale[axis] < std::numeric_limits<float>::max())) scale[axis] = 0;
    }
    low[3] = scale[3] = 0;
  }
  [[nodiscard]] int bin(const Prim& prim, int axis) const {
    return std::min(kBins - 1, static_cast<int>((prim.middle(axis) - low[axis]) * scale[axis]));
  }
};

void fill(Bins& bins, const Binning& binning, const Prim* prims, std::size_t count) {
  for (const Prim* prim = prims; prim != prims + count; ++prim) {
    const Float4 low = Float4::load(prim->lower);
    const Float4 high = Float4::load(prim->upper);
    for (int axis = 0; axis < 3; ++axis) {
      const int b = binning.bin(*prim, axis);
      bins.box[axis][b].extend(low, high);
      ++bins.count[axis][b];
    }
  }
}

/// One subtree under construction; children number its own nodes and blocks from 0. The corners of
/// its blocks are written where they end up, as most of the memory of a tree is theirs.
struct Subtree {
  std::vector<BvhNode> nodes;
  std::vector<std::array<FaceId, kLeafTriangles>> blocks;
};

class Builder {
 public:
  Builder(const TriMesh& mesh, Bvh& bvh) : mesh_(mesh), bvh_(bvh), prims_(mesh.triangles.size()) {}

  void run() {
    Range all = make_prims();
    std::vector<TopNode> top = {{all, kNone, 0}};
    // The upper levels, a level at a time, the nodes of a level side by side.
    for (std::size_t done = 0; done < top.size();) {
      const std::size_t level_end = top.size();
      std::vector<std::vector<Range>> parts(level_end - done);
      tbb::parallel_for(done, level_end, [&](std::size_t i) {
        if (top[i].range.size() > kTaskTriangles || i == 0) parts[i - done] = open(top[i].range);
      });
      for (std::size_t i = done; i != level_end; ++i) {
        if (parts[i - done].empty()) continue;
        top[i].upper_node = upper_nodes_++;
        for (std::size_t k = 0; k != parts[i - done].size(); ++k)
          top.push_back({parts[i - done][k], static_cast<std::uint32_t>(i), static_cast<int>(k)});
      }
      done = level_end;
    }
    build_below(top);
  }

 private:
  /// A range of the upper levels, and where its box goes.
  struct TopNode {
    Range range;
    std::uint32_t parent;
    int slot;
    std::uint32_t upper_node = kNone;  ///< kNone: a subtree of its own.
  };

  Range make_prims() {
    const Float4 pad(bvh_.pad_mm);
    return ordered_reduce(
        prims_.size(), Range{0, static_cast<std::uint32_t>(prims_.size()), {}, {}},
        [&](Range& range, std::size_t f) {
          const auto& [a, b, c] = mesh_.triangles[f];
          FloatBox box;
          for (const VertexId v : {a, b, c}) {
            float p[4] = {0, 0, 0, 0};
            for (int k = 0; k < 3; ++k)
              p[k] = static_cast<float>(mesh_.positions_mm[v][k] - bvh_.origin[k]);
            box.extend(Float4::load(p), Float4::load(p));
          }
          float low[4], high[4];
          (box.lower - pad).store(low);
          (box.upper + pad).store(high);
          Prim& prim = prims_[f];
          std::copy(low, low + 3, prim.lower);
          std::copy(high, high + 3, prim.upper);
          prim.face = static_cast<std::uint32_t>(f);
          prim.unused = 0;
          range.add(prim);
        },
        [](Range& total, const Range& part) {
          total.box.extend(part.box);
          total.middles.extend(part.middles);
        });
  }

  /// Cuts a range into at most eight, the widest first (below kMedianUpTo the longest first).
  std::vector<Range> open(const Range& whole) {
    std::vector<Range> parts = {whole};
    while (parts.size() < kWide) {
      std::size_t widest = parts.size();
      float best = -1;
      for (std::size_t i = 0; i != parts.size(); ++i) {
        if (parts[i].size() <=
            (whole.size() <= kFullNode ? kLeafTriangles : child_size(whole.size())))
          continue;
        const float score = whole.size() <= kMedianUpTo ? static_cast<float>(parts[i].size())
                                                        : parts[i].box.half_area();
        if (score > best) {
          best = score;
          widest = i;
        }
      }
      if (widest == parts.size()) break;
      const auto [left, right] = cut(parts[widest]);
      parts[widest] = left;
      parts.insert(parts.begin() + static_cast<std::ptrdiff_t>(widest) + 1, right);
    }
    return parts;
  }

  /// Ranges of up to this size are not cut further inside a node of `size` triangles.
  static std::uint32_t child_size(std::uint32_t size) {
    return size <= kMedianUpTo ? kFullNode : kLeafTriangles;
  }

  std::array<Range, 2> cut(const Range& range) {
    if (range.size() > kMedianUpTo) {
      std::array<Range, 2> halves;
      if (cut_by_area(range, halves)) return halves;
    }
    return cut_by_median(range);
  }

  bool cut_by_area(const Range& range, std::array<Range, 2>& halves) {
    const Binning binning(range.middles);
    Bins bins;
    const Prim* const first = prims_.data() + range.begin;
    if (range.size() >= kParallelBinning) {
      bins = ordered_reduce(
          chunk_count(range.size()), bins,
          [&](Bins& local, std::size_t chunk) {
            const std::size_t begin = chunk * kChunk;
            fill(local, binning, first + begin,
                 std::min<std::size_t>(kChunk, range.size() - begin));
          },
          [](Bins& total, const Bins& part) { total.join(part); }, 4);
    } else {
      fill(bins, binning, first, range.size());
    }
    float best = kInfinity;
    int best_axis = -1;
    int best_bin = 0;
    for (int axis = 0; axis < 3; ++axis) {
      float right_cost[kBins];
      FloatBox box;
      std::uint32_t count = 0;
      for (int b = kBins - 1; b > 0; --b) {
        box.extend(bins.box[axis][b]);
        count += bins.count[axis][b];
        right_cost[b] = count == 0 ? kInfinity : static_cast<float>(count) * box.half_area();
      }
      box = {};
      count = 0;
      for (int b = 1; b < kBins; ++b) {
        box.extend(bins.box[axis][b - 1]);
        count += bins.count[axis][b - 1];
        if (count == 0) continue;
        const float cost = static_cast<float>(count) * box.half_area() + right_cost[b];
        if (cost < best) {
          best = cost;
          best_axis = axis;
          best_bin = b;
        }
      }
    }
    if (best_axis < 0) return false;
    Range left{range.begin, range.begin, {}, {}};
    Range right{range.end, range.end, {}, {}};
    for (std::uint32_t i = range.begin; i != right.begin;) {
      if (binning.bin(prims_[i], best_axis) < best_bin) {
        left.add(prims_[i++]);
      } else {
        right.add(prims_[i]);
        std::swap(prims_[i], prims_[--right.begin]);
      }
    }
    left.end = right.begin;
    halves = {left, right};
    return true;
  }

  std::array<Range, 2> cut_by_median(const Range& range) {
    float low[4], high[4];
    range.middles.lower.store(low);
    range.middles.upper.store(high);
    int axis = 0;
    for (int k = 1; k < 3; ++k)
      if (high[k] - low[k] > high[axis] - low[axis]) axis = k;
    // Left takes whole children (of 4 or 32 triangles), so that at most one of them is not full.
    const std::uint32_t unit = range.size() <= kFullNode     ? kLeafTriangles
                               : range.size() <= kMedianUpTo ? kFullNode
                                                             : 1;
    const std::uint32_t units = (range.size() + unit - 1) / unit;
    const std::uint32_t middle = range.begin + units / 2 * unit;
    const auto before = [axis](const Prim& a, const Prim& b) {
      const float ma = a.middle(axis), mb = b.middle(axis);
      return ma != mb ? ma < mb : a.face < b.face;
    };
    std::nth_element(prims_.begin() + range.begin, prims_.begin() + middle,
                     prims_.begin() + range.end, before);
    Range left{range.begin, middle, {}, {}};
    Range right{middle, range.end, {}, {}};
    for (std::uint32_t i = range.begin; i != middle; ++i) left.add(prims_[i]);
    for (std::uint32_t i = middle; i != range.end; ++i) right.add(prims_[i]);
    return {left, right};
  }

  static BvhNode empty_node() {
    BvhNode node;
    for (int axis = 0; axis < 3; ++axis)
      for (int k = 0; k < kWide; ++k) {
        node.lower[axis][k] = kInfinity;
        node.upper[axis][k] = -kInfinity;
      }
    std::fill(node.child, node.child + kWide, kNone);
    return node;
  }

  static void put(BvhNode& node, int slot, const FloatBox& box, std::uint32_t child) {
    float low[4], high[4];
    box.lower.store(low);
    box.upper.store(high);
    for (int axis = 0; axis < 3; ++axis) {
      node.lower[axis][slot] = low[axis];
      node.upper[axis][slot] = high[axis];
    }
    node.child[slot] = child;
  }

  std::array<FaceId, kLeafTriangles> faces_of(const Range& range) {
    std::array<FaceId, kLeafTriangles> faces;
    faces.fill(kNone);
    for (std::uint32_t lane = 0; lane < range.size(); ++lane)
      faces[lane] = prims_[range.begin + lane].face;
    // By face, so that the lanes do not depend on how the range was cut.
    std::sort(faces.begin(), faces.begin() + range.size());
    return faces;
  }

  TriangleBlock make_block(const std::array<FaceId, kLeafTriangles>& faces) const {
    TriangleBlock block;
    for (std::size_t lane = 0; lane < kLeafTriangles; ++lane) {
      const FaceId face = faces[lane] == kNone ? faces[0] : faces[lane];
      block.face[lane] = faces[lane];
      for (int c = 0; c < 3; ++c)
        for (int axis = 0; axis < 3; ++axis)
          block.corner[c][axis][lane] =
              static_cast<float>(mesh_.corner(face, c)[axis] - bvh_.origin[axis]);
    }
    return block;
  }

  /// Depth first; returns what a parent in the same subtree writes as its child.
  std::uint32_t build(const Range& range, Subtree& tree) {
    if (range.size() <= kLeafTriangles) {
      tree.blocks.push_back(faces_of(range));
      return kLeafBit | static_cast<std::uint32_t>(tree.blocks.size() - 1);
    }
    const auto index = static_cast<std::uint32_t>(tree.nodes.size());
    tree.nodes.push_back(empty_node());
    const std::vector<Range> parts = open(range);
    for (std::size_t k = 0; k != parts.size(); ++k) {
      const std::uint32_t child = build(parts[k], tree);
      put(tree.nodes[index], static_cast<int>(k), parts[k].box, child);
    }
    return index;
  }

  void build_below(const std::vector<TopNode>& top) {
    std::vector<Subtree> trees(top.size());
    std::vector<std::uint32_t> roots(top.size(), kNone);
    tbb::parallel_for(
        tbb::blocked_range<std::size_t>(0, top.size(), 1),
        [&](const tbb::blocked_range<std::size_t>& range) {
          for (std::size_t i = range.begin(); i != range.end(); ++i)
            if (top[i].upper_node == kNone) roots[i] = build(top[i].range, trees[i]);
        },
        tbb::simple_partitioner());
    prims_ = BigVector<Prim>();  // "= {}" would keep the memory
    std::vector<std::uint32_t> first_node(top.size()), first_block(top.size());
    std::uint32_t nodes = upper_nodes_, blocks = 0;
    for (std::size_t i = 0; i != top.size(); ++i) {
      first_node[i] = nodes;
      first_block[i] = blocks;
      nodes += static_cast<std::uint32_t>(trees[i].nodes.size());
      blocks += static_cast<std::uint32_t>(trees[i].blocks.size());
    }
    bvh_.nodes.resize(nodes);
    bvh_.blocks.resize(blocks);
    const auto moved = [&](std::uint32_t child, std::size_t i) {
      if (child == kNone) return child;
      return child + (child & kLeafBit ? first_block[i] : first_node[i]);
    };
    tbb::parallel_for(std::size_t{0}, top.size(), [&](std::size_t i) {
      for (std::size_t b = 0; b != trees[i].blocks.size(); ++b)
        bvh_.blocks[first_block[i] + b] = make_block(trees[i].blocks[b]);
      std::uint32_t at = first_node[i];
      for (BvhNode node : trees[i].nodes) {
        for (std::uint32_t& child : node.child) child = moved(child, i);
        bvh_.nodes[at++] = node;
      }
      trees[i] = {};
    });
    for (std::uint32_t i = 0; i != upper_nodes_; ++i) bvh_.nodes[i] = empty_node();
    for (std::size_t i = 1; i != top.size(); ++i) {
      const std::uint32_t child =
          top[i].upper_node == kNone ? moved(roots[i], i) : top[i].upper_node;
      put(bvh_.nodes[top[top[i].parent].upper_node], top[i].slot, top[i].range.box, child);
    }
  }

  const TriMesh& mesh_;
  Bvh& bvh_;
  BigVector<Prim> prims_;
  std::uint32_t upper_nodes_ = 0;
};

}  // namespace

Bvh Bvh::of(const TriMesh& mesh) {
  Bvh bvh;
  if (mesh.triangles.empty()) return bvh;
  PG_CHECK(mesh.triangles.size() < kLeafBit);
  const Box3 box = bounding_box(mesh);
  bvh.origin = box.centre();
  bvh.reach = static_cast<float>(0.5 * box.size().maxCoeff()) * (1 + 0x1p-20f);
  bvh.pad_mm = std::max(bvh.reach * kPadShare, std::numeric_limits<float>::min());
  Builder(mesh, bvh).run();
  return bvh;
}

}  // namespace pg
