// Holes cut by CGAL at any angle, some meeting, some blind; and what is claimed on real models.

#include <CGAL/Exact_predicates_inexact_constructions_kernel.h>
#include <CGAL/Polygon_mesh_processing/corefinement.h>
#include <CGAL/Surface_mesh.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <numbers>
#include <set>
#include <string>
#include <vector>

#include "geometry/feature/drill_features.hpp"
#include "geometry/mesh/weld.hpp"
#include "io/file.hpp"
#include "io/format.hpp"
#include "testdata/shapes.hpp"
#include "tests/support/paths.hpp"

namespace pg {
namespace {

using Kernel = CGAL::Exact_predicates_inexact_constructions_kernel;
using Surface = CGAL::Surface_mesh<Kernel::Point_3>;

Surface as_surface(const TriMesh& mesh) {
  Surface surface;
  std::vector<Surface::Vertex_index> vertices;
  for (const Vec3& p : mesh.positions_mm)
    vertices.push_back(surface.add_vertex({p[0], p[1], p[2]}));
  for (const Triangle& t : mesh.triangles)
    surface.add_face(vertices[t[0]], vertices[t[1]], vertices[t[2]]);
  return surface;
}

TriMesh as_mesh(Surface& surface) {
  surface.collect_garbage();
  TriMesh mesh;
  for (const auto v : surface.vertices()) {
    const auto& p = surface.point(v);
    mesh.positions_mm.push_back({p.x(), p.y(), p.z()});
  }
  for (const auto f : surface.faces()) {
    Triangle t;
    std::size_t k = 0;
    for (const auto v : CGAL::vertices_around_face(surface.halfedge(f), surface))
      t[k++] = static_cast<VertexId>(v);
    mesh.triangles.push_back(t);
  }
  return mesh;
}

struct TrueHole {
  Vec3 at;
  Vec3 axis;
  double diameter_mm;
  bool through;
};

struct Drilled {
  TriMesh mesh;
  std::vector<TrueHole> holes;
};

/// A plate of 80 x 60 x 10 drilled twelve times: four holes alone, two blind, two pairs that meet
/// in the middle, and one that a blind one meets.
Drilled drilled_plate(std::uint64_t seed) {
  constexpr double kThickness = 10;
  shapes::Random random(seed);
  Surface plate = as_surface(shapes::box({80, 60, kThickness}));
  Drilled drilled;
  const auto drill = [&](const Vec3& at, const Vec3& axis, double diameter, double depth) {
    const int sides = 8 + static_cast<int>(random.below(57));
    std::vector<std::array<double, 2>> circle;
    for (int i = 0; i < sides; ++i) {
      const double angle = 2 * std::numbers::pi * i / sides;
      circle.push_back({diameter / 2 * std::cos(angle), diameter / 2 * std::sin(angle)});
    }
    const Mat3 turn = Eigen::Quaterniond::FromTwoVectors(Vec3::UnitZ(), axis).toRotationMatrix();
    const double below = depth > 0 ? depth - kThickness / 2 / axis[2] : 60;
    Surface bit = as_surface(
        shapes::transformed(shapes::moved(shapes::prism(circle, 120), {0, 0, -below}), turn, at));
    Surface rest;
    ASSERT_TRUE(CGAL::Polygon_mesh_processing::corefine_and_compute_difference(plate, bit, rest));
    plate = rest;
    drilled.holes.push_back({at, axis, diameter, depth == 0});
  };
  const auto tilted = [&](double from_deg, double to_deg) {
    const double tilt = random.uniform(from_deg, to_deg) * std::numbers::pi / 180;
    const double turn = random.uniform(0, 2 * std::numbers::pi);
    return Vec3(std::sin(tilt) * std::cos(turn), std::sin(tilt) * std::sin(turn), std::cos(tilt));
  };
  const auto middle = [](int cell) {
    return Vec3(-30 + 20 * (cell % 4), -20 + 20 * (cell / 4), 0);
  };
  for (int cell = 0; cell < 4; ++cell)
    drill(middle(cell), tilted(0, 45), random.uniform(1.5, 6), 0);
  for (int cell = 4; cell < 6; ++cell)
    drill(middle(cell), tilted(0, 25), random.uniform(1.5, 6), random.uniform(5, 7));
  for (int cell = 6; cell < 8; ++cell) {
    const Vec3 one = tilted(30, 45);
    drill(middle(cell), one, random.uniform(1.5, 4), 0);
    drill(middle(cell), Vec3(-one[0], -one[1], one[2]), random.uniform(1.5, 4), 0);
  }
  const Vec3 one = tilted(35, 45);
  drill(middle(9), one, random.uniform(1.5, 4), 0);
  drill(middle(9), Vec3(-one[0], -one[1], one[2]), random.uniform(1.5, 3), 5.5);
  drilled.mesh = as_mesh(plate);
  return drilled;
}

TEST(DrilledBodies, HolesAtAnyAngleThatMeetOrEndAreFoundAndNoOther) {
  std::size_t found = 0, all = 0, off = 0;
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    Drilled drilled = drilled_plate(seed);
    drilled.mesh = shapes::with_noise(drilled.mesh, 0.02, seed);
    const Mat3 turn = shapes::rotation(47.0 * static_cast<double>(seed), {1, 2, 3});
    const Subject subject(shapes::transformed(drilled.mesh, turn));
    const std::vector<DrillHole>& holes = drill_features(subject).holes;
    std::set<const DrillHole*> used;
    for (const TrueHole& truth : drilled.holes) {
      ++all;
      for (const DrillHole& hole : holes) {
        const Vec3 axis = turn * truth.axis;
        const Vec3 offset = hole.at - turn * truth.at;
        const double degrees =
            std::asin(std::min(1.0, hole.axis.cross(axis).norm())) * 180 / std::numbers::pi;
        if (degrees > 6 || (offset - offset.dot(axis) * axis).norm() > truth.diameter_mm / 4)
          continue;
        ++found;
        used.insert(&hole);
        const bool good =
            degrees < 0.5 &&
            std::abs(hole.diameter_mm - truth.diameter_mm) < 0.02 * truth.diameter_mm &&
            hole.through == truth.through;
        off += good ? 0 : 1;
        break;
      }
    }
    EXPECT_EQ(used.size(), holes.size()) << "a false hole, seed " << seed;
  }
  RecordProperty("found", static_cast<int>(found));
  EXPECT_EQ(found, all);
  EXPECT_EQ(off, 0u);
}

/// Every anatomical model of the corpus; those on which something drilled is claimed are listed.
TEST(DrilledBodies, AreClaimedOnFewAnatomicalModels) {
  const auto shared = test::shared_dir();
  if (!shared) GTEST_SKIP() << test::kNoShared;
  std::size_t models = 0;
  std::string claimed;
  std::size_t claims = 0;
  for (const char* const folder : {"airway_lung", "aortic", "cardiac", "cmf_bone", "dental",
                                   "organ_other", "orthopaedic_bone", "vascular_other"}) {
    for (const auto& entry : std::filesystem::directory_iterator(*shared / "corpus" / folder)) {
      const auto bytes = load_file(entry.path(), {});
      if (!bytes) continue;
      auto model = read_model(*bytes, entry.path().filename().string(), {});
      if (!model) continue;
      std::vector<Soup> soups;
      for (Part& part : model->parts) soups.push_back(std::move(part.soup));
      const double scale = model->declared_unit ? mm_per(*model->declared_unit) : 1;
      const Subject subject(weld_exactly(std::move(soups), scale).mesh);
      const DrillFeatures& features = drill_features(subject);
      ++models;
      if (features.holes.empty() && features.slots.empty()) continue;
      ++claims;
      claimed += entry.path().filename().string() + ": " + std::to_string(features.holes.size()) +
                 " holes, " + std::to_string(features.slots.size()) + " slots\n";
    }
  }
  RecordProperty("claimed", claimed);
  EXPECT_LE(10 * claims, models) << claimed;
}

}  // namespace
}  // namespace pg
