#include "geometry/wall/thin_regions.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>

namespace pg {
namespace {

/// Disjoint sets of places; a set is named by its lowest place.
class Sets {
 public:
  explicit Sets(std::size_t count) : parent_(count) {
    for (std::uint32_t i = 0; i != count; ++i) parent_[i] = i;
  }
  std::uint32_t find(std::size_t place) {
    auto i = static_cast<std::uint32_t>(place);
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  void join(std::size_t first, std::size_t second) {
    std::uint32_t a = find(first), b = find(second);
    if (a > b) std::swap(a, b);
    parent_[b] = a;
  }

 private:
  BigVector<std::uint32_t> parent_;
};

/// The thin places inside facets: one of each facet stands for all, which are joined.
class ThinFacets {
 public:
  template <class Thin>
  ThinFacets(const TriMesh& mesh, const WallField& field, const Thin& thin, Sets& sets) {
    const std::size_t first = mesh.positions_mm.size();
    for (std::size_t i = first; i != field.place_count(); ++i) {
      if (!thin(i)) continue;
      const auto [at, added] = place_.try_emplace(field.facet_places[i - first].face, i);
      if (!added) sets.join(at->second, i);
    }
  }
  [[nodiscard]] bool empty() const { return place_.empty(); }
  [[nodiscard]] std::optional<std::size_t> place_in(FaceId face) const {
    const auto at = place_.find(face);
    if (at == place_.end()) return std::nullopt;
    return at->second;
  }
  /// Joins them with what is thin on the other side of their edges.
  template <class Thin>
  void join_over_edges(const TriMesh& mesh, const Thin& thin, Sets& sets) const {
    std::unordered_map<std::uint64_t, std::size_t> place_at_edge;
    const auto edge_of = [&](FaceId face, std::size_t k) {
      const auto [low, high] =
          std::minmax(mesh.triangles[face][k], mesh.triangles[face][(k + 1) % 3]);
      return std::uint64_t{low} << 32 | high;
    };
    for (const auto& [face, place] : place_)
      for (std::size_t k = 0; k < 3; ++k) place_at_edge.try_emplace(edge_of(face, k), place);
    for (FaceId face = 0; face != mesh.triangles.size(); ++face)
      for (std::size_t k = 0; k < 3; ++k) {
        const auto at = place_at_edge.find(edge_of(face, k));
        if (at == place_at_edge.end()) continue;
        if (const auto own = place_in(face)) sets.join(*own, at->second);
        for (const VertexId v : mesh.triangles[face])
          if (thin(v)) sets.join(v, at->second);
      }
  }

 private:
  std::map<FaceId, std::size_t> place_;
};

}  // namespace

std::vector<ThinRegion> thin_regions_of(const TriMesh& mesh, const WallField& field,
                                        double limit_mm) {
  const std::size_t count = field.place_count();
  const auto thin = [&](std::size_t i) {
    return field.is_wall(i) && field.sphere_mm[i] < limit_mm;
  };
  Sets sets(count);
  for (const Triangle& t : mesh.triangles)
    for (std::size_t k = 0; k < 3; ++k)
      if (thin(t[k]) && thin(t[(k + 1) % 3])) sets.join(t[k], t[(k + 1) % 3]);
  const ThinFacets facets(mesh, field, thin, sets);
  if (!facets.empty()) facets.join_over_edges(mesh, thin, sets);
  for (std::size_t i = 0; i != count; ++i) {
    if (!thin(i) || field.sphere_face[i] == kNone) continue;
    for (const VertexId other : mesh.triangles[field.sphere_face[i]])
      if (thin(other)) sets.join(i, other);
    if (const auto other = facets.place_in(field.sphere_face[i])) sets.join(i, *other);
  }
  std::vector<ThinRegion> regions;
  std::vector<std::uint32_t> region_of_set;  // pairs with the place that names the set, ascending
  for (std::size_t i = 0; i != count; ++i) {
    if (!thin(i)) continue;
    // A set is named by its lowest place, so names come in ascending order.
    const std::uint32_t name = sets.find(i);
    if (name == i) {
      region_of_set.push_back(name);
      regions.emplace_back();
    }
    const auto at = std::lower_bound(region_of_set.begin(), region_of_set.end(), name);
    ThinRegion& region = regions[static_cast<std::size_t>(at - region_of_set.begin())];
    const double weight = field.weight_mm2[i];
    const Vec3& place = field.place_mm(mesh, i);
    if (region.box_mm.empty() || field.sphere_mm[i] < region.min_mm) {
      region.min_mm = field.sphere_mm[i];
      region.thinnest = i;
    }
    region.area_mm2 += weight;
    region.centre_mm += weight * place;
    region.box_mm.extend(place);
  }
  for (ThinRegion& region : regions) region.centre_mm /= region.area_mm2;
  std::stable_sort(regions.begin(), regions.end(), [](const ThinRegion& a, const ThinRegion& b) {
    return a.area_mm2 > b.area_mm2;
  });
  return regions;
}

}  // namespace pg
