/// Rays and inscribed balls at every vertex: time against CGAL's AABB tree and against the tree and
/// rays alone. Times are processor time, so that a busy machine disturbs the ratios little.

#include <CGAL/AABB_traits.h>
#include <CGAL/AABB_tree.h>
#include <CGAL/AABB_triangle_primitive.h>
#include <CGAL/Simple_cartesian.h>
#include <fmt/core.h>
#include <tbb/global_control.h>

#include <cmath>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "geometry/mesh/weld.hpp"
#include "geometry/parallel.hpp"
#include "geometry/solid/self_intersections.hpp"
#include "geometry/spatial/spatial.hpp"
#include "geometry/wall/ball_search.hpp"
#include "geometry/wall/wall_field.hpp"
#include "io/file.hpp"
#include "io/format.hpp"
#include "testdata/shapes.hpp"

namespace {

using pg::TriMesh;
using pg::Vec3;
using Kernel = CGAL::Simple_cartesian<double>;
using Triangles = std::vector<Kernel::Triangle_3>;
using Tree = CGAL::AABB_tree<
    CGAL::AABB_traits<Kernel, CGAL::AABB_triangle_primitive<Kernel, Triangles::const_iterator>>>;

/// Of the processor, all threads together.
double seconds(const std::function<void()>& work) {
  const std::clock_t start = std::clock();
  work();
  return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

struct Rays {
  std::vector<pg::VertexId> vertices;
  std::vector<Vec3> directions;
};

/// One ray a vertex, along the inward normal, in the order given.
Rays rays_of(const TriMesh& mesh, const pg::BigVector<pg::VertexId>& order) {
  std::vector<Vec3> inward(mesh.positions_mm.size(), Vec3::Zero());
  for (pg::FaceId f = 0; f < mesh.triangles.size(); ++f)
    for (const pg::VertexId v : mesh.triangles[f]) inward[v] -= mesh.face_cross(f);
  Rays rays;
  for (const pg::VertexId v : order) {
    rays.vertices.push_back(v);
    rays.directions.push_back(inward[v].normalized());
  }
  return rays;
}

std::vector<double> cast(const pg::Spatial& spatial, const Rays& rays) {
  std::vector<double> distances(rays.vertices.size());
  pg::for_each_index(
      distances.size(),
      [&](std::size_t i) {
        const auto hit = spatial.first_hit_from(rays.vertices[i], rays.directions[i]);
        distances[i] = hit ? hit->distance : -1;
      },
      1024);
  return distances;
}

constexpr double kInside = 1e-6;

struct PeerTimes {
  double build = 0, rays = 0;
};

PeerTimes ask_cgal(const TriMesh& mesh, const Rays& rays, std::vector<double>& distances) {
  PeerTimes times;
  Triangles triangles;
  const auto point = [](const Vec3& p) { return Kernel::Point_3(p[0], p[1], p[2]); };
  for (pg::FaceId f = 0; f < mesh.triangles.size(); ++f)
    triangles.emplace_back(point(mesh.corner(f, 0)), point(mesh.corner(f, 1)),
                           point(mesh.corner(f, 2)));
  Tree tree;
  times.build = seconds([&] {
    tree.insert(triangles.cbegin(), triangles.cend());
    tree.build();
  });
  distances.assign(rays.vertices.size(), -1);
  times.rays = seconds([&] {
    pg::for_each_index(
        distances.size(),
        [&](std::size_t i) {
          // From just inside: it would hit the facets at the vertex.
          const Vec3& d = rays.directions[i];
          const Vec3 o = mesh.positions_mm[rays.vertices[i]] + kInside * d;
          const auto hit =
              tree.first_intersection(Kernel::Ray_3(point(o), Kernel::Vector_3(d[0], d[1], d[2])));
          if (!hit) return;
          if (const auto* at = boost::get<Kernel::Point_3>(&hit->first))
            distances[i] = (Vec3(at->x(), at->y(), at->z()) - o).norm() + kInside;
        },
        1024);
  });
  return times;
}

/// Rays and balls of one mesh; the balls' time a vertex in microseconds.
double compare(const std::string& name, TriMesh mesh, bool with_cgal) {
  const pg::Subject subject(std::move(mesh));
  // What every analysis has by then: these are measurements of their own.
  (void)subject.topology();
  (void)pg::self_intersections(subject);
  const double build = seconds([&] { (void)pg::spatial_of(subject); });
  const pg::Spatial& spatial = pg::spatial_of(subject);
  pg::BigVector<pg::VertexId> own_order(subject.mesh().positions_mm.size());
  for (pg::VertexId v = 0; v != own_order.size(); ++v) own_order[v] = v;
  const Rays rays = rays_of(subject.mesh(), own_order);
  const double vertices = static_cast<double>(own_order.size());

  std::vector<double> own;
  const double own_rays = seconds([&] { own = cast(spatial, rays); });
  // As the wall measurements ask them: along the tree. Finding that order counts.
  pg::BigVector<pg::VertexId> tree_order;
  const double order = seconds([&] {
    pg::wall::WallMesh wall = pg::wall::make_wall_mesh(subject);
    tree_order = std::move(wall.mesh_vertex);
  });
  const Rays sorted = rays_of(subject.mesh(), tree_order);
  const double tree_rays = order + seconds([&] { (void)cast(spatial, sorted); });
  const double field = seconds([&] { (void)pg::wall_field_of(subject); });
  fmt::print(
      "{:<16} {:8} vertices  build {:.3f} s  rays {:.2f} us  walls {:.2f} us; "
      "(build + walls) / (build + rays) {:.2f}",
      name, own_order.size(), build, tree_rays / vertices * 1e6, field / vertices * 1e6,
      (build + field) / (build + tree_rays));
  if (with_cgal) {
    std::vector<double> peer;
    const PeerTimes times = ask_cgal(subject.mesh(), rays, peer);
    std::size_t differ = 0;
    for (std::size_t i = 0; i < own.size(); ++i)
      differ += std::fabs(own[i] - peer[i]) > 1e-6 * std::fabs(peer[i]) ? 1 : 0;
    fmt::print("; CGAL build {:.3f} s, rays {:.2f} us: {:.2f}x, along the tree {:.2f}x, {} differ",
               times.build, times.rays / vertices * 1e6, times.rays / own_rays,
               times.rays / tree_rays, differ);
  }
  fmt::print("\n");
  std::fflush(stdout);
  return field / vertices * 1e6;
}

TriMesh torus(int triangles) {
  const int around = static_cast<int>(std::lround(std::sqrt(triangles / 6.0)));
  return pg::shapes::torus(30, 10, 3 * around, around);
}

TriMesh shell(int triangles) {
  return pg::shapes::shell(38, 40, triangles / 2);
}

void compare_file(const std::string& path) {
  const auto bytes = pg::load_file(path, pg::ReadLimits{});
  if (!bytes) return fmt::print("{}: {}\n", path, bytes.error().message);
  auto read = pg::read_model(*bytes, path, pg::ReadLimits{});
  if (!read) return fmt::print("{}: {}\n", path, read.error().message);
  std::vector<pg::Soup> soups;
  for (auto& part : read->parts) soups.push_back(std::move(part.soup));
  compare(std::filesystem::path(path).filename().string().substr(0, 16),
          pg::weld_exactly(std::move(soups)).mesh, false);
}

}  // namespace

/// wall_bench [TRIANGLES [THREADS [FILE...]]]
int main(int argc, char** argv) {
  const int triangles = argc > 1 ? std::atoi(argv[1]) : 1'000'000;
  const int threads = argc > 2 ? std::atoi(argv[2]) : 1;
  const tbb::global_control limit(tbb::global_control::max_allowed_parallelism,
                                  static_cast<std::size_t>(threads));
  fmt::print("{} triangles, {} threads, processor time\n", triangles, threads);
  compare("shell", shell(triangles), true);
  compare("shell shuffled", pg::shapes::shuffled(shell(triangles), 1), true);
  compare("torus", torus(triangles), true);
  compare("torus shuffled", pg::shapes::shuffled(torus(triangles), 1), true);
  compare("ball", pg::shapes::sphere(40, triangles), true);
  compare("ball shuffled", pg::shapes::shuffled(pg::shapes::sphere(40, triangles), 1), true);
  for (int i = 3; i < argc; ++i) compare_file(argv[i]);
  // How time a vertex grows with the mesh.
  for (const auto& [name, make] :
       {std::pair<const char*, std::function<TriMesh(int)>>{"shell", shell},
        {"torus", torus},
        {"ball", [](int n) { return pg::shapes::sphere(40, n); }}}) {
    const double small = compare(std::string(name) + " small", make(triangles / 10), false);
    const double large = compare(std::string(name) + " large", make(5 * triangles), false);
    fmt::print("{}: {:.2f} times the time a vertex at 50 times the facets\n", name, large / small);
  }
}
