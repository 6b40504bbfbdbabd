#include "geometry/hollow/pools.hpp"

#include <tbb/parallel_sort.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "geometry/parallel.hpp"

namespace pg::hollow {
namespace {

/// The facets at each vertex.
struct Fans {
  BigVector<std::uint32_t> first;
  BigVector<FaceId> faces;

  Fans(const TriMesh& mesh, const BigVector<std::uint8_t>& shut) {
    first.assign(mesh.positions_mm.size() + 1, 0);
    const auto each = [&](auto&& visit) {
      for (FaceId f = 0; f < mesh.triangles.size(); ++f)
        if (shut.empty() || shut[f] == 0)
          for (const VertexId v : mesh.triangles[f]) visit(v, f);
    };
    each([&](VertexId v, FaceId) { ++first[v + 1]; });
    for (std::size_t v = 0; v + 1 < first.size(); ++v) first[v + 1] += first[v];
    faces.resize(first.back());
    BigVector<std::uint32_t> next(first.begin(), first.end() - 1);
    each([&](VertexId v, FaceId f) { faces[next[v]++] = f; });
  }
};

/// Integral of max(0, depth) over a triangle with these depths at its corners and area 1.
double wet_integral(std::array<double, 3> depth) {
  std::sort(depth.begin(), depth.end());
  const auto& [low, middle, high] = depth;
  if (low >= 0) return (low + middle + high) / 3;
  if (high <= 0) return 0;
  // Linear over the triangle, so that the part beyond the line of 0 is a triangle of its own.
  if (middle <= 0) return high / 3 * (high / (high - low)) * (high / (high - middle));
  return (low + middle + high) / 3 - low / 3 * (low / (low - high)) * (low / (low - middle));
}

class Flooding {
 public:
  Flooding(const AirSide& side, const Vec3& up, const BigVector<std::uint8_t>& shut)
      : side_(side), up_(up), fans_(side.mesh, shut) {
    const std::size_t vertices = side.mesh.positions_mm.size();
    height_.resize(vertices);
    for_each_index(vertices,
                   [&](std::size_t v) { height_[v] = side.mesh.positions_mm[v].dot(up); });
    BigVector<VertexId> order(vertices);
    for (VertexId v = 0; v < vertices; ++v) order[v] = v;
    tbb::parallel_sort(order.begin(), order.end(), [&](VertexId a, VertexId b) {
      return height_[a] != height_[b] ? height_[a] < height_[b] : a < b;
    });
    rank_.resize(vertices);
    for (std::uint32_t i = 0; i < vertices; ++i) rank_[order[i]] = i;
    parent_.assign(vertices, kNone);
    next_.assign(vertices, kNone);
    water_.resize(vertices);
    open_.assign(vertices, 0);
    pool_.assign(vertices, kNone);
    for (const VertexId v : order) take_in(v);
  }

  std::vector<Pool> pools() {
    for (FaceId f = 0; f < side_.mesh.triangles.size(); ++f) {
      const Triangle& t = side_.mesh.triangles[f];
      const std::uint32_t pool = std::min({pool_[t[0]], pool_[t[1]], pool_[t[2]]});
      if (pool == kNone) continue;
      const double flat = 0.5 * side_.outward * side_.mesh.face_cross(f).dot(up_);
      pools_[pool].volume_mm3 +=
          flat * wet_integral({level_[pool] - height_[t[0]], level_[pool] - height_[t[1]],
                               level_[pool] - height_[t[2]]});
    }
    return std::move(pools_);
  }

 private:
  VertexId root(VertexId v) {
    while (parent_[v] != v) v = parent_[v] = parent_[parent_[v]];
    return v;
  }

