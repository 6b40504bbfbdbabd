#include "geometry/feature/surface_kinds.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <array>
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

/// Sums for the quadric c0 + c1 x + c2 y + c3 x^2/2 + c4 x y + c5 y^2/2 of least squares.
class QuadricSums {
 public:
  void add(double x, double y, double height) {
    const double xx = x * x, xy = x * y, yy = y * y;
    const std::array<double, kMoments> powers = {1,      x,       y,       xx,      xy,
                                                 yy,     xx * x,  xx * y,  x * yy,  yy * y,
                                                 xx * xx, xx * xy, xx * yy, xy * yy, yy * yy};
    for (std::size_t k = 0; k < kMoments; ++k) moments_[k] += powers[k];
    for (std::size_t k = 0; k < kTerms; ++k) right_[k] += height * powers[k];
    heights_ += height * height;
  }

  /// The bends c3, c4, c5; `squares`: what is left of the heights.
  std::array<double, 3> solve(double& squares) const {
    const auto& m = moments_;
    // By powers of x and y, without the halves: these go into the answer.
    Eigen::Matrix<double, 6, 6> square;
    square << m[0], m[1], m[2], m[3], m[4], m[5],      //
        m[1], m[3], m[4], m[6], m[7], m[8],            //
        m[2], m[4], m[5], m[7], m[8], m[9],            //
        m[3], m[6], m[7], m[10], m[11], m[12],         //
        m[4], m[7], m[8], m[11], m[12], m[13],         //
        m[5], m[8], m[9], m[12], m[13], m[14];
    square.diagonal().array() += 1e-9 * m[0];
    const Eigen::Map<const Eigen::Matrix<double, 6, 1>> right(right_.data());
    const Eigen::Matrix<double, 6, 1> answer = square.ldlt().solve(right);
    squares = std::max(0.0, heights_ - answer.dot(right));
    return {2 * answer[3], answer[4], 2 * answer[5]};
  }

 private:
  static constexpr std::size_t kMoments = 15, kTerms = 6;
  std::array<double, kMoments> moments_{};
  std::array<double, kTerms> right_{};
  double heights_ = 0;
};

/// Height over the plane of the mean normal as a quadric of the place.
Kind kind_at(const std::vector<feature::SpreadPlace>& samples, const feature::PointGrid& grid,
             std::size_t place, double reach) {
  const feature::SpreadPlace& home = samples[place];
  std::vector<std::uint32_t> near;
  near.reserve(64);
  Vec3 normal = Vec3::Zero();
  grid.visit_near(home.at, [&](std::uint32_t j) {
    if ((samples[j].at - home.at).squaredNorm() > reach * reach ||
        samples[j].normal.dot(home.normal) < kSameWay)
      return;
    near.push_back(j);
    normal += samples[j].normal;
  });
  if (near.size() < kNeighboursMin) return Kind::kOther;
  normal.normalize();
  const auto [u, v] = feature::across(normal);
  QuadricSums sums;
  for (const std::uint32_t j : near) {
    const Vec3 offset = (samples[j].at - home.at) / reach;
    sums.add(offset.dot(u), offset.dot(v), offset.dot(normal));
  }
  double squares = 0;
  const auto [along, across, over] = sums.solve(squares);
  if (std::sqrt(squares / static_cast<double>(near.size())) > kStray) return Kind::kOther;
  const double mean = 0.5 * (along + over), apart = std::hypot(0.5 * (along - over), across);
  const double more = std::abs(mean) + apart, less = std::abs(std::abs(mean) - apart);
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
