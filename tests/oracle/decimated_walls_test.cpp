// Walls of smooth shapes after a real decimation (CGAL's edge collapse), as segmentation software
// and slicers do it before export: triangles of all sizes, vertices beside the smooth surface.

#include <CGAL/Simple_cartesian.h>
#include <CGAL/Surface_mesh.h>
#include <CGAL/Surface_mesh_simplification/Policies/Edge_collapse/Count_ratio_stop_predicate.h>
#include <CGAL/Surface_mesh_simplification/edge_collapse.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "geometry/wall/wall_field.hpp"
#include "testdata/shapes.hpp"

namespace pg {
namespace {

using Surface = CGAL::Surface_mesh<CGAL::Simple_cartesian<double>::Point_3>;

TriMesh decimated(const TriMesh& mesh, double to) {
  Surface surface;
  for (const Vec3& p : mesh.positions_mm) surface.add_vertex({p[0], p[1], p[2]});
  for (const auto& [a, b, c] : mesh.triangles)
    surface.add_face(Surface::Vertex_index(a), Surface::Vertex_index(b), Surface::Vertex_index(c));
  namespace sms = CGAL::Surface_mesh_simplification;
  sms::edge_collapse(surface, sms::Count_ratio_stop_predicate<Surface>(to));
  surface.collect_garbage();
  TriMesh result;
  for (const auto v : surface.vertices()) {
    const auto& p = surface.point(v);
    result.positions_mm.emplace_back(p[0], p[1], p[2]);
  }
  for (const auto f : surface.faces()) {
    Triangle triangle{};
    std::size_t k = 0;
    for (const auto v : CGAL::vertices_around_face(surface.halfedge(f), surface))
      triangle[k++] = static_cast<VertexId>(v);
    result.triangles.push_back(triangle);
  }
  return result;
}

struct Case {
  const char* name;
  TriMesh mesh;
  double thickness_mm;
  double median, p99;  ///< Relative errors allowed.
};

/// A tenth of the facets is left. The collapse keeps volumes and so moves vertices off the smooth
/// surface by a part of the sagitta, which is 0.3 % of the ball's radius and of the torus's, and 3 %
/// of the shell's wall; the p99 are the places where it leaves needles.
TEST(DecimatedWalls, BallTorusAndShellKeepTheirThickness) {
  const Case cases[] = {
      {"ball", shapes::icosphere(40, 5), 80, 0.003, 0.006},
      {"torus", shapes::torus(30, 10, 200, 70), 20, 0.004, 0.02},
      {"shell", shapes::shell(38, 40, 40'000), 2, 0.005, 0.03},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    const Subject subject(decimated(c.mesh, 0.1));
    const WallField& field = wall_field_of(subject);
    std::vector<double> errors;
    for (VertexId v = 0; v != field.sphere_mm.size(); ++v)
      if (field.sphere_reason[v] == WallReason::kMeasured)
        errors.push_back(std::fabs(field.sphere_mm[v] / c.thickness_mm - 1));
    EXPECT_GE(errors.size(), field.sphere_mm.size() * 99 / 100);
    std::sort(errors.begin(), errors.end());
    const double median = errors[errors.size() / 2], p99 = errors[errors.size() * 99 / 100];
    fmt::print("{}: {} triangles, median {:.2f} %, p99 {:.2f} %\n", c.name,
               subject.mesh().triangles.size(), 100 * median, 100 * p99);
    EXPECT_LE(median, c.median);
    EXPECT_LE(p99, c.p99);
  }
}

}  // namespace
}  // namespace pg