  /// The surface that water hanging from this lowest vertex drips on; itself when it holds water
  /// instead, kNone when it drips out of the model.
  VertexId drips_on(VertexId v) const {
    Vec3 normal = Vec3::Zero();
    for (std::uint32_t i = fans_.first[v]; i < fans_.first[v + 1]; ++i) {
      const Triangle& t = side_.mesh.triangles[fans_.faces[i]];
      const std::size_t k = t[0] == v ? 0 : t[1] == v ? 1 : 2;
      const Vec3& at = side_.mesh.positions_mm[v];
      const Vec3 a = (side_.mesh.positions_mm[t[(k + 1) % 3]] - at).normalized();
      const Vec3 b = (side_.mesh.positions_mm[t[(k + 2) % 3]] - at).normalized();
      const Vec3 cross = a.cross(b);
      const double sine = cross.norm();
      if (sine > 0) normal += std::atan2(sine, a.dot(b)) / sine * cross;
    }
    if (side_.outward * normal.dot(up_) > 0) return v;
    const auto hit = side_.spatial.first_hit_from(v, -up_);
    if (!hit) return kNone;
    if (hit->back_side == (side_.outward > 0)) return v;  // the ray began in material after all
    const Triangle& t = side_.mesh.triangles[hit->face];
    const VertexId lowest = *std::min_element(
        t.begin(), t.end(), [&](VertexId a, VertexId b) { return rank_[a] < rank_[b]; });
    return rank_[lowest] < rank_[v] && parent_[lowest] != kNone ? lowest : v;
  }

  void take_in(VertexId v) {
    if (fans_.first[v] == fans_.first[v + 1]) return;
    parent_[v] = v;
    water_[v] = {v, v, v};
    met_.clear();
    for (std::uint32_t i = fans_.first[v]; i < fans_.first[v + 1]; ++i)
      for (const VertexId other : side_.mesh.triangles[fans_.faces[i]])
        if (rank_[other] < rank_[v]) meet(root(other));
    if (met_.empty()) {
      const VertexId below = drips_on(v);
      if (below == kNone) {
        open_[v] = 1;
      } else if (below != v) {
        meet(root(below));
      }
    }
    const bool opens =
        std::any_of(met_.begin(), met_.end(), [&](VertexId r) { return open_[r] != 0; });
    if (opens)
      for (const VertexId r : met_)
        if (open_[r] == 0) fill(r, height_[v]);
    const bool open = opens || open_[v] != 0;
    for (const VertexId r : met_) join(root(v), r);
    if (open) open_[root(v)] = 1;
  }

  void meet(VertexId r) {
    if (std::find(met_.begin(), met_.end(), r) == met_.end()) met_.push_back(r);
  }

  /// Both are roots.
  void join(VertexId a, VertexId b) {
    if (water_[a].size < water_[b].size) std::swap(a, b);
    Water &kept = water_[a], &other = water_[b];
    if (rank_[other.lowest] < rank_[kept.lowest]) kept.lowest = other.lowest;
    next_[kept.last] = other.first;
    kept.last = other.last;
    kept.size += other.size;
    parent_[b] = a;
  }

  void fill(VertexId root, double level) {
    const Water& water = water_[root];
    const auto pool = static_cast<std::uint32_t>(pools_.size());
    for (VertexId v = water.first; v != kNone; v = next_[v]) pool_[v] = pool;
    pools_.push_back({.volume_mm3 = 0,
                      .depth_mm = level - height_[water.lowest],
                      .at_mm = side_.mesh.positions_mm[water.lowest]});
    level_.push_back(level);
  }

  /// Of a root: its vertices as a list.
  struct Water {
    VertexId first, last, lowest;
    std::uint32_t size = 1;
  };

  const AirSide& side_;
  Vec3 up_;
  Fans fans_;
  BigVector<double> height_;
  BigVector<std::uint32_t> rank_;
  BigVector<VertexId> parent_, next_;
  BigVector<Water> water_;
  BigVector<std::uint8_t> open_;  ///< Of a root: it runs out of the model.
  std::vector<VertexId> met_;
  BigVector<std::uint32_t> pool_;  ///< Of each vertex; kNone: dry.
  std::vector<Pool> pools_;
  std::vector<double> level_;
};

}  // namespace

std::vector<Pool> surface_pools(const AirSide& side, const Vec3& up,
                                const BigVector<std::uint8_t>& shut) {
  return Flooding(side, up, shut).pools();
}

}  // namespace pg::hollow
