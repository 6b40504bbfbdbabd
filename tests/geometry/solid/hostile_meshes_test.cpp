// Meshes made to keep a program busy or to make it say what cannot be known: each ends soon, with a
// value and a plus_minus that says how little it means, or with a reason why there is none.

#include <ctime>

#include "geometry/solid/self_intersections.hpp"
#include "tests/geometry/solid/verdict.hpp"

namespace pg {
namespace {

using shapes::moved;
using shapes::together;

// Of processor time, all threads together: about four times the most that one of them took. A hang
// or a quadratic loop takes minutes.
constexpr double kSecondsAtMost = 30.0;

Solid solid_of_soup(const TriMesh& mesh, const char* name) {
  const std::clock_t start = std::clock();
  const Subject subject(weld_exactly({shapes::as_double_soup(mesh)}).mesh);
  Solid solid = Solid::of(subject);
  const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  std::printf("%-32s %7zu triangles %7.3f s  %g +- %g mm3 %s\n", name, mesh.triangles.size(),
              seconds, solid.volume_mm3.nonzero, solid.plus_minus_mm3,
              solid.none ? solid.none->c_str() : "");
  EXPECT_LT(seconds, kSecondsAtMost) << name;
  EXPECT_TRUE(std::isfinite(solid.volume_mm3.nonzero) && std::isfinite(solid.plus_minus_mm3));
  return solid;
}

/// Grid over (u, v), u wrapped so that its end meets its beginning turned over.
TriMesh twisted(int around, int across, bool close_across, bool klein) {
  TriMesh mesh;
  const double pi = std::acos(-1.0);
  const auto add = [&](int i, int j) {
    const double u = 2 * pi * i / around, v = close_across ? 2 * pi * j / across : 0.0;
    Vec3 p;
    if (klein) {  // the figure-eight immersion
      const double r = 20 + 6 * (std::cos(u / 2) * std::sin(v) - std::sin(u / 2) * std::sin(2 * v));
      p = Vec3(r * std::cos(u), r * std::sin(u),
               6 * (std::sin(u / 2) * std::sin(v) + std::cos(u / 2) * std::sin(2 * v)));
    } else {
      const double w = 5.0 * (2.0 * j / across - 1.0);
      const double r = 20 + w * std::cos(u / 2);
      p = Vec3(r * std::cos(u), r * std::sin(u), w * std::sin(u / 2));
    }
    mesh.positions_mm.push_back(p);
  };
  const int rows = close_across ? across : across + 1;
  for (int i = 0; i < around; ++i)
    for (int j = 0; j < rows; ++j) add(i, j);
  const auto at = [&](int i, int j) {
    if (i == around) {  // turned over
      i = 0;
      j = close_across ? (across - j) % across : across - j;
    }
    return static_cast<VertexId>(i * rows + (close_across ? j % across : j));
  };
  for (int i = 0; i < around; ++i)
    for (int j = 0; j < across; ++j) {
      mesh.triangles.push_back({at(i, j), at(i + 1, j), at(i + 1, j + 1)});
      mesh.triangles.push_back({at(i, j), at(i + 1, j + 1), at(i, j + 1)});
    }
  return mesh;
}

TriMesh random_triangles(int count, double size, std::uint64_t seed) {
  shapes::Random random(seed);
  TriMesh mesh;
  for (int i = 0; i < count; ++i) {
    const Vec3 at = 20 * random.direction() * random.uniform();
    const auto first = static_cast<VertexId>(mesh.positions_mm.size());
    for (int k = 0; k < 3; ++k) mesh.positions_mm.push_back(at + size * random.direction());
    mesh.triangles.push_back({first, first + 1, first + 2});
  }
  return mesh;
}

/// Closed flat boxes around one centre, each turned: every one crosses every other.
TriMesh crossing_boxes(int count) {
  std::vector<TriMesh> boxes;
  for (int i = 0; i < count; ++i) {
    shapes::Random random(static_cast<std::uint64_t>(i));
    boxes.push_back(shapes::transformed(
        shapes::box({20, 20, 20}), shapes::rotation(random.uniform(0, 360), random.direction())));
  }
  return together(boxes);
}

TriMesh pages(int count) {
  TriMesh mesh;
  mesh.positions_mm.push_back({0, 0, -10});
  mesh.positions_mm.push_back({0, 0, 10});
  for (int i = 0; i < count; ++i) {
    const double a = 6.28 * i / count;
    mesh.positions_mm.push_back({20 * std::cos(a), 20 * std::sin(a), 0.0});
    mesh.triangles.push_back({0, 1, static_cast<VertexId>(i + 2)});
  }
  return mesh;
}

TEST(HostileMeshes, AMoebiusStripIsNoSolid) {
  const Solid solid = solid_of_soup(twisted(200, 10, false, false), "Moebius strip");
  const double box = 50.0 * 50.0 * 10.0;
  EXPECT_TRUE(solid.none || solid.plus_minus_mm3 > 0.1 * solid.volume_mm3.nonzero ||
              solid.volume_mm3.nonzero < 1e-6 * box);
}

TEST(HostileMeshes, AKleinBottleIsDoubted) {
  const Solid solid = solid_of_soup(twisted(100, 60, true, true), "Klein bottle");
  EXPECT_TRUE(solid.none || solid.find(SolidNote::kNotOrientable) != nullptr);
  EXPECT_TRUE(solid.none || solid.plus_minus_mm3 > 0.1 * solid.volume_mm3.nonzero);
}

TEST(HostileMeshes, TrianglesAtRandomEncloseNothing) {
  for (const double size : {1.0, 30.0})
    EXPECT_TRUE(solid_of_soup(random_triangles(10'000, size, 1), "triangles at random").none);
}

TEST(HostileMeshes, AThousandBoxesInOnePlaceEnd) {
  solid_of_soup(crossing_boxes(30), "30 boxes around one point");
  EXPECT_TRUE(solid_of_soup(crossing_boxes(500), "500 boxes around one point").none);
}

TEST(HostileMeshes, OneTriangleThousandsOfTimesIsASheet) {
  TriMesh mesh = shapes::box({20, 20, 20});
  for (int i = 0; i < 50'000; ++i) mesh.triangles.push_back(mesh.triangles[i % 12]);
  const Solid solid = solid_of_soup(mesh, "a box 4000 times");
  EXPECT_NEAR(solid.volume_mm3.nonzero, 8000.0, 1e-6);
  TriMesh sheet;
  sheet.positions_mm = {{0, 0, 0}, {20, 0, 0}, {0, 20, 0}};
  for (int i = 0; i < 50'001; ++i) sheet.triangles.push_back({0, 1, 2});
  EXPECT_TRUE(solid_of_soup(sheet, "one triangle 50,001 times").none);
}

TEST(HostileMeshes, ThousandsOfNearlyEqualTrianglesEnd) {
  shapes::Random random(4);
  TriMesh mesh = shapes::box({20, 20, 20});
  for (int i = 0; i < 5'000; ++i) {
    const auto first = static_cast<VertexId>(mesh.positions_mm.size());
    for (const Vec3& p : {Vec3(-10, -10, 10), Vec3(10, -10, 10), Vec3(10, 10, 10)})
      mesh.positions_mm.push_back(p + 1e-8 * random.direction());
    mesh.triangles.push_back({first, first + 1, first + 2});
  }
  solid_of_soup(mesh, "5000 triangles nearly equal");
}

TEST(HostileMeshes, ABookOfManyPagesEnds) {
  solid_of_soup(pages(100'000), "100,000 triangles at one edge");
}

TEST(HostileMeshes, ManyShellsInsideEachOtherEnd) {
  std::vector<TriMesh> shells;
  for (int i = 0; i < 1'000; ++i)
    shells.push_back(shapes::scaled(shapes::box({20, 20, 20}), 1.0 - 5e-4 * i));
  const Solid solid = solid_of_soup(together(shells), "1000 boxes inside each other");
  EXPECT_TRUE(solid.none || solid.find(SolidNote::kNestedSameWinding) != nullptr);
}

TEST(HostileMeshes, ASpeckFarAwayCostsNothing) {
  const TriMesh ball = shapes::sphere(20, 100'000);
  const TriMesh speck = moved(shapes::tetrahedron(0.01), {1e5, 1e5, 1e5});
  const Solid solid = solid_of_soup(together({ball, speck}), "ball and a speck far away");
  EXPECT_NEAR(solid.volume_mm3.nonzero, 4.0 / 3.0 * 3.14159265 * 8000, 10);
}

}  // namespace
}  // namespace pg
