#include "geometry/measure/triangle_quality.hpp"

#include <algorithm>

#include "geometry/parallel.hpp"
#include "geometry/solid/predicates.hpp"

namespace pg {
namespace {

constexpr double kFragmentShare = 0.001;  // DESIGN: under 0.1 % of the largest component's area

const FindingKind kDegenerate = {
    "degenerate_triangles", Severity::kInfo, "Triangles without area.",
    "Harmless for the numbers here; remove them if another program complains."};
const FindingKind kDuplicate = {
    "duplicate_triangles", Severity::kWarning, "Triangles stored more than once.",
    "Remove duplicate faces; some slicers leave such areas empty or fill them twice."};
const FindingKind kFragments = {
    "fragments", Severity::kInfo, "Pieces under 0.1 % of the largest piece's area.",
    "Often left-overs of a segmentation: keep the largest piece, or check that they are meant."};

/// Triangles that repeat an earlier one. Looked for at the edge of their two lowest vertices only,
/// so that each is met once.
std::vector<FaceId> find_duplicates(const TriMesh& mesh, const Topology& topology) {
  const auto third = [&](SideId side) { return mesh.triangles[side / 3][(side % 3 + 2) % 3]; };
  const std::size_t chunks = chunk_count(topology.edge_count());
  std::vector<std::vector<FaceId>> found(chunks);
  for_each_chunk(topology.edge_count(), [&](std::size_t begin, std::size_t end, std::size_t chunk) {
    std::vector<std::pair<VertexId, FaceId>> tips;
    for (std::size_t e = begin; e != end; ++e) {
      const auto edge = static_cast<EdgeId>(e);
      const auto sides = topology.sides(edge);
      if (sides.size() < 2) continue;
      const VertexId upper = topology.edge(edge)[1];
      if (sides.size() == 2) {
        if (third(sides[0]) == third(sides[1]) && third(sides[0]) > upper)
          found[chunk].push_back(std::max(sides[0], sides[1]) / 3);
        continue;
      }
      tips.clear();
      for (const SideId side : sides)
        if (third(side) > upper) tips.emplace_back(third(side), side / 3);
      std::sort(tips.begin(), tips.end());
      for (std::size_t i = 1; i < tips.size(); ++i)
        if (tips[i].first == tips[i - 1].first) found[chunk].push_back(tips[i].second);
    }
  });
  std::vector<FaceId> all;
  for (const auto& part : found) all.insert(all.end(), part.begin(), part.end());
  return all;
}

/// Component numbers of crumbs.
std::vector<std::uint32_t> find_fragments(const TriMesh& mesh, const Topology& topology) {
  if (topology.component_count() < 2) return {};
  std::vector<double> areas(topology.component_count(), 0.0);
  BigVector<double> area_of(mesh.triangles.size());
  for_each_index(mesh.triangles.size(), [&](std::size_t f) {
    area_of[f] = 0.5 * mesh.face_cross(static_cast<FaceId>(f)).norm();
  });
  for (std::size_t f = 0; f < mesh.triangles.size(); ++f)
    areas[topology.component(static_cast<FaceId>(f))] += area_of[f];
  const double limit = kFragmentShare * *std::max_element(areas.begin(), areas.end());
  std::vector<std::uint32_t> crumbs;
  for (std::size_t c = 0; c < areas.size(); ++c)
    if (areas[c] < limit) crumbs.push_back(static_cast<std::uint32_t>(c));
  return crumbs;
}

template <class Test>
void place(Finding& finding, const TriMesh& mesh, Test&& test) {
  Box3 box;
  for (std::size_t i = 0; i < mesh.triangles.size(); ++i) {
    const auto f = static_cast<FaceId>(i);
    if (!test(f)) continue;
    if (box.empty()) finding.at_mm = mesh.face_centre(f);
    for (const VertexId v : mesh.triangles[f]) box.extend(mesh.positions_mm[v]);
  }
  if (!box.empty()) finding.box_mm = box;
}

Measured run(const Subject& subject) {
  const TriMesh& mesh = subject.mesh();
  const Topology& topology = subject.topology();
  BigVector<std::uint8_t> flat(mesh.triangles.size());
  for_each_index(mesh.triangles.size(), [&](std::size_t f) {
    const auto face = static_cast<FaceId>(f);
    flat[f] = collinear(mesh.corner(face, 0), mesh.corner(face, 1), mesh.corner(face, 2)) ? 1 : 0;
  });
  const std::size_t zero_area = count_if(flat.size(), [&](std::size_t f) { return flat[f] != 0; });
  const std::size_t degenerate = subject.origin().collapsed_triangles + zero_area;
  std::vector<FaceId> duplicates = find_duplicates(mesh, topology);
  const std::vector<std::uint32_t> crumbs = find_fragments(mesh, topology);

  Measured result;
  result.values = {count("degenerate_triangles", degenerate),
                   count("duplicate_triangles", duplicates.size()),
                   count("fragments", crumbs.size())};
  const auto say = [&](const FindingKind& kind, std::size_t n, const char* one, const char* many) {
    result.findings.push_back(make_finding(
        kind, n == 1 ? std::string(one) : std::to_string(n) + many, static_cast<std::int64_t>(n)));
  };
  if (degenerate > 0) {
    say(kDegenerate, degenerate, "One triangle has no area.", " triangles have no area.");
    if (zero_area > 0) place(result.findings.back(), mesh, [&](FaceId f) { return flat[f] != 0; });
  }
  if (!duplicates.empty()) {
    say(kDuplicate, duplicates.size(), "One triangle is stored twice.",
        " triangles repeat another one.");
    std::sort(duplicates.begin(), duplicates.end());
    place(result.findings.back(), mesh,
          [&](FaceId f) { return std::binary_search(duplicates.begin(), duplicates.end(), f); });
  }
  if (!crumbs.empty()) {
    say(kFragments, crumbs.size(), "One piece has under 0.1 % of the area of the largest.",
        " pieces have under 0.1 % of the area of the largest.");
    place(result.findings.back(), mesh, [&](FaceId f) {
      return std::binary_search(crumbs.begin(), crumbs.end(), topology.component(f));
    });
  }
  return result;
}

}  // namespace

Measurement describe_triangle_quality() {
  return {
      .name = "triangle_quality",
      .group = "mesh",
      .needs = "any mesh",
      .source = "counting; exact collinearity after Shewchuk, Adaptive precision predicates, 1997",
      .quantities = {{"degenerate_triangles", "Degenerate triangles", "1",
                      "Triangles with two corners in one place or all three on a line."},
                     {"duplicate_triangles", "Duplicate triangles", "1",
                      "Triangles with the same three vertices as an earlier one."},
                     {"fragments", "Fragments", "1",
                      "Components with under 0.1 % of the area of the largest."}},
      .findings = {kDegenerate, kDuplicate, kFragments},
      .run = run};
}

}  // namespace pg
