#include "geometry/feature/surface_kinds.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <vector>

#include "geometry/feature/air.hpp"
#include "geometry/feature/point_grid.hpp"
#include "geometry/feature/spread_places.hpp"
#include "geometry/parallel.hpp"

namespace pg {
namespace {

constexpr double kPlaces = 6000;
constexpr double kReach = 0.04;     // of the root of the area: 30 places within it
constexpr double kSameWay = 0.766;  // cosine of 40 degrees
constexpr std::size_t kNeighboursMin = 9;
constexpr double kFlatBend = 0.035;  // radians over the reach: 2 degrees
constexpr double kRoundBend = 0.06;  // and this much at least the other way on a cylinder
constexpr double kOneWay = 0.15;     // of the larger bend
constexpr double kStray = 0.015;     // of the reach, root mean square

enum class Kind : std::uint8_t { kOther, kPlanar, kCylindrical };

/// Height over the plane of the mean normal as a quadric of the place.
Kind kind_at(const std::vector<feature::SpreadPlace>& samples, const feature::PointGrid& grid,
             std::size_t place, double reach) {
  const feature::SpreadPlace& home = samples[place];
  std::vector<std::uint32_t> near;
  Vec3 normal = Vec3::Zero();
  grid.visit_near(home.at, [&](std::uint32_t j) {
    if ((samples[j].at - home.at).squaredNorm() > reach * reach ||
        samples[j].normal.dot(home.normal) < kSameWay)
      return;
    near.push_back(j);
    normal += samples[j].normal;
  });
  if (near.size() < kNeighboursMin) return Kind::kOther;
  const auto [u, v] = feature::across(normal.normalized());
  using Vec6 = Eigen::Matrix<double, 6, 1>;
  Eigen::Matrix<double, 6, 6> square = Eigen::Matrix<double, 6, 6>::Zero();
  Vec6 right = Vec6::Zero();
  double heights = 0;
  const auto row_of = [&](std::uint32_t j, double& height) {
    const Vec3 offset = (samples[j].at - home.at) / reach;
    const double x = offset.dot(u), y = offset.dot(v);
    height = offset.dot(normal.normalized());
    Vec6 row;
    row << 1, x, y, 0.5 * x * x, x * y, 0.5 * y * y;
    return row;
  };
  for (const std::uint32_t j : near) {
    double height = 0;
    const Vec6 row = row_of(j, height);
    square += row * row.transpose();
    right += height * row;
    heights += height * height;
  }
  square += 1e-9 * static_cast<double>(near.size()) * Eigen::Matrix<double, 6, 6>::Identity();
  const Vec6 quadric = square.ldlt().solve(right);
  const double squares = std::max(0.0, heights - quadric.dot(right));
  if (std::sqrt(squares / static_cast<double>(near.size())) > kStray) return Kind::kOther;
  Eigen::Matrix2d bend;
  bend << quadric[3], quadric[4], quadric[4], quadric[5];
  const Eigen::SelfAdjointEigenSolver<Eigen::Matrix2d> solver(bend, Eigen::EigenvaluesOnly);
  const double a = std::abs(solver.eigenvalues()[0]), b = std::abs(solver.eigenvalues()[1]);
  const double more = std::max(a, b), less = std::min(a, b);
  if (more < kFlatBend) return Kind::kPlanar;
  return more > kRoundBend && less < kOneWay * more ? Kind::kCylindrical : Kind::kOther;
}

SurfaceKinds find_surface_kinds(const Subject& subject) {
  const TriMesh& mesh = subject.mesh();
  SurfaceKinds kinds;
  kinds.area_mm2 = ordered_sum(mesh.triangles.size(), 0.0, [&](std::size_t face) {
    return 0.5 * mesh.face_cross(static_cast<FaceId>(face)).norm();
  });
  if (!(kinds.area_mm2 > 0) || !std::isfinite(kinds.area_mm2)) return kinds;
  const feature::Air air(subject);
  const std::vector<feature::SpreadPlace> samples =
      feature::spread_places(air, kPlaces / kinds.area_mm2, [](const Vec3&) { return true; });
  if (samples.empty()) return kinds;
  const double reach = kReach * std::sqrt(kinds.area_mm2);
  std::vector<Vec3> places;
  for (const feature::SpreadPlace& sample : samples) places.push_back(sample.at);
  const feature::PointGrid grid(places, air.origin(), reach);
  std::vector<Kind> found(samples.size());
  for_each_index(
      samples.size(), [&](std::size_t i) { found[i] = kind_at(samples, grid, i, reach); }, 64);
  const auto share_of = [&](Kind kind) {
    return static_cast<double>(std::count(found.begin(), found.end(), kind)) /
           static_cast<double>(found.size());
  };
  kinds.planar_share = share_of(Kind::kPlanar);
  kinds.cylindrical_share = share_of(Kind::kCylindrical);
  return kinds;
}

}  // namespace

const SurfaceKinds& surface_kinds(const Subject& subject) {
  return subject.shared<SurfaceKinds>(find_surface_kinds);
}

}  // namespace pg
