#include "geometry/wall/thin_regions.hpp"

#include <algorithm>
#include <utility>

namespace pg {
namespace {

/// Disjoint sets of vertices; a set is named by its lowest vertex.
class Sets {
 public:
  explicit Sets(std::size_t count) : parent_(count) {
    for (VertexId v = 0; v != count; ++v) parent_[v] = v;
  }
  VertexId find(VertexId v) {
    while (parent_[v] != v) v = parent_[v] = parent_[parent_[v]];
    return v;
  }
  void join(VertexId a, VertexId b) {
    a = find(a);
    b = find(b);
    if (a > b) std::swap(a, b);
    parent_[b] = a;
  }

 private:
  BigVector<VertexId> parent_;
};

}  // namespace

std::vector<ThinRegion> thin_regions_of(const TriMesh& mesh, const WallField& field,
                                        double limit_mm) {
  const std::size_t count = mesh.positions_mm.size();
  const auto thin = [&](VertexId v) { return field.is_wall(v) && field.sphere_mm[v] < limit_mm; };
  Sets sets(count);
  for (const Triangle& t : mesh.triangles)
    for (std::size_t k = 0; k < 3; ++k)
      if (thin(t[k]) && thin(t[(k + 1) % 3])) sets.join(t[k], t[(k + 1) % 3]);
  for (VertexId v = 0; v != count; ++v) {
    if (!thin(v) || field.sphere_face[v] == kNone) continue;
    for (const VertexId other : mesh.triangles[field.sphere_face[v]])
      if (thin(other)) sets.join(v, other);
  }
  std::vector<ThinRegion> regions;
  std::vector<VertexId> region_of_set;  // pairs with the vertex that names the set, ascending
  for (VertexId v = 0; v != count; ++v) {
    if (!thin(v)) continue;
    // A set is named by its lowest vertex, so names come in ascending order.
    const VertexId name = sets.find(v);
    if (name == v) {
      region_of_set.push_back(v);
      regions.emplace_back();
    }
    const auto at = std::lower_bound(region_of_set.begin(), region_of_set.end(), name);
    ThinRegion& region = regions[static_cast<std::size_t>(at - region_of_set.begin())];
    const double weight = field.weight_mm2[v];
    region.area_mm2 += weight;
    region.centre_mm += weight * mesh.positions_mm[v];
    region.box_mm.extend(mesh.positions_mm[v]);
    if (region.thinnest == kNone || field.sphere_mm[v] < region.min_mm) {
      region.min_mm = field.sphere_mm[v];
      region.thinnest = v;
    }
  }
  for (ThinRegion& region : regions) region.centre_mm /= region.area_mm2;
  std::stable_sort(regions.begin(), regions.end(), [](const ThinRegion& a, const ThinRegion& b) {
    return a.area_mm2 > b.area_mm2;
  });
  return regions;
}

}  // namespace pg
