#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "geometry/parallel.hpp"
#include "pipeline/classes/local_shape.hpp"

namespace pg {
namespace {

constexpr std::size_t kBendingSamples = 1536;
constexpr std::size_t kNeighbours = 20;
constexpr double kSameSide = 0.25;  // neighbours beyond 75 degrees belong to another wall
constexpr double kFlat = 0.35;      // curvedness times radius: a ball has 1
constexpr std::size_t kSampleChunk = 64;

constexpr std::size_t kPlaneSamples = 2048;
constexpr std::size_t kHypotheses = 256;
constexpr double kPlaneCosine = 0.995;    // 5.7 degrees
constexpr double kPlaneDistance = 0.008;  // of the radius
constexpr int kPlanes = 8;

struct Curvatures {
  bool known = false;
  double larger = 0;  // signed; positive: bulging outward
  double smaller = 0;
};

/// The shape operator that best explains the neighbours' normals (Rusinkiewicz 2004, over points).
Curvatures curvatures_at(const SurfaceSampling& sampling, std::size_t count, std::size_t i) {
  const std::vector<SamplePoint>& points = sampling.points;
  const SamplePoint& self = points[i];
  std::vector<std::pair<double, std::size_t>> near;
  // Mostly all are within half of the radius.
  for (const double share : {0.5, std::numeric_limits<double>::infinity()}) {
    const double reach = share * sampling.radius_mm;
    near.clear();
    for (std::size_t j = 0; j < count; ++j) {
      const double apart = (points[j].at - self.at).squaredNorm();
      if (apart < reach * reach && j != i && points[j].outward.dot(self.outward) > kSameSide)
        near.emplace_back(apart, j);
    }
    if (near.size() > kNeighbours) break;
  }
  if (near.size() < kNeighbours) return {};
  std::nth_element(near.begin(), near.begin() + kNeighbours, near.end());
  std::sort(near.begin(), near.begin() + kNeighbours);  // one order of summing

  Vec3 u = self.outward.unitOrthogonal();
  const Vec3 v = self.outward.cross(u);
  Mat3 normal_matrix = Mat3::Zero();
  Vec3 right = Vec3::Zero();
  for (std::size_t k = 0; k < kNeighbours; ++k) {
    const SamplePoint& other = points[near[k].second];
    const Vec3 step = other.at - self.at;
    const Vec3 turn = other.outward - self.outward;
    const double x = step.dot(u);
    const double y = step.dot(v);
    const Vec3 first(x, y, 0);
    const Vec3 second(0, x, y);
    normal_matrix += first * first.transpose() + second * second.transpose();
    right += turn.dot(u) * first + turn.dot(v) * second;
  }
  // A small ridge: neighbours on one line leave the other direction open.
  normal_matrix += 1e-3 * normal_matrix.trace() * Mat3::Identity();
  const Vec3 abc = normal_matrix.ldlt().solve(right);
  const double mean = 0.5 * (abc[0] + abc[2]);
  const double half = std::hypot(0.5 * (abc[0] - abc[2]), abc[1]);
  if (!std::isfinite(mean) || !std::isfinite(half)) return {};
  return {true, mean + half, mean - half};
}

}  // namespace

void add_bending_features(const SurfaceSampling& sampling, ShapeFeatures& features) {
  const std::size_t count = std::min(kBendingSamples, sampling.points.size());
  std::vector<Curvatures> all(count);
  for_each_index(
      count, [&](std::size_t i) { all[i] = curvatures_at(sampling, count, i); }, kSampleChunk);

  std::size_t known = 0;
  std::size_t flat = 0;
  std::size_t cap = 0;
  std::size_t ridge = 0;
  std::size_t saddle = 0;
  std::vector<double> curvedness;
  for (const Curvatures& k : all) {
    if (!k.known) continue;
    ++known;
    const double curved =
        std::sqrt(0.5 * (k.larger * k.larger + k.smaller * k.smaller)) * sampling.radius_mm;
    curvedness.push_back(curved);
    // 1 cap, 0.5 ridge, 0 saddle, -0.5 rut, -1 cup.
    const double index =
        2 / 3.14159265358979323846 * std::atan2(k.larger + k.smaller, k.larger - k.smaller);
    if (curved < kFlat) {
      ++flat;
    } else if (index > 0.75) {
      ++cap;
    } else if (index > 0.25) {
      ++ridge;
    } else if (index > -0.25) {
      ++saddle;
    }
  }
  if (known == 0) return;
  const auto share = [&](std::size_t part) {
    return static_cast<double>(part) / static_cast<double>(known);
  };
  features.flat_share = share(flat);
  features.cap_share = share(cap);
  features.ridge_share = share(ridge);
  features.saddle_share = share(saddle);
  features.hollow_share = share(known - flat - cap - ridge - saddle);
  features.bending = quantile(curvedness, 0.5);
}

void add_plane_features(const SurfaceSampling& sampling, ShapeFeatures& features) {
  const std::size_t count = std::min(kPlaneSamples, sampling.points.size());
  const std::size_t hypotheses = std::min(kHypotheses, count);
  const double near = kPlaneDistance * sampling.radius_mm;
  const auto in_plane = [&](std::size_t hypothesis, std::size_t i) {
    const SamplePoint& plane = sampling.points[hypothesis];
    const SamplePoint& point = sampling.points[i];
    return plane.outward.dot(point.outward) > kPlaneCosine &&
           std::abs(plane.outward.dot(point.at - plane.at)) < near;
  };
  std::vector<char> taken(count, 0);
  std::size_t total = 0;
  std::vector<std::size_t> votes(hypotheses);
  for (int plane = 0; plane < kPlanes; ++plane) {
    for_each_index(
        hypotheses,
        [&](std::size_t h) {
          votes[h] = 0;
          if (taken[h]) return;
          for (std::size_t i = 0; i < count; ++i)
            if (!taken[i] && in_plane(h, i)) ++votes[h];
        },
        kSampleChunk);
    const auto best =
        static_cast<std::size_t>(std::max_element(votes.begin(), votes.end()) - votes.begin());
    if (votes[best] * 100 < count) break;  // under 1 % of the area is no large plane
    total += votes[best];
    if (plane == 0)
      features.largest_plane_share = static_cast<double>(votes[best]) / static_cast<double>(count);
    for (std::size_t i = 0; i < count; ++i)
      if (!taken[i] && in_plane(best, i)) taken[i] = 1;
  }
  if (total == 0) features.largest_plane_share = 0.0;
  features.planar_share = static_cast<double>(total) / static_cast<double>(count);

  for_each_index(
      hypotheses,
      [&](std::size_t h) {
        votes[h] = 0;
        for (std::size_t i = 0; i < count; ++i)
          if (std::abs(sampling.points[h].outward.dot(sampling.points[i].outward)) > kPlaneCosine)
            ++votes[h];
      },
      kSampleChunk);
  features.common_axis_share = static_cast<double>(*std::max_element(votes.begin(), votes.end())) /
                               static_cast<double>(count);
}

}  // namespace pg
