#include "geometry/measure/islands.hpp"

#include <tbb/parallel_sort.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "geometry/parallel.hpp"
#include "geometry/spatial/spatial.hpp"

namespace pg {
namespace {

constexpr std::size_t kPlacesListed = 100;  // in JSON; the count is of all

constexpr FindingKind kIslands{
    "islands", Severity::kInfo,
    "Parts of the model start in the air: their first layer has nothing to stand on.",
    "Put a support under each place, or turn the model so that they grow out of what is below."};

/// Sum of face normals around each vertex, as far as up or down is concerned: negative where the
/// solid is above a lowest point. The order of faces is fixed, so are the bits.
BigVector<double> looking_up(const TriMesh& mesh, const PosedMesh& pose) {
  BigVector<double> sum(mesh.positions_mm.size());
  std::fill(sum.begin(), sum.end(), 0.0);
  for (const Triangle& t : mesh.triangles) {
    const Vec3 u = pose.at_mm[t[1]] - pose.at_mm[t[0]], v = pose.at_mm[t[2]] - pose.at_mm[t[0]];
    const double rise = u[0] * v[1] - u[1] * v[0];
    for (const VertexId w : t) sum[w] += pose.inside_out ? -rise : rise;
  }
  return sum;
}

/// Those with another part of the model around or right under them do not start in the air.
void leave_out_held(const Subject& subject, std::vector<Vec3>& places) {
  if (places.empty() || subject.topology().component_count() < 2) return;
  const Spatial& spatial = spatial_of(subject);
  const PosedMesh& pose = given_pose(subject);
  // Not along an axis: facets and edges parallel to axes are common.
  const Vec3 direction(0.0123, 0.0077, -1);
  std::vector<SurfaceHit> hits;
  std::erase_if(places, [&](const Vec3& place) {
    spatial.all_hits(place - 2 * pose.same_height_mm * Vec3::UnitZ(), direction, hits);
    int winding = 0;
    for (const SurfaceHit& hit : hits) winding += hit.back_side != pose.inside_out ? 1 : -1;
    return winding > 0;
  });
}

}  // namespace

std::vector<Vec3> island_places(const TriMesh& mesh, const PosedMesh& pose) {
  const std::size_t vertices = mesh.positions_mm.size();
  BigVector<VertexId> order(vertices);
  for_each_index(vertices, [&](std::size_t v) { order[v] = static_cast<VertexId>(v); });
  const auto lower = [&](VertexId a, VertexId b) {
    const Vec3 &p = pose.at_mm[a], &q = pose.at_mm[b];
    return p[2] != q[2] ? p[2] < q[2] : a < b;
  };
  tbb::parallel_sort(order.begin(), order.end(), lower);
  BigVector<std::uint32_t> rank(vertices);
  for_each_index(vertices, [&](std::size_t i) { rank[order[i]] = static_cast<std::uint32_t>(i); });

  // Sides by the higher of their ends, so that each vertex finds its lower neighbours.
  BigVector<std::uint32_t> first(vertices + 1);
  std::fill(first.begin(), first.end(), 0);
  const auto for_each_side = [&](auto&& visit) {
    for (const Triangle& t : mesh.triangles)
      for (std::size_t k = 0; k < 3; ++k) {
        const auto [low, high] = std::minmax(rank[t[k]], rank[t[(k + 1) % 3]]);
        visit(low, high);
      }
  };
  for_each_side([&](std::uint32_t, std::uint32_t high) { ++first[high + 1]; });
  for (std::size_t v = 0; v < vertices; ++v) first[v + 1] += first[v];
  BigVector<std::uint32_t> neighbour(first[vertices]), next(first.begin(), first.end() - 1);
  for_each_side([&](std::uint32_t low, std::uint32_t high) { neighbour[next[high]++] = low; });

  // A set is named by its lowest vertex, so the elder survives a merge.
  BigVector<std::uint32_t> parent(vertices);
  const auto root = [&](std::uint32_t v) {
    while (parent[v] != v) v = parent[v] = parent[parent[v]];
    return v;
  };
  std::vector<std::uint32_t> born;
  const auto height = [&](std::uint32_t v) { return pose.at_mm[order[v]][2]; };
  for (std::uint32_t v = 0; v < vertices; ++v) {
    parent[v] = v;
    for (std::uint32_t e = first[v]; e != first[v + 1]; ++e) {
      const std::uint32_t a = root(neighbour[e]), b = root(v);
      if (a == b) continue;
      const auto [elder, younger] = std::minmax(a, b);
      parent[younger] = elder;
      if (younger != v && height(v) - height(younger) > pose.same_height_mm)
        born.push_back(younger);
    }
  }
  for (std::uint32_t v = 0; v < vertices; ++v)
    if (parent[v] == v) born.push_back(v);  // never merged: the lowest of a component
  std::sort(born.begin(), born.end());

  const BigVector<double> up = looking_up(mesh, pose);
  std::vector<Vec3> places;
  for (const std::uint32_t v : born) {
    const VertexId vertex = order[v];
    if (height(v) > pose.same_height_mm && up[vertex] < 0)
      places.push_back(mesh.positions_mm[vertex]);
  }
  return places;
}

Measurement describe_islands() {
  static const std::vector<QuantityInfo> quantities = {
      {"islands",
       "Islands",
       "1",
       "Places where printing starts in the air, as the file stands, z up.",
       {{"value", "1", "how many"},
        {"places", "mm", "the lowest point of each, from the lowest up; 100 at most",
         MemberKind::kRecords}}}};
  return {.name = "islands",
          .group = "supports",
          .needs = "facets that agree about outside",
          .source =
              "Carr, Snoeyink and Axen, Computing contour trees in all dimensions, Comput. Geom. "
              "24, 2003",
          .quantities = quantities,
          .findings = {kIslands},
          .run = [](const Subject& subject) -> Measured {
            if (subject.mesh().triangles.empty())
              return all_absent(quantities, {ErrorCode::kNotApplicable,
                                             "every triangle has collapsed to a line or point"});
            std::vector<Vec3> places = island_places(subject.mesh(), given_pose(subject));
            leave_out_held(subject, places);
            std::vector<Record> records;
            for (std::size_t i = 0; i < std::min(places.size(), kPlacesListed); ++i)
              records.push_back({{"at", places[i]}});
            Measured measured{
                .values = {{.id = "islands",
                            .members = {{"value", static_cast<std::int64_t>(places.size())},
                                        {"places", std::move(records)}},
                            .plus_minus = {},
                            .method = {}}},
                .absent = {},
                .findings = {}};
            if (!places.empty()) {
              Finding finding = make_finding(
                  kIslands,
                  "As the file stands, " + std::to_string(places.size()) +
                      (places.size() == 1 ? " place starts" : " places start") + " in the air.",
                  static_cast<std::int64_t>(places.size()));
              for (const Vec3& place : places) add_place(finding, place);
              measured.findings.push_back(std::move(finding));
            }
            return measured;
          }};
}

}  // namespace pg
