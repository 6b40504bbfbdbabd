// Pairs of crossing triangles against CGAL, on shapes and on the models of the corpus.

#include "geometry/solid/self_intersections.hpp"

#include <CGAL/Exact_predicates_inexact_constructions_kernel.h>
#include <CGAL/Polygon_mesh_processing/self_intersections.h>
#include <CGAL/Surface_mesh.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <ctime>

#include "geometry/mesh/topology.hpp"
#include "geometry/mesh/weld.hpp"
#include "geometry/solid/predicates.hpp"
#include "io/file.hpp"
#include "io/format.hpp"
#include "testdata/shapes.hpp"
#include "tests/support/paths.hpp"

namespace pg {
namespace {

using Kernel = CGAL::Exact_predicates_inexact_constructions_kernel;
using Surface = CGAL::Surface_mesh<Kernel::Point_3>;
using Pairs = std::vector<std::array<FaceId, 2>>;

/// Empty when the mesh is no manifold: CGAL's surface cannot hold it then.
std::optional<Surface> as_surface(const TriMesh& mesh) {
  Surface surface;
  std::vector<Surface::Vertex_index> vertices;
  for (const Vec3& p : mesh.positions_mm)
    vertices.push_back(surface.add_vertex({p[0], p[1], p[2]}));
  for (const Triangle& t : mesh.triangles)
    if (surface.add_face(vertices[t[0]], vertices[t[1]], vertices[t[2]]) == Surface::null_face())
      return std::nullopt;
  return surface;
}

Pairs by_cgal(const Surface& surface) {
  std::vector<std::pair<Surface::Face_index, Surface::Face_index>> found;
  CGAL::Polygon_mesh_processing::self_intersections<CGAL::Sequential_tag>(
      faces(surface), surface, std::back_inserter(found));
  Pairs pairs;
  for (const auto& [f, g] : found)
    if (f != g)  // its way to report triangles without area
      pairs.push_back({std::min<FaceId>(f, g), std::max<FaceId>(f, g)});
  std::sort(pairs.begin(), pairs.end());
  return pairs;
}

struct Seconds {
  double wall = 0.0;
  double processor = 0.0;  ///< Of all threads; says more when the machine is shared.
};

Seconds seconds_of(const auto& work) {
  const auto start = std::chrono::steady_clock::now();
  const std::clock_t begin = std::clock();
  work();
  return {std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(),
          static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC};
}

void compare(const TriMesh& mesh, const char* name) {
  const std::optional<Surface> surface = as_surface(mesh);
  ASSERT_TRUE(surface) << name;
  Pairs theirs, ours;
  const Seconds their_time = seconds_of([&] { theirs = by_cgal(*surface); });
  const Seconds our_time = seconds_of([&] { ours = SelfIntersections::of(mesh).pairs; });
  EXPECT_EQ(ours.size(), theirs.size()) << name;
  EXPECT_TRUE(ours == theirs) << name;
  std::printf(
      "%-28s %8zu triangles %7zu pairs: CGAL %.3f s, ours %.3f s, ratio %.1f; of the processor "
      "%.3f and %.3f s, ratio %.1f\n",
      name, mesh.triangles.size(), ours.size(), their_time.wall, our_time.wall,
      their_time.wall / our_time.wall, their_time.processor, our_time.processor,
      their_time.processor / our_time.processor);
}

TEST(SelfIntersectionsOracle, ShapesHaveTheSamePairsAsInCgal) {
  compare(shapes::sphere(20, 20000), "sphere");
  compare(shapes::box({20, 20, 20}, 40), "flat box");
  compare(shapes::transformed(shapes::box({20, 20, 20}, 30), shapes::a_rotation()), "turned box");
  compare(shapes::with_noise(shapes::sphere(20, 20000), 0.5, 1), "noisy sphere");
  const TriMesh box = shapes::box({20, 20, 20}, 4);
  compare(shapes::together({box, shapes::moved(box, {10, 10, 10})}), "boxes overlapping");
  compare(shapes::together({box, shapes::moved(box, {20, 0, 0})}), "boxes touching");
  compare(shapes::together({box, shapes::moved(box, {5, 0, 0})}), "boxes on a grid");
  compare(shapes::together({box, box}), "box twice");
  compare(shapes::together(
              {shapes::sphere(20, 5000), shapes::moved(shapes::sphere(20, 5000), {7, 3, 1})}),
          "spheres overlapping");
}

TEST(SelfIntersectionsOracle, AMillionTrianglesAreFasterThanInCgal) {
  const TriMesh sphere = shapes::sphere(40, 1'000'000);
  compare(sphere, "sphere, strips");
  compare(shapes::shuffled(sphere, 3), "sphere, shuffled");
  compare(shapes::with_noise(sphere, 0.05, 3), "sphere, noisy");
}

TEST(SelfIntersectionsOracle, CorpusModelsHaveTheSamePairsAsInCgal) {
  const auto shared = test::shared_dir();
  if (!shared) GTEST_SKIP() << test::kNoShared;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(*shared / "corpus"))
    if (entry.is_regular_file()) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::size_t compared = 0, crossing = 0, not_manifold = 0;
  double their_time = 0.0, our_time = 0.0;
  for (const auto& file : files) {
    auto bytes = load_file(file, ReadLimits{});
    if (!bytes) continue;
    auto model = read_model(*bytes, file.filename().string(), ReadLimits{});
    if (!model || model->triangle_count() > 300'000) continue;
    std::vector<Soup> soups;
    for (Part& part : model->parts) soups.push_back(std::move(part.soup));
    const TriMesh mesh = weld_exactly(std::move(soups)).mesh;
    const std::optional<Surface> surface = as_surface(mesh);
    if (!surface) {
      ++not_manifold;
      continue;
    }
    Pairs theirs, ours;
    their_time += seconds_of([&] { theirs = by_cgal(*surface); }).processor;
    our_time += seconds_of([&] { ours = SelfIntersections::of(mesh).pairs; }).processor;
    EXPECT_TRUE(ours == theirs) << "corpus file " << compared << ": " << ours.size() << " against "
                                << theirs.size() << " pairs";
    ++compared;
    crossing += theirs.empty() ? 0 : 1;
  }
  std::printf(
      "%zu files compared, %zu of them with pairs, %zu not manifold; of the processor CGAL %.2f s, "
      "ours %.2f s\n",
      compared, crossing, not_manifold, their_time, our_time);
  EXPECT_GE(compared, 1u);
}

}  // namespace
}  // namespace pg
