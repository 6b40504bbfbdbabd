#include "geometry/wall/local_fit.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <span>
#include <utility>
#include <vector>

#include "geometry/parallel.hpp"
#include "geometry/wall/quadric_fit.hpp"

namespace pg::wall {
namespace {

constexpr double kRad = std::numbers::pi / 180;

/// Normal by angles and what kind of place a vertex is: before fitting.
struct RawNormal {
  Vec3 normal;
  VertexKind kind;
};

/// An edge at a vertex, with the first and the last of its facets there.
struct Spoke {
  VertexId to;
  int facets;
  std::uint32_t first, second;
};

void put_spoke(VertexId to, std::uint32_t facet, Spoke& spoke) {
  if (spoke.facets++ == 0) {
    spoke.to = to;
    spoke.first = facet;
  }
  spoke.second = facet;
}

/// The edges at a vertex: of nearly every one without asking for memory, of a hub by sorting.
class Spokes {
 public:
  Spokes(const WallMesh& wall, VertexId v) {
    const auto facets = wall.facets_at(v);
    if (facets.size() > kFewFacets) {
      find_many(wall, v);
      return;
    }
    for (const std::uint32_t f : facets)
      for (const VertexId to : wall.facets[f]) {
        if (to == v) continue;
        std::size_t i = 0;
        while (i != count_ && few_[i].to != to) ++i;
        if (i == count_) few_[count_++].facets = 0;
        put_spoke(to, f, few_[i]);
      }
  }
  [[nodiscard]] std::span<const Spoke> all() const {
    return many_.empty() ? std::span(few_.data(), count_) : std::span<const Spoke>(many_);
  }

 private:
  static constexpr std::size_t kFewFacets = 64;

  void find_many(const WallMesh& wall, VertexId v) {
    std::vector<std::pair<VertexId, std::uint32_t>> sides;
    for (const std::uint32_t f : wall.facets_at(v))
      for (const VertexId to : wall.facets[f])
        if (to != v) sides.emplace_back(to, f);
    std::sort(sides.begin(), sides.end());
    for (const auto& [to, f] : sides) {
      if (many_.empty() || many_.back().to != to) many_.push_back({to, 0, 0, 0});
      put_spoke(to, f, many_.back());
    }
  }

  std::array<Spoke, 2 * kFewFacets> few_;  // two a facet where none shares an edge
  std::size_t count_ = 0;
  std::vector<Spoke> many_;
};

/// No facet there looks the way the vertex does: a cone's tip, sharp without a sharp edge.
bool is_tip(const WallMesh& wall, VertexId v, const Vec3& outward) {
  const auto facets = wall.facets_at(v);
  return std::none_of(facets.begin(), facets.end(), [&](std::uint32_t f) {
    return wall.normal(f).dot(outward) >= static_cast<double>(kLiftCosine);
  });
}

/// The neighbours lie below the vertex rather than above it.
bool lies_below(const WallMesh& wall, VertexId v, const Vec3& outward) {
  double above = 0;
  for (const std::uint32_t f : wall.facets_at(v))
    for (const VertexId w : wall.facets[f])
      above += outward.dot(wall.positions_mm[w] - wall.positions_mm[v]);
  return above < 0;
}

/// Normal by angles at the vertex, and what kind of place it is.
RawNormal look_at_facets(const WallMesh& wall, VertexId v) {
  Vec3 outward = Vec3::Zero();
  for (const std::uint32_t f : wall.facets_at(v)) outward += angle_at(wall, f, v) * wall.normal(f);
  bool convex = false, concave = false, rim = false;
  const double crease = std::cos(kCreaseDeg * kRad);
  const Spokes spokes(wall, v);
  for (const Spoke& spoke : spokes.all()) {
    if (spoke.facets != 2) {
      rim = true;
      continue;
    }
    const Vec3 n0 = wall.normal(spoke.first), n1 = wall.normal(spoke.second);
    if (n0.squaredNorm() < 0.5 || n1.squaredNorm() < 0.5 || n0.dot(n1) >= crease) continue;
    // The far corner of one facet lies above or below the other.
    double above = 0;
    for (const VertexId w : wall.facets[spoke.second])
      if (w != v && w != spoke.to) above = n0.dot(wall.positions_mm[w] - wall.positions_mm[v]);
    (above > 0 ? concave : convex) = true;
  }
  const double length = outward.norm();
  if (length < 1e-12) return {Vec3::Zero(), VertexKind::kNoNormal};
  if (!rim && !convex && !concave && is_tip(wall, v, outward / length))
    (lies_below(wall, v, outward) ? convex : concave) = true;
  return {-outward / length, rim       ? VertexKind::kRim
                             : convex  ? VertexKind::kConvexCrease
                             : concave ? VertexKind::kConcaveCrease
                                       : VertexKind::kSmooth};
}

/// Two rings around v, not through creases, none that looks another way.
Neighbours neighbours_of(const WallMesh& wall, const BigVector<RawNormal>& raw, VertexId v) {
  Neighbours result;
  result.centre = v;
  const auto add_ring = [&](VertexId around) {
    for (const std::uint32_t f : wall.facets_at(around))
      for (const VertexId w : wall.facets[f]) {
        if (result.full()) return;
        // Without a normal (0), or over 60 degrees off.
        if (w != around && raw[w].normal.dot(raw[v].normal) >= 0.5) result.add(w);
      }
  };
  add_ring(v);
  result.set_mean_edge(wall);
  const std::size_t first_ring = result.count;
  for (std::size_t i = 0; i != first_ring; ++i)
    if (raw[result.list[i]].kind == VertexKind::kSmooth) add_ring(result.list[i]);
  return result;
}

}  // namespace

BigVector<VertexFit> fit_vertices(const WallMesh& wall) {
  BigVector<RawNormal> raw(wall.vertex_count());
  for_each_index(
      raw.size(), [&](std::size_t v) { raw[v] = look_at_facets(wall, static_cast<VertexId>(v)); },
      1024);
  BigVector<VertexFit> fits(raw.size());
  for_each_index(
      raw.size(),
      [&](std::size_t v) {
        fits[v] = VertexFit{};
        fits[v].normal = raw[v].normal;
        fits[v].kind = raw[v].kind;
        if (raw[v].kind == VertexKind::kSmooth)
          fit_quadric(wall, neighbours_of(wall, raw, static_cast<VertexId>(v)), fits[v]);
      },
      1024);
  return fits;
}

}  // namespace pg::wall
