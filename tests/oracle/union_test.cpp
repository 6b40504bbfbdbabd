// The volume of overlapping and nested bodies against CGAL's boolean union: shapes and models of
// the corpus, 1e-6 relative. With PG_SOAK in the environment more and larger models.

#include <CGAL/Exact_predicates_inexact_constructions_kernel.h>
#include <CGAL/Polygon_mesh_processing/corefinement.h>
#include <CGAL/Polygon_mesh_processing/measure.h>
#include <CGAL/Polygon_mesh_processing/orientation.h>
#include <CGAL/Polygon_mesh_processing/self_intersections.h>
#include <CGAL/Surface_mesh.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "geometry/mesh/weld.hpp"
#include "geometry/solid/solid.hpp"
#include "geometry/subject.hpp"
#include "io/file.hpp"
#include "io/format.hpp"
#include "testdata/faults.hpp"
#include "testdata/shapes.hpp"
#include "tests/support/paths.hpp"

namespace pg {
namespace {

namespace pmp = CGAL::Polygon_mesh_processing;
using Kernel = CGAL::Exact_predicates_inexact_constructions_kernel;
using Surface = CGAL::Surface_mesh<Kernel::Point_3>;

constexpr double kWithin = 1e-6;

struct Extent {
  std::size_t pairs, most_triangles;
};

Extent extent() {
  if (std::getenv("PG_SOAK") != nullptr) return {40, 100'000};
  return {12, 12'000};
}

/// Empty when the mesh bounds no volume in CGAL's eyes.
std::optional<Surface> as_solid(const TriMesh& mesh) {
  Surface surface;
  std::vector<Surface::Vertex_index> vertices;
  for (const Vec3& p : mesh.positions_mm)
    vertices.push_back(surface.add_vertex({p[0], p[1], p[2]}));
  for (const Triangle& t : mesh.triangles)
    if (surface.add_face(vertices[t[0]], vertices[t[1]], vertices[t[2]]) == Surface::null_face())
      return std::nullopt;
  if (!CGAL::is_closed(surface) || pmp::does_self_intersect(surface) ||
      !pmp::does_bound_a_volume(surface))
    return std::nullopt;
  return surface;
}

std::optional<double> union_by_cgal(const TriMesh& a, const TriMesh& b) {
  std::optional<Surface> first = as_solid(a), second = as_solid(b);
  if (!first || !second) return std::nullopt;
  Surface both;
  if (!pmp::corefine_and_compute_union(*first, *second, both)) return std::nullopt;
  return pmp::volume(both);
}

struct Score {
  std::size_t pairs = 0, crossing = 0;
  double worst = 0.0;

  /// False when CGAL cannot do it.
  bool compare(const TriMesh& a, const TriMesh& b, const std::string& name) {
    const std::optional<double> theirs = union_by_cgal(a, b);
    if (!theirs) return false;
    const Subject subject(weld_exactly({shapes::as_double_soup(shapes::together({a, b}))}).mesh);
    const Solid ours = Solid::of(subject);
    const double error = std::abs(ours.volume_mm3.nonzero - *theirs) / *theirs;
    EXPECT_FALSE(ours.none) << name;
    EXPECT_LE(error, kWithin) << name << ": " << ours.volume_mm3.nonzero << ", CGAL " << *theirs;
    ++pairs;
    crossing += ours.find(SolidNote::kShellsOverlap) != nullptr ? 1 : 0;
    worst = std::max(worst, error);
    return true;
  }
  void print(const char* what) const {
    fmt::print("{} pairs of {}, {} of them crossing: worst difference to CGAL {:.2g}\n", pairs,
               what, crossing, worst);
  }
};

TEST(UnionOracle, OverlappingAndNestedShapesHaveCgalsVolume) {
  std::vector<TriMesh> bodies;
  for (const faults::Body& body : faults::bodies()) bodies.push_back(body.make(1500).mesh);
  bodies.push_back(shapes::box({20, 20, 20}, 3));
  Score score;
  const Mat3 turn = shapes::a_rotation();
  for (std::size_t i = 0; i < bodies.size(); ++i)
    for (std::size_t j = i; j < bodies.size(); ++j)
      EXPECT_TRUE(score.compare(bodies[i], shapes::transformed(bodies[j], turn, {7.3, -3.1, 5.7}),
                                "shapes " + std::to_string(i) + " and " + std::to_string(j)));
  // Nested, without crossing.
  EXPECT_TRUE(score.compare(shapes::sphere(20, 2000), shapes::box({10, 10, 10}), "box in ball"));
  EXPECT_TRUE(score.compare(shapes::sphere(20, 2000), shapes::icosphere(12, 2), "ball in ball"));
  score.print("shapes");
  EXPECT_GE(score.pairs, 20u);
}

/// A triangulated solid without crossings, turned to face outward, centred and 100 mm from corner
/// to corner of its box; empty if the file is none.
std::optional<TriMesh> sound_model(const std::filesystem::path& file, std::size_t most_triangles) {
  const auto bytes = load_file(file, ReadLimits{});
  if (!bytes) return std::nullopt;
  auto model = read_model(*bytes, file.filename().string(), ReadLimits{});
  if (!model || model->triangle_count() > most_triangles) return std::nullopt;
  std::vector<Soup> soups;
  for (Part& part : model->parts) soups.push_back(std::move(part.soup));
  TriMesh mesh = weld_exactly(std::move(soups)).mesh;
  const Box3 box = bounding_box(mesh);
  mesh = shapes::scaled(shapes::moved(std::move(mesh), -box.centre()), 100.0 / box.diagonal());
  const std::optional<Surface> solid = as_solid(mesh);
  if (!solid) return std::nullopt;
  // Some files are inside out as a whole: to CGAL all space around them, to us a cavity in a ball.
  return pmp::volume(*solid) < 0 ? shapes::inverted(std::move(mesh)) : mesh;
}

/// Neighbours in the list of files: every third pair nested (one in a ball), the others beside each
/// other by a seventh of their size.
TEST(UnionOracle, OverlappingAndNestedCorpusModelsHaveCgalsVolume) {
  const auto shared = test::shared_dir();
  if (!shared) GTEST_SKIP() << test::kNoShared;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(*shared / "corpus"))
    if (entry.is_regular_file() && has_known_suffix(entry.path().filename().string()))
      files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  // Spread over the whole list, which is sorted by anatomy.
  const auto [pairs, most_triangles] = extent();
  const std::size_t stride = std::max<std::size_t>(1, files.size() / (6 * pairs));
  Score score;
  std::size_t refused = 0;
  std::optional<TriMesh> waiting;
  for (std::size_t i = 0; i < files.size() && score.pairs < pairs; i += stride) {
    std::optional<TriMesh> mesh = sound_model(files[i], most_triangles);
    if (!mesh) continue;
    const std::string name = files[i].filename().string();
    if (score.pairs % 3 == 2) {
      refused += score.compare(shapes::sphere(60, 3000), *mesh, name + " in a ball") ? 0 : 1;
      continue;
    }
    if (!waiting) {
      waiting = std::move(mesh);
      continue;
    }
    const TriMesh other =
        shapes::transformed(*mesh, shapes::a_rotation(), bounding_box(*waiting).size() / 7.0);
    refused += score.compare(*waiting, other, "up to " + name) ? 0 : 1;
    waiting.reset();
  }
  score.print("corpus models");
  fmt::print("{} pairs that CGAL's union refused\n", refused);
  EXPECT_GE(score.pairs, 10u);
}

}  // namespace
}  // namespace pg
