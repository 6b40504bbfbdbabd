#include "geometry/hollow/first_look.hpp"

#include <algorithm>
#include <cmath>

#include "geometry/hollow/narrow_air.hpp"
#include "geometry/hollow/pools.hpp"
#include "geometry/parallel.hpp"

namespace pg::hollow {
namespace {

constexpr double kNodesAFacet = 60, kNodesLeast = 30'000;
constexpr double kUnseenMost = 1e-3;    // of the box: more narrow air asks for the fine lattice
constexpr double kNoDifference = 0.02;  // of what stays in cups, by shutting narrow places
/// Of the facets: pairs that cross. A few slivers that cut their neighbours hold no water.
constexpr double kCrossingMost = 0.01;

/// Water runs over it as it does over the solid's own surface.
bool is_plain(const HollowQuestion& q) {
  if (!q.surface.weight.empty()) return false;
  for (const SolidNote note :
       {SolidNote::kShellsOverlap, SolidNote::kCavityPokesOut, SolidNote::kNestedSameWinding})
    if (q.solid.find(note) != nullptr) return false;
  const SolidEvent* const crossing = q.solid.find(SolidNote::kSelfCrossing);
  return crossing == nullptr ||
         static_cast<double>(crossing->count) <=
             kCrossingMost * static_cast<double>(q.surface.mesh.triangles.size());
}

double signed_volume(const TriMesh& mesh) {
  const Vec3 middle = bounding_box(mesh).centre();
  return ordered_sum(mesh.triangles.size(), 0.0, [&](std::size_t i) {
    const auto face = static_cast<FaceId>(i);
    return (mesh.corner(face, 0) - middle).dot(mesh.face_cross(face));
  });
}

AirSide air_side(const HollowQuestion& q) {
  return {.mesh = q.surface.mesh,
          .spatial = q.spatial,
          .outward = signed_volume(q.surface.mesh) < 0 ? -1.0 : 1.0,
          .cavity_of_face = q.solid.cavity_of_face};
}

/// Of the coarse lattice; nothing where it would have as many as the fine one.
std::optional<double> coarse_nodes(const HollowQuestion& q) {
  const double nodes =
      std::max(kNodesLeast, kNodesAFacet * static_cast<double>(q.surface.mesh.triangles.size()));
  return nodes < kLatticeNodesMost ? std::optional(nodes) : std::nullopt;
}

std::vector<Pool> deep_pools(const HollowQuestion& q, const AirSide& side,
                             const BigVector<std::uint8_t>& shut) {
  std::vector<Pool> pools = surface_pools(side, q.up, shut);
  std::erase_if(pools, [&](const Pool& pool) {
    return pool.depth_mm < kCupDepthOfHole * q.hole_mm || !(pool.volume_mm3 > 0);
  });
  return pools;
}

double total(const std::vector<Pool>& pools) {
  double sum = 0;
  for (const Pool& pool : pools) sum += pool.volume_mm3;
  return sum;
}

}  // namespace

FirstLook first_look(const HollowQuestion& q) {
  const auto nodes = coarse_nodes(q);
  if (!nodes) return {};
  const double step = lattice_step_mm(q.surface, fine_step_mm(q), {}, *nodes);
  const NarrowAir narrow =
      narrow_air(air_side(q), q.hole_mm, narrowest_mm(q), kSeenFromSteps * step);
  const bool too_narrow =
      narrow.volume_mm3 > kUnseenMost * bounding_box(q.surface.mesh).size().prod();
  if (too_narrow || lattice_shows_hollow(q, step)) return {};
  return {.may_be_hollow = false, .unseen_mm3 = narrow.volume_mm3};
}

std::optional<std::vector<HollowSpace>> surface_cups(const HollowQuestion& q) {
  if (!coarse_nodes(q)) return std::nullopt;
  const AirSide side = air_side(q);
  const std::vector<Pool> pools = deep_pools(q, side, {});
  const double all = total(pools);
  if (!is_plain(q) && all > 0) return std::nullopt;
  const NarrowAir narrow = narrow_air(side, q.hole_mm, 0, 0);
  const double difference =
      narrow.any_shut ? std::abs(total(deep_pools(q, side, narrow.shut)) - all) : 0;
  if (difference > kNoDifference * all) return std::nullopt;
  std::vector<HollowSpace> cups;
  for (const Pool& pool : pools)
    cups.push_back({.volume_mm3 = pool.volume_mm3,
                    .plus_minus_mm3 = difference * pool.volume_mm3 / all,
                    .at_mm = pool.at_mm + q.shift_mm,
                    .openings = {}});
  return cups;
}

}  // namespace pg::hollow
