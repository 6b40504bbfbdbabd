#include "geometry/wall/ball_search.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <numbers>
#include <vector>

#include "geometry/spatial/float4.hpp"
#include "geometry/wall/contact.hpp"

namespace pg::wall {
namespace {

/// The search may miss a candidate that wins by less than this (the walk over edges finds it if it
/// belongs to the same basin) ...
constexpr double kTolerance = 0.002;
/// ... or this where the ball osculates: everything is equally near, and the value is known.
constexpr double kOsculatingTolerance = 0.015;
constexpr double kOsculatingShare = 0.9;
constexpr double kOwnCurvatureErrors = 5;
constexpr double kResidualTimes = 3;  // as in local_fit.cpp

Float4x3 broadcast(const float (&v)[3]) {
  return {Float4(v[0]), Float4(v[1]), Float4(v[2])};
}

Float4x3 load(const float (&rows)[3][kWide], int half) {
  return {Float4::load(rows[0] + 4 * half), Float4::load(rows[1] + 4 * half),
          Float4::load(rows[2] + 4 * half)};
}

}  // namespace

/// One query's walk through the tree.
class BallSearch::Walk {
 public:
  Walk(const BallSearch& search, VertexId v, Contact& best)
      : search_(search), bvh_(search.wall_.spatial->bvh()), v_(v), best_(best) {
    const VertexFit& fit = search.fits_[v];
    for (int k = 0; k < 3; ++k) {
      p_[k] = static_cast<float>(search.wall_.positions_mm[v][k]);
      n_[k] = static_cast<float>(fit.normal[k]);
    }
    point_ = broadcast(p_);
    normal_ = broadcast(n_);
    twice_e0_ = 2 * fit.height_error_mm;
    twice_e1_ = 2 * fit.normal_error;
    own_curvature_ = static_cast<double>(fit.curvature_max);
    rounding_ = Float4(bvh_.reach * 0x1p-22f);
    shrink();
  }

  void run() {
    push_children(0);
    while (size_ != 0) {
      const Entry entry = stack_[--size_];
      if (entry.version != version_ && !box_touches(entry)) continue;
      const std::uint32_t child = bvh_.nodes[entry.node].child[entry.slot];
      if (child & kLeafBit) {
        try_block(child & ~kLeafBit);
      } else {
        push_children(child);
      }
    }
  }

 private:
  struct Entry {
    float key;
    std::uint32_t node;
    std::uint16_t slot;
    std::uint16_t version;
  };

  /// Takes the ball from the best candidate so far.
  void shrink() {
    const double known = std::max(best_.score, search_.least_curvature_);
    const double tolerance =
        own_curvature_ > kOsculatingShare * known ? kOsculatingTolerance : kTolerance;
    curvature_ = static_cast<float>(known * (1 + tolerance));
    ++version_;
  }

  /// A box was tested against a larger ball: once more against this one.
  [[nodiscard]] bool box_touches(const Entry& entry) const {
    const BvhNode& node = bvh_.nodes[entry.node];
    const float radius = 1 / curvature_;
    float squared = 0;
    for (int k = 0; k < 3; ++k) {
      const float centre = p_[k] + radius * n_[k];
      const float gap =
          std::max({node.lower[k][entry.slot] - centre, centre - node.upper[k][entry.slot], 0.0f});
      squared += gap * gap;
    }
    return squared < radius * radius;
  }

  void push_children(std::uint32_t index) {
    const BvhNode& node = bvh_.nodes[index];
    const BallNode& ball = search_.nodes_[index];
    alignas(16) float key[kWide];
    int touched = 0;
    for (int half = 0; half < 2; ++half) touched |= touch(node, ball, half, key) << (4 * half);
    std::array<Entry, kWide> sorted;
    int count = 0;
    for (; touched != 0; touched &= touched - 1) {
      const int slot = std::countr_zero(static_cast<unsigned>(touched));
      int at = count++;
      for (; at > 0 && sorted[static_cast<std::size_t>(at) - 1].key < key[slot]; --at)
        sorted[static_cast<std::size_t>(at)] = sorted[static_cast<std::size_t>(at) - 1];
      sorted[static_cast<std::size_t>(at)] = {key[slot], index, static_cast<std::uint16_t>(slot),
                                              version_};
    }
    if (size_ + static_cast<std::size_t>(count) > stack_.size()) stack_.resize(2 * stack_.size());
    for (int i = 0; i < count; ++i) stack_[size_++] = sorted[static_cast<std::size_t>(i)];
  }

