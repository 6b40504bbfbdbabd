// Proportions, mass, hull, distances of pairs (Osada et al. 2002), mirror planes.

#include <algorithm>
#include <array>
#include <functional>

#include "geometry/parallel.hpp"
#include "geometry/spatial/convex_hull.hpp"
#include "pipeline/classes/local_shape.hpp"
#include "pipeline/classes/shape/blocks.hpp"

namespace pg {
namespace {

constexpr std::size_t kHullSamples = 2048;
constexpr std::size_t kPairSteps = 4;  // pairs (i, i + an odd step) of all samples
constexpr std::size_t kMirrored = 400;
constexpr std::size_t kMirrorTargets = 1600;
constexpr double kStray = 0.005;
constexpr double kNear = 0.4;  // of the radius: pairs closer than this

void add_proportions(const SurfaceSampling& sampling, ShapeNumbers& numbers) {
  const std::size_t count = sampling.points.size();
  std::array<double, 3> extent{};
  std::array<double, 3> deviation{};
  std::array<double, 3> skew{};
  std::array<double, 3> kurtosis{};
  std::vector<double> along(count);
  for (std::size_t axis = 0; axis < 3; ++axis) {
    double mean = 0;
    for (std::size_t i = 0; i < count; ++i) {
      along[i] = sampling.axes.col(static_cast<Eigen::Index>(axis)).dot(sampling.points[i].at);
      mean += along[i];
    }
    mean /= static_cast<double>(count);
    double second = 0;
    double third = 0;
    double fourth = 0;
    for (const double x : along) {
      const double d = x - mean;
      second += d * d;
      third += d * d * d;
      fourth += d * d * d * d;
    }
    second /= static_cast<double>(count);
    deviation[axis] = std::sqrt(second);
    skew[axis] = std::abs(third) / static_cast<double>(count) / std::pow(second, 1.5);
    kurtosis[axis] = fourth / static_cast<double>(count) / (second * second);
    extent[axis] = quantile(along, 1 - kStray) - quantile(along, kStray);
  }
  numbers.add("deviation_2_1", log_of(deviation[1] / deviation[0]));
  numbers.add("deviation_3_2", log_of(deviation[2] / deviation[1]));
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const std::string which = std::to_string(axis + 1);
    numbers.add("extent_" + which, log_of(extent[axis] / sampling.radius_mm));
    numbers.add("skew_" + which, skew[axis]);
    numbers.add("kurtosis_" + which, log_of(kurtosis[axis]));
  }
}

void add_hull(const SurfaceSampling& sampling, ShapeNumbers& numbers) {
  std::vector<Vec3> points;
  for (std::size_t i = 0; i < std::min(kHullSamples, sampling.points.size()); ++i)
    points.push_back(sampling.points[i].at / sampling.radius_mm);
  const ConvexHull hull = convex_hull(points);
  double volume = 0;
  double area = 0;
  for (const auto& [a, b, c] : hull.faces) {
    const Vec3& p = hull.points_mm[a];
    const Vec3& q = hull.points_mm[b];
    const Vec3& r = hull.points_mm[c];
    volume += p.dot(q.cross(r)) / 6;
    area += 0.5 * (q - p).cross(r - p).norm();
  }
  const double cube = std::pow(sampling.radius_mm, 3);
  const double own_area = sampling.area_mm2 / (sampling.radius_mm * sampling.radius_mm);
  numbers.add("hull_volume", log_of(volume));
  numbers.add("volume_of_hull", std::min(1.5, sampling.volume_mm3 / cube / std::max(volume, 1e-4)));
  numbers.add("area", log_of(own_area));
  numbers.add("area_of_hull", log_of(own_area / std::max(area, 1e-4)));
  // 1 for a ball: 36 pi V^2 / A^3.
  numbers.add("hull_roundness",
              log_of(113.097 * volume * volume / std::max(area * area * area, 1e-6)));
}

void add_pairs(const SurfaceSampling& sampling, ShapeNumbers& numbers) {
  const std::size_t count = sampling.points.size();
  std::array<double, 8> from_centre{};
  for (const SamplePoint& point : sampling.points) {
    const double d = point.at.norm() / sampling.radius_mm;
    ++from_centre[static_cast<std::size_t>(std::clamp((d - 0.3) / 0.2, 0.0, 7.0))];
  }
  for (std::size_t bin = 0; bin < from_centre.size(); ++bin)
    numbers.add("centre_distance_" + std::to_string(bin),
                from_centre[bin] / static_cast<double>(count));

  std::array<double, 10> apart{};
  double near = 0;
  double near_facing = 0;
  double near_cosine = 0;
  double squared_cosine = 0;
  for (std::size_t step = 0; step < kPairSteps; ++step) {
    const std::size_t shift = 2 * step * step + 1;
    for (std::size_t i = 0; i < count; ++i) {
      const SamplePoint& p = sampling.points[i];
      const SamplePoint& q = sampling.points[(i + shift) % count];
      const double d = (p.at - q.at).norm() / sampling.radius_mm;
      const double cosine = p.outward.dot(q.outward);
      ++apart[static_cast<std::size_t>(std::min(d / 0.3, 9.0))];
      squared_cosine += cosine * cosine;
      if (d > kNear) continue;
      ++near;
      near_cosine += std::abs(cosine);
      if (cosine < -0.8) ++near_facing;
    }
  }
  const double pairs = static_cast<double>(count * kPairSteps);
  for (std::size_t bin = 0; bin < apart.size(); ++bin)
    numbers.add("pair_distance_" + std::to_string(bin), apart[bin] / pairs);
  numbers.add("near_pairs", log_of(near / pairs));
  numbers.add("near_facing", near_facing / std::max(near, 1.0));
  numbers.add("near_cosine", near_cosine / std::max(near, 1.0));
  numbers.add("squared_cosine", squared_cosine / pairs);
}

void add_mirrors(const SurfaceSampling& sampling, ShapeNumbers& numbers) {
  std::array<double, 3> apart = mirror_distances(sampling, kMirrored, kMirrorTargets);
  std::sort(apart.begin(), apart.end());
  numbers.add("mirror_best", log_of(apart[0]));
  numbers.add("mirror_middle", log_of(apart[1]));
  numbers.add("mirror_worst", log_of(apart[2]));
}

}  // namespace

void add_whole_numbers(const SurfaceSampling& sampling, ShapeNumbers& numbers) {
  add_proportions(sampling, numbers);
  add_hull(sampling, numbers);
  add_pairs(sampling, numbers);
  add_mirrors(sampling, numbers);
}

}  // namespace pg
