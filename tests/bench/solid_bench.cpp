// Pairs of crossing triangles against CGAL's sequential search, in the same run and with the same
// pairs. Not a test: prints ratios.
//
//   solid_bench [runs] [triangles]

#include <CGAL/Exact_predicates_inexact_constructions_kernel.h>
#include <CGAL/Polygon_mesh_processing/self_intersections.h>
#include <CGAL/Surface_mesh.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <utility>
#include <vector>

#include "geometry/solid/self_intersections.hpp"
#include "testdata/shapes.hpp"

namespace {

using pg::FaceId;
using pg::TriMesh;
using Kernel = CGAL::Exact_predicates_inexact_constructions_kernel;
using Surface = CGAL::Surface_mesh<Kernel::Point_3>;
using Pairs = std::vector<std::array<FaceId, 2>>;

double seconds(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

Surface as_surface(const TriMesh& mesh) {
  Surface surface;
  std::vector<Surface::Vertex_index> vertices;
  for (const pg::Vec3& p : mesh.positions_mm)
    vertices.push_back(surface.add_vertex({p[0], p[1], p[2]}));
  for (const pg::Triangle& t : mesh.triangles)
    surface.add_face(vertices[t[0]], vertices[t[1]], vertices[t[2]]);
  return surface;
}

Pairs by_cgal(const Surface& surface) {
  std::vector<std::pair<Surface::Face_index, Surface::Face_index>> found;
  CGAL::Polygon_mesh_processing::self_intersections<CGAL::Sequential_tag>(
      faces(surface), surface, std::back_inserter(found));
  Pairs pairs;
  for (const auto& [f, g] : found)
    if (f != g) pairs.push_back({std::min<FaceId>(f, g), std::max<FaceId>(f, g)});
  std::sort(pairs.begin(), pairs.end());
  return pairs;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

bool compare(const char* name, const TriMesh& mesh, int runs) {
  const Surface surface = as_surface(mesh);
  Pairs theirs, ours;
  std::vector<double> their_times, our_times, ratios;
  for (int run = 0; run < runs; ++run) {
    their_times.push_back(seconds([&] { theirs = by_cgal(surface); }));
    our_times.push_back(seconds([&] { ours = pg::SelfIntersections::of(mesh).pairs; }));
    ratios.push_back(their_times.back() / our_times.back());
  }
  std::printf("%-18s %8zu triangles %7zu pairs, %s: CGAL %.3f s, ours %.3f s, ratio %.1f\n", name,
              mesh.triangles.size(), ours.size(), ours == theirs ? "the same" : "NOT THE SAME",
              median(their_times), median(our_times), median(ratios));
  std::fflush(stdout);
  return ours == theirs;
}

}  // namespace

int main(int argc, char** argv) {
  namespace shapes = pg::shapes;
  const int runs = argc > 1 ? std::max(1, std::atoi(argv[1])) : 5;
  const int triangles = argc > 2 ? std::max(1000, std::atoi(argv[2])) : 1'000'000;
  const TriMesh sphere = shapes::sphere(40, triangles);
  const bool clean = compare("sphere, strips", sphere, runs);
  const bool shuffled = compare("sphere, shuffled", shapes::shuffled(sphere, 3), runs);
  const bool noisy = compare("sphere, noisy", shapes::with_noise(sphere, 0.05, 3), runs);
  return clean && shuffled && noisy ? 0 : 1;
}