  /// Which of four children may hold a better contact; key: how near the ball's centre they come.
  int touch(const BvhNode& node, const BallNode& ball, int half, float* key) const {
    const Float4 zero(0.0f);
    const Float4x3 lower = load(node.lower, half) - point_;
    const Float4x3 upper = load(node.upper, half) - point_;
    // Highest the box reaches over the tangent plane.
    const Float4 reach = max(normal_.x * lower.x, normal_.x * upper.x) +
                         max(normal_.y * lower.y, normal_.y * upper.y) +
                         max(normal_.z * lower.z, normal_.z * upper.z);
    Float4 curvature(curvature_);
    if (twice_e0_ > 0 || twice_e1_ > 0) {
      // A candidate in there has at least this uncertainty, and must beat the best by as much.
      const Float4x3 far = {max(abs(lower.x), abs(upper.x)), max(abs(lower.y), abs(upper.y)),
                            max(abs(lower.z), abs(upper.z))};
      const Float4x3 near = {max(max(lower.x, zero - upper.x), zero),
                             max(max(lower.y, zero - upper.y), zero),
                             max(max(lower.z, zero - upper.z), zero)};
      const Float4 far_squared = dot(far, far) + Float4(1e-30f);
      const Float4 near_squared = dot(near, near) + Float4(1e-30f);
      const Float4 cosine_squared = min(reach * reach / near_squared, Float4(1.0f));
      const Float4 sine = sqrt(Float4(1.0f) - cosine_squared);
      curvature = curvature + Float4(twice_e0_) / far_squared +
                  Float4(twice_e1_) * sine / sqrt(far_squared);
    }
    const Float4 radius = Float4(1.0f) / curvature;
    const Float4x3 centre = radius * normal_;  // relative to p, as everything here

    const Float4x3 gap = {max(max(lower.x - centre.x, centre.x - upper.x), zero),
                          max(max(lower.y - centre.y, centre.y - upper.y), zero),
                          max(max(lower.z - centre.z, centre.z - upper.z), zero)};
    const Float4 gap_squared = dot(gap, gap);
    gap_squared.store(key + 4 * half);
    int alive = mask_lt(gap_squared, radius * radius) & mask_lt(zero, reach);
    if (alive == 0) return 0;

    // The ball against the slab that holds the child.
    const Float4x3 axis = load(ball.axis, half);
    const Float4 point_along = dot(axis, point_);
    const Float4 low = Float4::load(ball.low + 4 * half) - point_along;
    const Float4 high = Float4::load(ball.high + 4 * half) - point_along;
    const Float4 centre_along = dot(axis, centre);
    alive &= mask_lt(low - centre_along, radius) & mask_lt(centre_along - high, radius);
    if (alive == 0) return 0;

    // What is in this ball and not in the child's own lies in a half-space: does the child reach
    // it?
    const Float4x3 s = load(ball.ball, half) - point_;
    const Float4x3 a = centre - s;
    const Float4x3 box_middle = Float4(0.5f) * (lower + upper);
    const Float4 a_along = dot(a, axis);
    const Float4 half_height = Float4(0.5f) * (high - low);
    const Float4 lift = Float4(0.5f) * (high + low) - dot(axis, box_middle);
    const Float4 a_middle = dot(a, box_middle) + lift * a_along;
    const Float4 a_across = sqrt(max(dot(a, a) - a_along * a_along, zero));
    const Float4 most =
        a_middle + abs(a_along) * half_height + a_across * Float4::load(ball.radius + 4 * half);
    const Float4 sum = dot(s, s) - Float4::load(ball.ball_squared + 4 * half) + Float4(2.0f) * most;
    return alive & ~mask_le(sum, zero) & 15;
  }

