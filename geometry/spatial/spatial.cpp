#include "geometry/spatial/spatial.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "geometry/spatial/float4.hpp"
#include "geometry/spatial/ray.hpp"

namespace pg {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kReachMax = 1e15;

/// A walk goes down at most this deep times kWide entries; grows on the heap beyond it.
template <class Entry>
class Stack {
 public:
  void push(const Entry& entry) {
    if (size_ < kFixed) {
      fixed_[size_] = entry;
    } else {
      more_.push_back(entry);
    }
    ++size_;
  }
  bool pop(Entry& entry) {
    if (size_ == 0) return false;
    --size_;
    if (size_ < kFixed) {
      entry = fixed_[size_];
    } else {
      entry = more_.back();
      more_.pop_back();
    }
    return true;
  }

 private:
  static constexpr std::size_t kFixed = 192;
  std::array<Entry, kFixed> fixed_;
  std::size_t size_ = 0;
  std::vector<Entry> more_;
};

struct Entry {
  float near;
  std::uint32_t child;
};

/// Float down and up: bounds on a double that the walk may compare with.
float float_below(double x) {
  const auto f = static_cast<float>(x);
  return static_cast<double>(f) > x ? std::nextafter(f, -std::numeric_limits<float>::infinity())
                                    : f;
}
float float_above(double x) {
  const auto f = static_cast<float>(x);
  return static_cast<double>(f) < x ? std::nextafter(f, std::numeric_limits<float>::infinity()) : f;
}

/// The walk of one ray. Distances in the tree are counted from where the ray enters the mesh's box,
/// so that single precision is enough however far the origin is.
class RayWalk {
 public:
  /// `passed`: facets that hold this vertex are not hit.
  RayWalk(const Spatial& spatial, const Vec3& origin, const Vec3& direction, double t_min,
          double t_max, VertexId passed = kNone)
      : bvh_(spatial.bvh()),
        mesh_(spatial.mesh()),
        ray_(origin, direction),
        passed_(passed),
        t_min_(t_min),
        t_max_(t_max) {
    const Vec3 local = origin - bvh_.origin;
    const double reach = static_cast<double>(bvh_.reach) * (1 + 1e-6) + bvh_.pad_mm;
    double enter = std::max(0.0, t_min), leave = t_max;
    for (int k = 0; k < 3; ++k) {
      if (direction[k] == 0) {
        if (std::fabs(local[k]) > reach) leave = -1;
        continue;
      }
      double t0 = (-reach - local[k]) / direction[k], t1 = (reach - local[k]) / direction[k];
      if (t0 > t1) std::swap(t0, t1);
      enter = std::max(enter, t0);
      leave = std::min(leave, t1);
    }
    alive_ = enter <= leave + 1e-9 * std::fabs(leave) && leave >= 0;
    if (!alive_) return;
    start_ = enter;
    const Vec3 at = local + enter * direction;
    // Unit length keeps single-precision distances in millimetres.
    length_ = direction.norm();
    for (int k = 0; k < 3; ++k) {
      const double unit = direction[k] / length_;
      origin_[k] = static_cast<float>(at[k]);
      const auto rounded = static_cast<float>(unit);
      // A component too small to matter within the mesh is taken as tiny: no division by 0, no NaN.
      const float safe = std::fabs(rounded) < 1e-12f ? (rounded < 0 ? -1e-12f : 1e-12f) : rounded;
      inverse_[k] = 1.0f / safe;
    }
    for (int k = 0; k < 3; ++k) kaxis_[k] = ray_.axis(k);
    shear_x_ = Float4(static_cast<float>(ray_.shear_x()));
    shear_y_ = Float4(static_cast<float>(ray_.shear_y()));
    slack_ = Float4(bvh_.reach * 0x1p-18f);
  }

  /// Calls `visit(face, hit, place in the tree)` for every hit with t_min < distance <= limit();
  /// the limit may shrink.
  template <bool kNearestFirst, class Visit, class Limit>
  void run(Visit&& visit, Limit&& limit) {
    if (!alive_ || bvh_.nodes.empty()) return;
    Stack<Entry> stack;
    stack.push({0, 0});
    Entry entry;
    while (stack.pop(entry)) {
      const double bound = limit();
      const float far = bound == kInfinity ? std::numeric_limits<float>::infinity()
                                           : float_above((bound - start_) * length_ * (1 + 1e-9));
      if (entry.near > far) continue;
      if (entry.child & kLeafBit) {
        test(entry.child & ~kLeafBit, visit, limit);
        continue;
      }
      descend<kNearestFirst>(bvh_.nodes[entry.child], far, stack);
    }
  }

