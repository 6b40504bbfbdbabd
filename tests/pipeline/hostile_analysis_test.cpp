// Small files made to keep a program busy: every measurement of the catalogue ends soon, with a
// value or with a reason, as the time limit of a reader does not reach it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <ctime>

#include "pipeline/analyze.hpp"
#include "testdata/shapes.hpp"

namespace pg {
namespace {

// Of processor time, all threads together: several times what one of them took (3 to 15 s). Without
// bounds each of them takes minutes.
constexpr double kSecondsAtMost = 60.0;

Reading reading_of(const TriMesh& mesh, const char* name) {
  const std::vector<std::byte> bytes = shapes::as_binary_stl(mesh);
  const std::clock_t start = std::clock();
  Reading reading = analyze(BigVector<std::byte>(bytes.begin(), bytes.end()), "part.stl", {});
  const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  std::printf("%-28s %7zu triangles %7.3f s\n", name, mesh.triangles.size(), seconds);
  for (const Timing& timing : reading.timings)
    if (timing.seconds > 1) std::printf("    %-24s %.1f s\n", timing.step.c_str(), timing.seconds);
  EXPECT_LT(seconds, kSecondsAtMost) << name;
  EXPECT_FALSE(reading.refused);
  return reading;
}

std::string reason_of(const Reading& reading, std::string_view id) {
  for (const Absence& absence : reading.absent)
    if (absence.id == id) return absence.reason;
  return "";
}

TriMesh tetrahedra(int count, double size_mm, double spread_mm) {
  shapes::Random random(7);
  std::vector<TriMesh> all;
  for (int i = 0; i < count; ++i) {
    const Vec3 at =
        spread_mm * Vec3(random.uniform(-1, 1), random.uniform(-1, 1), random.uniform(-1, 1));
    all.push_back(shapes::moved(
        shapes::transformed(shapes::tetrahedron(size_mm),
                            shapes::rotation(random.uniform(0, 360), random.direction())),
        at));
  }
  return shapes::together(all);
}

TEST(HostileAnalysis, TetrahedraInOnePlaceEndWithReasons) {
  const Reading reading = reading_of(tetrahedra(10'000, 20, 1), "10,000 tetrahedra, one place");
  for (const char* id : {"volume_mm3", "wall_ray_mm", "wall_sphere_mm", "drill_holes", "slots"})
    EXPECT_THAT(reason_of(reading, id), testing::HasSubstr("cross")) << id;
}

TEST(HostileAnalysis, ManyTetrahedraThatCrossALittleEnd) {
  reading_of(tetrahedra(20'000, 2, 25), "20,000 tetrahedra, loose");
}

TEST(HostileAnalysis, ABookOfManyPagesEnds) {
  TriMesh mesh;
  mesh.positions_mm = {{0, 0, -10}, {0, 0, 10}};
  for (VertexId i = 0; i < 20'000; ++i) {
    const double angle = 6.28 * i / 20'000;
    mesh.positions_mm.push_back({20 * std::cos(angle), 20 * std::sin(angle), 0.0});
    mesh.triangles.push_back({0, 1, i + 2});
  }
  reading_of(mesh, "20,000 triangles, one edge");
}

TEST(HostileAnalysis, ManyShellsInsideEachOtherEnd) {
  std::vector<TriMesh> shells;
  for (int i = 0; i < 1'000; ++i)
    shells.push_back(shapes::scaled(shapes::box({20, 20, 20}), 1.0 - 5e-4 * i));
  reading_of(shapes::together(shells), "1,000 boxes in each other");
}

TEST(HostileAnalysis, NeedlesAroundAPointEnd) {
  shapes::Random random(3);
  TriMesh mesh;
  for (VertexId i = 0; i < 20'000; ++i) {
    const Vec3 along = 50 * random.direction(), across = 1e-3 * random.direction();
    for (const Vec3& p : {Vec3(-along), Vec3(along), Vec3(along + across)})
      mesh.positions_mm.push_back(p);
    mesh.triangles.push_back({3 * i, 3 * i + 1, 3 * i + 2});
  }
  reading_of(mesh, "20,000 needles");
}

TEST(HostileAnalysis, OneTriangleThousandsOfTimesEnds) {
  TriMesh mesh = shapes::box({20, 20, 20});
  for (int i = 0; i < 20'000; ++i) mesh.triangles.push_back(mesh.triangles[i % 12]);
  reading_of(mesh, "a box 1,667 times");
}

TEST(HostileAnalysis, ACombOfManyTeethEnds) {
  // Every tooth lies opposite many others: rays, gaps, openings and columns have much to do.
  std::vector<TriMesh> teeth = {shapes::moved(shapes::box({100, 100, 1}), {0, 0, -0.5})};
  for (int i = 0; i < 40; ++i)
    for (int j = 0; j < 40; ++j)
      teeth.push_back(
          shapes::moved(shapes::box({1, 1, 20}), {2.4 * (i - 20), 2.4 * (j - 20), 9.9}));
  reading_of(shapes::together(teeth), "1,600 teeth on a plate");
}

}  // namespace
}  // namespace pg