  /// Single precision first: most facets of a touched leaf do not touch.
  void try_block(std::uint32_t index) {
    const TriangleBlock& block = bvh_.blocks[index];
    const PlaneBlock& plane = search_.wall_.planes[index];
    const Float4 zero(0.0f), one(1.0f);
    const Float4 curvature(curvature_ * 0.9995f);
    const auto row = [](const float(&rows)[3][4]) {
      return Float4x3{Float4::load(rows[0]), Float4::load(rows[1]), Float4::load(rows[2])};
    };
    const Float4x3 axis = row(plane.normal);
    Float4 offset = Float4::load(plane.offset) - dot(axis, point_);
    const Float4x3 outer = {flip_sign(axis.x, offset), flip_sign(axis.y, offset),
                            flip_sign(axis.z, offset)};
    offset = abs(offset);
    const Float4 lean = one + dot(outer, normal_);
    int alive = mask_le(curvature * (offset - rounding_), lean + Float4(1e-6f));
    if (alive == 0) return;

    const Float4x3 a = row(block.corner[0]) - point_;
    const Float4x3 b = row(block.corner[1]) - point_;
    const Float4x3 c = row(block.corner[2]) - point_;
    const Float4 na = dot(normal_, a), nb = dot(normal_, b), nc = dot(normal_, c);
    alive &= mask_lt(zero - rounding_, max(max(na, nb), nc));
    if (alive == 0) return;
    alive &= edge_touches(a, b, curvature) | edge_touches(b, c, curvature) |
             edge_touches(c, a, curvature) | plane_touches_inside(a, b, c, outer, offset, lean);
    for (; alive != 0; alive &= alive - 1) {
      const auto lane = static_cast<std::uint32_t>(std::countr_zero(static_cast<unsigned>(alive)));
      if (block.face[lane] == kNone) continue;
      const Contact contact = search_.candidate(v_, 4 * index + lane);
      if (!contact.found() || contact.score <= best_.score) continue;
      best_ = contact;
      shrink();
    }
  }

  [[nodiscard]] int edge_touches(Float4x3 from, Float4x3 to, Float4 curvature) const {
    const Float4 zero(0.0f), tiny(1e-30f);
    const Float4x3 edge = to - from;
    const Float4 length = sqrt(dot(edge, edge)) + tiny;
    const Float4x3 e = (Float4(1.0f) / length) * edge;
    const Float4 x = dot(normal_, e);
    const Float4 along = dot(from, e);
    const Float4x3 s = from - along * e;
    const Float4 a = dot(s, normal_);  // s is across e, so n needs no projection
    const Float4 b = dot(s, s);
    const Float4 root = sqrt(a * a + x * x * b);
    const Float4 rising = b / (max(a, zero) + root + tiny) * x;
    const Float4 falling = (root - a) / select_gt(abs(x), tiny, x, tiny);
    const Float4 at = min(max(select_gt(a, zero, rising, falling) - along, zero), length);
    const Float4x3 q = from + at * e;
    return mask_le(curvature * dot(q, q), Float4(2.0f) * (dot(normal_, q) + rounding_));
  }