 private:
  template <bool kNearestFirst>
  void descend(const BvhNode& node, float far, Stack<Entry>& stack) const {
    alignas(16) float near[kWide];
    int hits = 0;
    for (int half = 0; half < 2; ++half) {
      Float4 enter(0.0f), leave(far);
      for (int k = 0; k < 3; ++k) {
        const Float4 o(origin_[k]), inverse(inverse_[k]);
        const float* const low = node.lower[k] + 4 * half;
        const float* const high = node.upper[k] + 4 * half;
        const bool up = inverse_[k] > 0;
        enter = max(enter, (Float4::load(up ? low : high) - o) * inverse);
        leave = min(leave, (Float4::load(up ? high : low) - o) * inverse);
      }
      // Three roundings a side (Ize 2013): 1 + 2 gamma(3).
      enter = enter * Float4(1 - 4 * 0x1p-23f);
      leave = leave * Float4(1 + 4 * 0x1p-23f);
      enter.store(near + 4 * half);
      hits |= mask_le(enter, leave) << (4 * half);
    }
    if constexpr (!kNearestFirst) {
      for (; hits != 0; hits &= hits - 1) {
        const int slot = std::countr_zero(static_cast<unsigned>(hits));
        stack.push({near[slot], node.child[slot]});
      }
    } else {
      Entry sorted[kWide];
      int count = 0;
      for (; hits != 0; hits &= hits - 1) {
        const int slot = std::countr_zero(static_cast<unsigned>(hits));
        int at = count++;
        for (; at > 0 && sorted[at - 1].near < near[slot]; --at) sorted[at] = sorted[at - 1];
        sorted[at] = {near[slot], node.child[slot]};
      }
      for (int i = 0; i < count; ++i) stack.push(sorted[i]);  // farthest first: nearest is popped
    }
  }

  /// Single precision leaves out what is surely missed; the rest is decided in double.
  template <class Visit, class Limit>
  void test(std::uint32_t index, Visit&& visit, Limit&& limit) {
    const TriangleBlock& block = bvh_.blocks[index];
    Float4 x[3], y[3];
    Float4 size(0.0f);
    for (int c = 0; c < 3; ++c) {
      const Float4 z = Float4::load(block.corner[c][kaxis_[2]]) - Float4(origin_[kaxis_[2]]);
      x[c] = Float4::load(block.corner[c][kaxis_[0]]) - Float4(origin_[kaxis_[0]]) - shear_x_ * z;
      y[c] = Float4::load(block.corner[c][kaxis_[1]]) - Float4(origin_[kaxis_[1]]) - shear_y_ * z;
      size = size + abs(x[c]) + abs(y[c]);
    }
    const Float4 u = x[2] * y[1] - y[2] * x[1];
    const Float4 v = x[0] * y[2] - y[0] * x[2];
    const Float4 w = x[1] * y[0] - y[1] * x[0];
    // Each coordinate is off by under 2^-19 reach, so an edge function by under that times `size`;
    // the products' own rounding is 2^-22 of |p||q|, smaller still. Twice that is allowed.
    const Float4 error = slack_ * (size + slack_);
    const Float4 least = min(min(u, v), w), most = max(max(u, v), w);
    int maybe = mask_le(Float4(0.0f) - error, least) | mask_le(most, error);
    for (; maybe != 0; maybe &= maybe - 1) {
      const auto lane = static_cast<unsigned>(std::countr_zero(static_cast<unsigned>(maybe)));
      const FaceId face = block.face[lane];
      if (face == kNone) continue;
      const auto& [a, b, c] = mesh_.triangles[face];
      if (a == passed_ || b == passed_ || c == passed_) continue;
      RayHit hit;
      if (!ray_.meets(mesh_.positions_mm[a], mesh_.positions_mm[b], mesh_.positions_mm[c], hit))
        continue;
      if (hit.distance > t_min_ && hit.distance <= limit()) visit(face, hit, 4 * index + lane);
    }
  }

