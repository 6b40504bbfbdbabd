// The ball by trying every facet, and the search for it, against the same definition coded apart (a
// numerical search on each facet instead of the closed form, no tree), on the shared models. The
// first has to be equal; of the search the figures are printed.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <vector>

#include "geometry/mesh/weld.hpp"
#include "geometry/wall/ball_search.hpp"
#include "io/file.hpp"
#include "io/format.hpp"
#include "testdata/shapes.hpp"
#include "tests/support/paths.hpp"

namespace pg {
namespace {

using wall::BallSearch;
using wall::VertexFit;
using wall::WallMesh;

constexpr std::size_t kModels = 20;
constexpr int kVertices = 200;

/// Largest of a function on [0, 1] that rises, then falls.
template <class F>
double place_of_largest(const F& f) {
  const double golden = (std::sqrt(5.0) - 1) / 2;
  double low = 0, high = 1, a = 1 - golden, b = golden, fa = f(a), fb = f(b);
  for (int i = 0; i < 45; ++i) {
    if (fa < fb) {
      low = a;
      a = b;
      fa = fb;
      b = low + golden * (high - low);
      fb = f(b);
    } else {
      high = b;
      b = a;
      fb = fa;
      a = high - golden * (high - low);
      fa = f(a);
    }
  }
  return 0.5 * (low + high);
}

struct Candidate {
  double curvature = 0, score = 0;
};

/// A facet's corners relative to the vertex, and where on it the ball is smallest: tangent balls
/// are nested and cut a plane in discs, so their curvature has one peak along every line of it.
Candidate numeric_candidate(const BallSearch& search, VertexId v, std::uint32_t facet) {
  const WallMesh& mesh = search.wall();
  const VertexFit& own = search.fits()[v];
  std::array<Vec3, 3> corner;
  for (std::size_t i = 0; i < 3; ++i)
    corner[i] = mesh.positions_mm[mesh.facets[facet][i]] - mesh.positions_mm[v];
  const auto curvature = [&](const Vec3& d) { return 2 * own.normal.dot(d) / d.squaredNorm(); };
  const auto at = [&](double s, double t) -> Vec3 {
    return (1 - s) * corner[0] + s * ((1 - t) * corner[1] + t * corner[2]);
  };
  const auto best_t = [&](double s) {
    return place_of_largest([&](double t) { return curvature(at(s, t)); });
  };
  const double s = place_of_largest([&](double x) { return curvature(at(x, best_t(x))); });
  const double t = best_t(s);
  const std::array<double, 3> weight = {1 - s, s * (1 - t), s * t};
  const Vec3 flat = at(s, t);
  const Vec3 outward = (corner[1] - corner[0]).cross(corner[2] - corner[0]).normalized();
  Vec3 lifted = flat;
  double residual = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    const VertexFit& fit = search.shape(facet, i);
    residual += weight[i] * static_cast<double>(fit.residual_mm);
    if (fit.fitted && -fit.normal.dot(outward) >= std::cos(41 * M_PI / 180))
      lifted -= 0.5 * weight[i] * (flat - corner[i]).dot(fit.normal) * fit.normal;
  }
  const double length = lifted.norm(), cosine = own.normal.dot(lifted) / length;
  Candidate result{curvature(lifted), 0};
  result.score =
      result.curvature -
      (2 * static_cast<double>(own.height_error_mm) + 2 * 3 * residual) / (length * length) -
      2 * static_cast<double>(own.normal_error) * std::sqrt(std::max(0.0, 1 - cosine * cosine)) /
          length;
  return result;
}

/// No ball of curvature `least` tangent at v reaches the facet, even where it bulges.
bool out_of_reach(const BallSearch& search, VertexId v, std::uint32_t facet, double least) {
  const WallMesh& mesh = search.wall();
  const Triangle& corners = mesh.facets[facet];
  const Vec3& p = mesh.positions_mm[v];
  const Vec3 middle = (mesh.positions_mm[corners[0]] + mesh.positions_mm[corners[1]] +
                       mesh.positions_mm[corners[2]]) /
                          3 -
                      p;
  double radius = 0, bulge = 0;
  for (const VertexId a : corners) {
    radius = std::max(radius, (mesh.positions_mm[a] - p - middle).norm());
    for (std::size_t i = 0; i < 3; ++i) {
      const Vec3 from = mesh.positions_mm[a] - mesh.positions_mm[corners[i]];
      bulge = std::max(bulge, std::fabs(from.dot(search.shape(facet, i).normal)));
    }
  }
  radius += bulge;
  const double r = 1 / least;
  return (middle - r * search.fits()[v].normal).norm() > r + radius;
}

Candidate by_force(const BallSearch& search, VertexId v, double expected_score) {
  Candidate best;
  const wall::Contact own = search.own_curvature(v);
  if (own.found()) best = {own.curvature, own.score};
  const WallMesh& mesh = search.wall();
  for (std::uint32_t facet = 0; facet != mesh.facets.size(); ++facet) {
    const Triangle& corners = mesh.facets[facet];
    if (corners[0] == kNone || std::find(corners.begin(), corners.end(), v) != corners.end())
      continue;
    // What is under 0.98 of the search's answer is not the best, whoever is right.
    if (out_of_reach(search, v, facet, std::max(best.score, 0.98 * expected_score))) continue;
    const Candidate candidate = numeric_candidate(search, v, facet);
    if (candidate.score > std::max(best.score, search.least_curvature())) best = candidate;
  }
  return best;
}

std::vector<std::filesystem::path> corpus_models() {
  std::vector<std::filesystem::path> files;
  const auto shared = test::shared_dir();
  if (!shared) return files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(*shared / "corpus"))
    if (entry.is_regular_file() && has_known_suffix(entry.path().filename().string()) &&
        entry.file_size() < 1'500'000)
      files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

TEST(WallsOracle, EveryFacetTriedNumericallyGivesTheSameBall) {
  const auto files = corpus_models();
  if (files.size() < kModels) GTEST_SKIP() << test::kNoShared;
  std::size_t asked = 0, equal = 0, within_tolerance = 0;
  for (std::size_t i = 0; i < kModels; ++i) {
    const auto bytes = load_file(files[i * files.size() / kModels], {});
    ASSERT_TRUE(bytes);
    auto model = read_model(*bytes, files[i * files.size() / kModels].filename().string(), {});
    if (!model) continue;
    std::vector<Soup> soups;
    for (Part& part : model->parts) soups.push_back(std::move(part.soup));
    const Subject subject(weld_exactly(std::move(soups)).mesh);
    WallMesh mesh = wall::make_wall_mesh(subject);
    const BallSearch search(mesh);
    shapes::Random random(i);
    for (int k = 0; k < kVertices; ++k) {
      const auto v = static_cast<VertexId>(random.below(mesh.vertex_count()));
      if (search.fits()[v].kind != wall::VertexKind::kSmooth) continue;
      const wall::Contact found = search.search(v, {});
      const Candidate truth = by_force(search, v, found.score);
      ++asked;
      const wall::Contact exact = search.search_by_force(v);
      EXPECT_LE(std::fabs(exact.score - truth.score), 1e-6 * truth.score)
          << "model " << i << " vertex " << v << ": " << exact.score << ", numerically "
          << truth.score;
      // Where the ball osculates a clean surface, another candidate may win by less than the search's tolerance.
      const VertexFit& fit = search.fits()[v];
      const bool osculates = static_cast<double>(fit.curvature_max) > 0.9 * found.score &&
                             fit.curvature_error <= 0.03f * fit.curvature_max;
      if (std::fabs(found.curvature - truth.curvature) <= 1e-4 * truth.curvature)
        ++equal;
      else if (truth.score <= found.score * (osculates ? 1.0155 : 1.0001))
        ++within_tolerance;
      else
        fmt::print("model {} vertex {}: {} mm, by force {} mm (scores {} and {})\n", i, v,
                   2 / found.curvature, 2 / truth.curvature, found.score, truth.score);
    }
  }
  const std::size_t beyond = asked - equal - within_tolerance;
  fmt::print("{} vertices: {} equal to 1e-4, {} within the tolerance of the search, {} beyond\n",
             asked, equal, within_tolerance, beyond);
  EXPECT_GT(asked, 1000u);
  EXPECT_EQ(beyond, 0u);
  EXPECT_GT(static_cast<double>(equal), 0.99 * static_cast<double>(asked));
}

}  // namespace
}  // namespace pg
