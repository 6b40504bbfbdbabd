// The smallest box against CGAL's best of several runs and against plain random search.

#include "geometry/spatial/tight_box.hpp"

#define CGAL_EIGEN3_ENABLED
#include <CGAL/Exact_predicates_inexact_constructions_kernel.h>
#include <CGAL/optimal_bounding_box.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <limits>

#include "geometry/mesh/weld.hpp"
#include "io/file.hpp"
#include "io/format.hpp"
#include "testdata/shapes.hpp"
#include "tests/support/paths.hpp"

namespace pg {
namespace {

using Point = CGAL::Exact_predicates_inexact_constructions_kernel::Point_3;

/// CGAL's search begins with random frames: the best of some runs.
double best_of_cgal(const ConvexHull& hull, int runs) {
  std::vector<Point> points;
  for (const Vec3& p : hull.points_mm) points.emplace_back(p[0], p[1], p[2]);
  double best = std::numeric_limits<double>::infinity();
  for (int run = 0; run < runs; ++run) {
    std::array<Point, 8> corners;
    CGAL::oriented_bounding_box(points, corners, CGAL::parameters::use_convex_hull(false));
    const auto length = [&](std::size_t to) {
      return std::sqrt(CGAL::squared_distance(corners[0], corners[to]));
    };
    best = std::min(best, length(1) * length(3) * length(5));
  }
  return best;
}

/// Random frames, the best of them nudged at random in ever smaller turns. Shares no idea with the
/// search under test.
double best_of_random_search(const ConvexHull& hull, std::uint64_t seed) {
  shapes::Random random(seed);
  const auto volume = [&](const Mat3& frame) {
    return box_in_frame(frame, hull.points_mm).size().prod();
  };
  std::vector<std::pair<double, Mat3>> frames(1500);
  for (auto& [value, frame] : frames) {
    frame = shapes::rotation(random.uniform(0, 360), random.direction());
    value = volume(frame);
  }
  std::sort(frames.begin(), frames.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  frames.resize(24);
  double best = frames.front().first;
  for (auto& [value, frame] : frames) {
    for (double degrees = 10; degrees > 1e-4; degrees *= 0.96) {
      const Mat3 next = frame * shapes::rotation(degrees * random.uniform(), random.direction());
      if (const double other = volume(next); other < value) value = other, frame = next;
    }
    best = std::min(best, value);
  }
  return best;
}

TEST(TightBoxOracle, ShapesAreNeverAboveRandomSearchOrCgal) {
  shapes::Random random(1);
  for (int round = 0; round < 12; ++round) {
    const Vec3 size(1, random.uniform(0.05, 1), random.uniform(0.05, 1));
    TriMesh mesh = round % 2 == 0 ? shapes::torus(10, 4, 24, 12) : shapes::sphere(10, 400);
    mesh = shapes::transformed(shapes::with_noise(std::move(mesh), 0.8, 10 + round),
                               shapes::rotation(50, random.direction()) * size.asDiagonal());
    const ConvexHull hull = convex_hull(mesh.positions_mm);
    const double found = tight_box(hull).volume();
    EXPECT_LE(found, best_of_random_search(hull, 100 + round) * (1 + 1e-9)) << round;
    EXPECT_LE(found, best_of_cgal(hull, 5) * (1 + 1e-6)) << round;
  }
}

TEST(TightBoxOracle, FortyCorpusModelsAreWithinATenthOfAPercentOfTheBestKnown) {
  const auto shared = test::shared_dir();
  if (!shared) GTEST_SKIP() << test::kNoShared;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(*shared / "corpus"))
    if (entry.is_regular_file() && entry.path().extension() != ".csv")
      files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  constexpr std::size_t kModels = 40, kHullPointsMax = 1500;
  std::size_t compared = 0, better = 0;
  double worst = 0;
  for (std::size_t i = 0; i < files.size() && compared < kModels; i += 3) {
    auto bytes = load_file(files[i], ReadLimits{});
    if (!bytes) continue;
    auto model = read_model(*bytes, files[i].filename().string(), ReadLimits{});
    if (!model) continue;
    std::vector<Soup> soups;
    for (Part& part : model->parts) soups.push_back(std::move(part.soup));
    const TriMesh mesh = weld_exactly(std::move(soups)).mesh;
    const ConvexHull hull = convex_hull(mesh.positions_mm);
    if (hull.dimension != 3 || hull.points_mm.size() > kHullPointsMax) continue;
    const double found = tight_box(hull).volume();
    const double known = best_of_cgal(hull, 3);
    EXPECT_LE(found, known * 1.001) << "corpus file " << i;
    const Mat3 turn = shapes::rotation(40.0 + static_cast<double>(i), Vec3(1, 2, -1).normalized());
    const TriMesh turned = shapes::shuffled(shapes::transformed(mesh, turn), i);
    EXPECT_NEAR(tight_box(convex_hull(turned.positions_mm)).volume() / found, 1, 1e-9)
        << "corpus file " << i;
    worst = std::max(worst, found / known - 1);
    better += found < known * (1 - 1e-9) ? 1 : 0;
    ++compared;
  }
  std::printf("%zu models: at most %+.5f %% of CGAL's best of 3, smaller on %zu\n", compared,
              100 * worst, better);
  EXPECT_EQ(compared, kModels);
}

}  // namespace
}  // namespace pg