  const Bvh& bvh_;
  const TriMesh& mesh_;
  ShearedRay ray_;
  VertexId passed_;
  double t_min_, t_max_;
  bool alive_ = false;
  double start_ = 0, length_ = 1;
  float origin_[3] = {}, inverse_[3] = {};
  int kaxis_[3] = {};
  Float4 shear_x_, shear_y_, slack_;
};

SurfaceHit surface_hit(FaceId face, const RayHit& hit, std::uint32_t in_tree) {
  return {face,
          hit.distance,
          {hit.barycentric[0], hit.barycentric[1], hit.barycentric[2]},
          hit.back_side,
          in_tree};
}

std::optional<SurfaceHit> first_of(RayWalk walk, double t_max, FaceId skipped) {
  SurfaceHit best;
  best.distance = t_max;
  walk.run<true>(
      [&](FaceId face, const RayHit& hit, std::uint32_t in_tree) {
        if (face == skipped) return;
        if (hit.distance < best.distance || best.face == kNone || face < best.face)
          best = surface_hit(face, hit, in_tree);
      },
      [&] { return best.distance; });
  if (best.face == kNone) return std::nullopt;
  return best;
}

void collect(RayWalk walk, double t_max, std::vector<SurfaceHit>& hits) {
  hits.clear();
  walk.run<false>([&](FaceId face, const RayHit& hit,
                      std::uint32_t in_tree) { hits.push_back(surface_hit(face, hit, in_tree)); },
                  [&] { return t_max; });
  std::sort(hits.begin(), hits.end(), [](const SurfaceHit& a, const SurfaceHit& b) {
    return a.distance != b.distance ? a.distance < b.distance : a.face < b.face;
  });
}

}  // namespace

Spatial::Spatial(const TriMesh& mesh) : mesh_(&mesh) {
  const Box3 box = bounding_box(mesh);
  usable_ = !box.empty() && box.size().maxCoeff() < kReachMax;
  if (usable_) bvh_ = Bvh::of(mesh);
}

std::optional<SurfaceHit> Spatial::first_hit(const Vec3& origin, const Vec3& direction,
                                             double t_min, double t_max, FaceId skipped) const {
  return first_of(RayWalk(*this, origin, direction, t_min, t_max), t_max, skipped);
}

std::optional<SurfaceHit> Spatial::first_hit_from(VertexId vertex, const Vec3& direction,
                                                  double t_min, double t_max) const {
  return first_of(RayWalk(*this, mesh_->positions_mm[vertex], direction, t_min, t_max, vertex),
                  t_max, kNone);
}

void Spatial::all_hits(const Vec3& origin, const Vec3& direction, std::vector<SurfaceHit>& hits,
                       double t_min, double t_max) const {
  collect(RayWalk(*this, origin, direction, t_min, t_max), t_max, hits);
}

void Spatial::all_hits_from(VertexId vertex, const Vec3& direction,
                            std::vector<SurfaceHit>& hits) const {
  collect(RayWalk(*this, mesh_->positions_mm[vertex], direction, 0, kInfinity, vertex), kInfinity,
          hits);
}

SurfacePoint Spatial::closest_point(const Vec3& point, double max_distance) const {
  SurfacePoint best;
  best.distance = max_distance;
  if (bvh_.nodes.empty()) return best;
  const Vec3 local = point - bvh_.origin;
  // Relative to the query; rounding here is 2^-24 of the distance, taken off below.
  const float at[3] = {static_cast<float>(local[0]), static_cast<float>(local[1]),
                       static_cast<float>(local[2])};
  const float rounding = static_cast<float>(local.cwiseAbs().maxCoeff()) * 0x1p-23f;
  double best_squared = max_distance * max_distance;
  Stack<Entry> stack;
  stack.push({0, 0});
  Entry entry;
  while (stack.pop(entry)) {
    if (entry.near > best_squared) continue;
    if (entry.child & kLeafBit) {
      for (const FaceId face : bvh_.blocks[entry.child & ~kLeafBit].face) {
        if (face == kNone) continue;
        const auto& [a, b, c] = mesh_->triangles[face];
        const Vec3 q = closest_on_triangle(point, mesh_->positions_mm[a], mesh_->positions_mm[b],
                                           mesh_->positions_mm[c]);
        const double squared = (q - point).squaredNorm();
        if (squared < best_squared ||
            (squared == best_squared && (best.face == kNone || face < best.face))) {
          best_squared = squared;
          best.face = face;
          best.point = q;
        }
      }
      continue;
    }
    const BvhNode& node = bvh_.nodes[entry.child];
    const float bound = float_above(best_squared);
    alignas(16) float near[kWide];
    int hits = 0;
    for (int half = 0; half < 2; ++half) {
      Float4 squared(0.0f);
      for (int k = 0; k < 3; ++k) {
        const Float4 p(at[k]);
        const Float4 gap = max(max(Float4::load(node.lower[k] + 4 * half) - p,
                                   p - Float4::load(node.upper[k] + 4 * half)) -
                                   Float4(rounding),
                               Float4(0.0f));
        squared = squared + gap * gap;
      }
      squared = squared * Float4(1 - 0x1p-20f);
      squared.store(near + 4 * half);
      hits |= mask_le(squared, Float4(bound)) << (4 * half);
    }
    Entry sorted[kWide];
    int count = 0;
    for (; hits != 0; hits &= hits - 1) {
      const int slot = std::countr_zero(static_cast<unsigned>(hits));
      if (node.child[slot] == kNone) continue;  // infinitely far, and the bound may be infinite
      int i = count++;
      for (; i > 0 && sorted[i - 1].near < near[slot]; --i) sorted[i] = sorted[i - 1];
      sorted[i] = {near[slot], node.child[slot]};
    }
    for (int i = 0; i < count; ++i) stack.push(sorted[i]);
  }
  if (best.face != kNone) best.distance = std::sqrt(best_squared);
  return best;
}

