// Rays and wall thickness against a peer in the same run. Not a test: prints ratios.
//
//   wall_bench [triangles] [threads]

#include <CGAL/AABB_face_graph_triangle_primitive.h>
#include <CGAL/AABB_traits.h>
#include <CGAL/AABB_tree.h>
#include <CGAL/AABB_triangle_primitive.h>
#include <CGAL/Simple_cartesian.h>
#include <tbb/global_control.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "geometry/parallel.hpp"
#include "geometry/spatial/spatial.hpp"
#include "testdata/shapes.hpp"

namespace {

using pg::TriMesh;
using pg::Vec3;
using Kernel = CGAL::Simple_cartesian<double>;
using Triangles = std::vector<Kernel::Triangle_3>;
using Tree = CGAL::AABB_tree<
    CGAL::AABB_traits<Kernel, CGAL::AABB_triangle_primitive<Kernel, Triangles::const_iterator>>>;

double seconds(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

struct Rays {
  std::vector<Vec3> origins, directions;
};

/// One ray a vertex, along the inward normal, in the mesh's own vertex order.
Rays rays_of(const TriMesh& mesh) {
  Rays rays;
  rays.origins.assign(mesh.positions_mm.begin(), mesh.positions_mm.end());
  rays.directions.assign(mesh.positions_mm.size(), Vec3::Zero());
  for (pg::FaceId f = 0; f < mesh.triangles.size(); ++f)
    for (const pg::VertexId v : mesh.triangles[f]) rays.directions[v] -= mesh.face_cross(f);
  for (std::size_t i = 0; i < rays.origins.size(); ++i) {
    rays.directions[i].normalize();
    rays.origins[i] += 1e-6 * rays.directions[i];
  }
  return rays;
}

void compare_rays(const char* name, const TriMesh& mesh) {
  const Rays rays = rays_of(mesh);
  const double count = static_cast<double>(rays.origins.size());

  std::optional<pg::Spatial> spatial;
  const double own_build = seconds([&] { spatial.emplace(mesh); });
  std::vector<double> own(rays.origins.size());
  const double own_rays = seconds([&] {
    pg::for_each_index(
        own.size(),
        [&](std::size_t i) {
          const auto hit = spatial->first_hit(rays.origins[i], rays.directions[i]);
          own[i] = hit ? hit->distance : -1;
        },
        1024);
  });

  Triangles triangles;
  const auto point = [](const Vec3& p) { return Kernel::Point_3(p[0], p[1], p[2]); };
  for (pg::FaceId f = 0; f < mesh.triangles.size(); ++f)
    triangles.emplace_back(point(mesh.corner(f, 0)), point(mesh.corner(f, 1)),
                           point(mesh.corner(f, 2)));
  Tree tree;
  const double peer_build = seconds([&] {
    tree.insert(triangles.cbegin(), triangles.cend());
    tree.build();
  });
  std::vector<double> peer(rays.origins.size());
  const double peer_rays = seconds([&] {
    pg::for_each_index(
        peer.size(),
        [&](std::size_t i) {
          const Vec3& o = rays.origins[i];
          const Vec3& d = rays.directions[i];
          const auto hit =
              tree.first_intersection(Kernel::Ray_3(point(o), Kernel::Vector_3(d[0], d[1], d[2])));
          peer[i] = -1;
          if (!hit) return;
          if (const auto* at = boost::get<Kernel::Point_3>(&hit->first))
            peer[i] = (Vec3(at->x(), at->y(), at->z()) - o).norm();
        },
        1024);
  });
  std::size_t differ = 0;
  for (std::size_t i = 0; i < own.size(); ++i)
    differ += std::fabs(own[i] - peer[i]) > 1e-6 * std::fabs(peer[i]) ? 1 : 0;
  std::printf(
      "%-16s build %.3f s (CGAL %.3f)  rays %.2f M/s (CGAL %.2f): %.1fx; build + rays %.1fx; "
      "%zu of %zu differ\n",
      name, own_build, peer_build, count / own_rays / 1e6, count / peer_rays / 1e6,
      peer_rays / own_rays, (peer_build + peer_rays) / (own_build + own_rays), differ, own.size());
}

}  // namespace

int main(int argc, char** argv) {
  const int triangles = argc > 1 ? std::atoi(argv[1]) : 1'000'000;
  const int threads = argc > 2 ? std::atoi(argv[2]) : 2;
  const tbb::global_control limit(tbb::global_control::max_allowed_parallelism,
                                  static_cast<std::size_t>(threads));
  std::printf("%d triangles, %d threads\n", triangles, threads);
  const int around = static_cast<int>(std::lround(std::sqrt(triangles / 6.0)));
  const TriMesh torus = pg::shapes::torus(30, 10, 3 * around, around);
  const TriMesh shell = pg::shapes::shell(38, 40, triangles / 2);
  const TriMesh ball = pg::shapes::sphere(40, triangles);
  compare_rays("shell", shell);
  compare_rays("shell shuffled", pg::shapes::shuffled(shell, 1));
  compare_rays("torus", torus);
  compare_rays("torus shuffled", pg::shapes::shuffled(torus, 1));
  compare_rays("ball", ball);
  compare_rays("ball shuffled", pg::shapes::shuffled(ball, 1));
}
