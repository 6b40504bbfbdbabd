#include "geometry/hollow/first_look.hpp"

#include <algorithm>
#include <cmath>

#include "geometry/hollow/pools.hpp"
#include "geometry/parallel.hpp"

namespace pg::hollow {
namespace {

constexpr double kNodesAFacet = 60, kNodesLeast = 30'000, kNodesMost = 400'000;
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

double coarse_nodes(const HollowQuestion& q) {
  return std::clamp(kNodesAFacet * static_cast<double>(q.surface.mesh.triangles.size()),
                    kNodesLeast, kNodesMost);
}

std::vector<Pool> deep_pools(const HollowQuestion& q, const AirSide& side, const Vec3& up,
                             const BigVector<std::uint8_t>& shut) {
  std::vector<Pool> pools = surface_pools(side, up, shut);
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

FirstLook::FirstLook(const HollowQuestion& question) : q_(question), side_(air_side(question)) {
  const double step = lattice_step_mm(q_.surface, fine_step_mm(q_), {}, coarse_nodes(q_));
  narrow_ = narrow_air(side_, q_.hole_mm, narrowest_mm(q_), kSeenFromSteps * step);
  const bool too_narrow =
      narrow_.volume_mm3 > kUnseenMost * bounding_box(q_.surface.mesh).size().prod();
  may_be_hollow_ = too_narrow || lattice_shows_hollow(q_, step);
}

std::optional<std::vector<HollowSpace>> FirstLook::cups(const Vec3& up) const {
  const std::vector<Pool> pools = deep_pools(q_, side_, up, {});
  const double all = total(pools);
  if (!is_plain(q_) && all > 0) return std::nullopt;
  const double difference =
      narrow_.any_shut ? std::abs(total(deep_pools(q_, side_, up, narrow_.shut)) - all) : 0;
  if (difference > kNoDifference * all) return std::nullopt;
  std::vector<HollowSpace> cups;
  for (const Pool& pool : pools)
    cups.push_back({.volume_mm3 = pool.volume_mm3,
                    .plus_minus_mm3 = difference * pool.volume_mm3 / all,
                    .at_mm = pool.at_mm + q_.shift_mm,
                    .openings = {}});
  return cups;
}

}  // namespace pg::hollow