void Spatial::visit_overlaps(const Box3& box, const std::function<bool(FaceId)>& visit) const {
  if (bvh_.nodes.empty() || box.empty()) return;
  float low[3], high[3];
  for (int k = 0; k < 3; ++k) {
    low[k] = float_below(box.min[k] - bvh_.origin[k]);
    high[k] = float_above(box.max[k] - bvh_.origin[k]);
  }
  Stack<std::uint32_t> stack;
  stack.push(0);
  std::uint32_t child = 0;
  while (stack.pop(child)) {
    if (child & kLeafBit) {
      for (const FaceId face : bvh_.blocks[child & ~kLeafBit].face) {
        if (face == kNone) continue;
        Box3 own;
        for (int c = 0; c < 3; ++c) own.extend(mesh_->corner(face, c));
        if ((own.min.array() <= box.max.array()).all() &&
            (own.max.array() >= box.min.array()).all())
          if (!visit(face)) return;
      }
      continue;
    }
    const BvhNode& node = bvh_.nodes[child];
    for (int half = 0; half < 2; ++half) {
      int hits = 15;
      for (int k = 0; k < 3; ++k)
        hits &= mask_le(Float4::load(node.lower[k] + 4 * half), Float4(high[k])) &
                mask_le(Float4(low[k]), Float4::load(node.upper[k] + 4 * half));
      for (; hits != 0; hits &= hits - 1)
        stack.push(node.child[4 * half + std::countr_zero(static_cast<unsigned>(hits))]);
    }
  }
}

const Spatial& spatial_of(const Subject& subject) {
  return subject.shared<Spatial>([](const Subject& of) { return Spatial(of.mesh()); });
}

Vec3 closest_on_triangle(const Vec3& p, const Vec3& a, const Vec3& b, const Vec3& c) {
  const Vec3 ab = b - a, ac = c - a, ap = p - a;
  const double d1 = ab.dot(ap), d2 = ac.dot(ap);
  if (d1 <= 0 && d2 <= 0) return a;
  const Vec3 bp = p - b;
  const double d3 = ab.dot(bp), d4 = ac.dot(bp);
  if (d3 >= 0 && d4 <= d3) return b;
  const double vc = d1 * d4 - d3 * d2;
  if (vc <= 0 && d1 >= 0 && d3 <= 0) return a + d1 / (d1 - d3) * ab;
  const Vec3 cp = p - c;
  const double d5 = ab.dot(cp), d6 = ac.dot(cp);
  if (d6 >= 0 && d5 <= d6) return c;
  const double vb = d5 * d2 - d1 * d6;
  if (vb <= 0 && d2 >= 0 && d6 <= 0) return a + d2 / (d2 - d6) * ac;
  const double va = d3 * d6 - d5 * d4;
  if (va <= 0 && d4 - d3 >= 0 && d5 - d6 >= 0)
    return b + (d4 - d3) / ((d4 - d3) + (d5 - d6)) * (c - b);
  const double scale = 1.0 / (va + vb + vc);
  return a + ab * (vb * scale) + ac * (vc * scale);
}

}  // namespace pg
