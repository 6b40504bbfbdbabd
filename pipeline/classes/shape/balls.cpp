// The largest ball that touches the surface at a sample and stays on one side of it (shrinking
// balls: Ma, Bae, Choi 2012), against the true surface; and how the centres lie.

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <array>

#include "geometry/parallel.hpp"
#include "geometry/spatial/spatial.hpp"
#include "pipeline/classes/local_shape.hpp"
#include "pipeline/classes/shape/blocks.hpp"

namespace pg {
namespace {

constexpr std::size_t kAsked = 384;
constexpr double kStart = 2e-4;   // of the radius of the shape: rays begin off their own facet
constexpr double kLargest = 1.0;  // radius of the first ball, of that of the shape
constexpr int kShrinkings = 12;
/// A ball is done when shrinking changes it by less, or when nothing reaches into it by half of
/// that.
constexpr double kClose = 0.08;
constexpr std::size_t kFewest = 6;  // centres for a local frame

struct Ball {
  double radius = 0;  // over that of the shape; kLargest: nothing near
  Vec3 centre = Vec3::Zero();
};

/// `side` is 1 outside, -1 inside.
Ball ball_at(const Spatial& spatial, const SurfaceSampling& sampling, const SamplePoint& point,
             double side) {
  const Vec3 at = sampling.centre + point.at;
  const Vec3 along = side * point.outward;
  double radius = kLargest * sampling.radius_mm;
  // What a ray meets bounds the ball, and a ray costs less than a nearest point.
  if (const auto hit = spatial.first_hit(at, along, kStart * sampling.radius_mm, 2 * radius))
    radius = 0.5 * hit->distance;
  for (int i = 0; i < kShrinkings; ++i) {
    const Vec3 centre = at + radius * along;
    const SurfacePoint nearest = spatial.closest_point(centre, radius * (1 - 0.5 * kClose));
    if (nearest.face == kNone) break;
    // The ball through the point with that tangent plane and through the nearest place.
    const Vec3 to = nearest.point - at;
    const double across = 2 * to.dot(along);
    if (!(across > 0)) break;
    const double smaller = to.squaredNorm() / across;
    if (!(smaller < radius * (1 - kClose))) break;
    radius = smaller;
  }
  return {radius / sampling.radius_mm, (point.at + radius * along) / sampling.radius_mm};
}

/// Shares of samples whose neighbouring centres lie along a line, in a sheet, or neither.
struct Arrangement {
  double line = 0;
  double sheet = 0;
};

Arrangement arrangement_of(const std::vector<Ball>& balls) {
  std::vector<int> kind(balls.size(), 0);
  for_each_index(
      balls.size(),
      [&](std::size_t i) {
        const double reach = 2.0 * balls[i].radius;
        Vec3 mean = Vec3::Zero();
        Mat3 second = Mat3::Zero();
        std::size_t count = 0;
        for (const Ball& other : balls) {
          const Vec3 step = other.centre - balls[i].centre;
          if (step.squaredNorm() > reach * reach) continue;
          ++count;
          mean += step;
          second += step * step.transpose();
        }
        if (count < kFewest) return;
        mean /= static_cast<double>(count);
        const Mat3 covariance = second / static_cast<double>(count) - mean * mean.transpose();
        const Vec3 spread = Eigen::SelfAdjointEigenSolver<Mat3>(covariance, Eigen::EigenvaluesOnly)
                                .eigenvalues()
                                .cwiseMax(0.0)
                                .cwiseSqrt();
        if (!(spread[2] > 0)) return;
        if (spread[1] < 0.5 * spread[2]) {
          kind[i] = 1;
        } else if (spread[0] < 0.4 * spread[1]) {
          kind[i] = 2;
        }
      },
      64);
  Arrangement found;
  for (const int k : kind) {
    if (k == 1) found.line += 1.0 / static_cast<double>(balls.size());
    if (k == 2) found.sheet += 1.0 / static_cast<double>(balls.size());
  }
  return found;
}

}  // namespace

void add_ball_numbers(const Subject& subject, const SurfaceSampling& sampling,
                      ShapeNumbers& numbers) {
  const Spatial& spatial = spatial_of(subject);
  const std::size_t asked = std::min(kAsked, sampling.points.size());
  std::vector<Ball> inside(asked);
  std::vector<Ball> outside(asked);
  for_each_index(
      asked,
      [&](std::size_t i) {
        inside[i] = ball_at(spatial, sampling, sampling.points[i], -1);
        outside[i] = ball_at(spatial, sampling, sampling.points[i], 1);
      },
      16);
  std::vector<double> radii;
  double sum = 0;
  double squares = 0;
  for (const Ball& ball : inside) {
    radii.push_back(ball.radius);
    sum += ball.radius;
    squares += ball.radius * ball.radius;
  }
  const double mean = sum / static_cast<double>(asked);
  const double variance = squares / static_cast<double>(asked) - mean * mean;
  numbers.add("ball_spread", std::sqrt(std::max(0.0, variance)) / mean);
  for (const int percent : {5, 10, 25, 50, 75, 90, 95})
    numbers.add("ball_" + std::to_string(percent), log_of(quantile(radii, 0.01 * percent)));
  const Arrangement arrangement = arrangement_of(inside);
  numbers.add("ball_line", arrangement.line);
  numbers.add("ball_sheet", arrangement.sheet);

  std::vector<double> hollows;
  for (const Ball& ball : outside) hollows.push_back(ball.radius);
  for (const int percent : {5, 10, 25, 50, 75})
    numbers.add("hollow_" + std::to_string(percent), log_of(quantile(hollows, 0.01 * percent)));
}

}  // namespace pg