  [[nodiscard]] int plane_touches_inside(Float4x3 a, Float4x3 b, Float4x3 c, Float4x3 outer,
                                         Float4 offset, Float4 lean) const {
    const Float4 radius = offset / max(lean, Float4(1e-6f));
    const Float4x3 q = radius * (normal_ + outer);
    const Float4x3 ra = a - q, rb = b - q, rc = c - q;
    const Float4 wa = dot(cross(rb, rc), outer);
    const Float4 wb = dot(cross(rc, ra), outer);
    const Float4 wc = dot(cross(ra, rb), outer);
    // `outer` may be turned against the corners' sense: all of one sign, with some slack.
    const Float4 slack = Float4(0.02f) * (abs(wa) + abs(wb) + abs(wc));
    return mask_le(Float4(0.0f) - slack, min(min(wa, wb), wc)) |
           mask_le(max(max(wa, wb), wc), slack);
  }
  const BallSearch& search_;
  const Bvh& bvh_;
  VertexId v_;
  Contact& best_;
  float p_[3], n_[3];
  Float4x3 point_, normal_;
  float twice_e0_ = 0, twice_e1_ = 0;
  float curvature_ = 0;
  double own_curvature_ = 0;
  Float4 rounding_;
  std::uint16_t version_ = 0;
  std::size_t size_ = 0;
  std::vector<Entry> stack_ = std::vector<Entry>(256);
};

BallSearch::BallSearch(const WallMesh& wall)
    : wall_(wall), fits_(fit_vertices(wall)), nodes_(make_ball_nodes(wall, fits_)) {
  // No ball inside is wider than twice the diagonal.
  least_curvature_ = 1 / (4 * std::sqrt(3.0) * static_cast<double>(wall.spatial->bvh().reach));
}

Contact BallSearch::candidate(VertexId v, std::uint32_t facet) const {
  const Triangle& corners = wall_.facets[facet];
  for (const VertexId corner : corners)
    if (corner == v || corner == kNone) return {};
  const Vec3& p = wall_.positions_mm[v];
  const VertexFit& own = fits_[v];
  const Vec3 corner[3] = {wall_.positions_mm[corners[0]] - p, wall_.positions_mm[corners[1]] - p,
                          wall_.positions_mm[corners[2]] - p};
  const FacetContact flat = contact_on_facet(corner[0], corner[1], corner[2], own.normal);
  if (flat.curvature <= 0) return {};
  const double* const weight = flat.barycentric;
  Vec3 d = weight[0] * corner[0] + weight[1] * corner[1] + weight[2] * corner[2];
  // Onto the curved surface (Phong tessellation, Boubekeur and Alexa 2008, by half: exact for
  // quadrics).
  static const double kLiftCosine = std::cos(kLiftDeg * std::numbers::pi / 180);
  const Vec3 facet_normal = wall_.normal(facet);
  Vec3 lift = Vec3::Zero();
  double residual = 0;
  for (int i = 0; i < 3; ++i) {
    const VertexFit& fit = fits_[corners[static_cast<std::size_t>(i)]];
    residual += weight[i] * static_cast<double>(fit.residual_mm);
    if (!fit.fitted || -fit.normal.dot(facet_normal) < kLiftCosine) continue;
    lift += weight[i] * (d - corner[i]).dot(fit.normal) * fit.normal;
  }
  d -= 0.5 * lift;
  const double squared = d.squaredNorm();
  if (!(squared > 0)) return {};
  const double height = own.normal.dot(d);
  const double sine = std::sqrt(std::max(0.0, 1 - height * height / squared));
  Contact contact;
  contact.curvature = 2 * height / squared;
  const double uncertainty =
      (2 * static_cast<double>(own.height_error_mm) + 2 * kResidualTimes * residual) / squared +
      2 * static_cast<double>(own.normal_error) * sine / std::sqrt(squared);
  contact.score = contact.curvature - uncertainty;
  contact.facet = facet;
  contact.point_mm = p + d;
  contact.inside_facet = flat.inside;
  if (contact.curvature <= 0 || contact.score <= 0) return {};
  return contact;
}

Contact BallSearch::own_curvature(VertexId v) const {
  const VertexFit& fit = fits_[v];
  Contact contact;
  contact.score = static_cast<double>(fit.curvature_max) -
                  kOwnCurvatureErrors * static_cast<double>(fit.curvature_error);
  if (!fit.fitted || contact.score <= 0) return {};
  contact.curvature = static_cast<double>(fit.curvature_max);
  contact.point_mm = wall_.positions_mm[v];
  return contact;
}

/// Removes the tolerance of the search within the basin it ended in.
void BallSearch::improve_over_edges(VertexId v, Contact& best) const {
  bool better = best.facet != kNone;
  while (better) {
    better = false;
    const Triangle corners = wall_.facets[best.facet];
    const std::uint32_t centre = best.facet;
    for (std::size_t i = 0; i < 3; ++i) {
      const VertexId to = corners[(i + 1) % 3];
      for (const std::uint32_t facet : wall_.facets_at(corners[i])) {
        const Triangle& other = wall_.facets[facet];
        if (facet == centre || (other[0] != to && other[1] != to && other[2] != to)) continue;
        const Contact contact = candidate(v, facet);
        if (!contact.found() || contact.score <= best.score) continue;
        best = contact;
        better = true;
      }
    }
  }
}

Contact BallSearch::search(VertexId v, Contact start) const {
  Contact best = own_curvature(v);
  if (start.found() && start.score > best.score) best = start;
  Walk(*this, v, best).run();
  improve_over_edges(v, best);
  return best;
}

Contact BallSearch::search_by_force(VertexId v) const {
  Contact best = own_curvature(v);
  for (std::uint32_t facet = 0; facet != wall_.facets.size(); ++facet) {
    const Contact contact = candidate(v, facet);
    if (contact.found() && contact.score > best.score) best = contact;
  }
  return best;
}

}  // namespace pg::wall
