#include "pipeline/classes/bending.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <numbers>

namespace pg {
namespace {

constexpr double kSameSide = 0.25;  // cosine: 75 degrees
/// A disc of this many times the area that neighbours take of an even surface.
constexpr double kGenerous = 2;

std::vector<Vec3> places_of(const SurfaceSampling& sampling, std::size_t count) {
  std::vector<Vec3> places(count);
  for (std::size_t i = 0; i < count; ++i) places[i] = sampling.points[i].at;
  return places;
}

double usual_reach_mm(const SurfaceSampling& sampling, std::size_t targets,
                      std::size_t neighbours) {
  const double area = kGenerous * static_cast<double>(neighbours) / static_cast<double>(targets) *
                      sampling.area_mm2;
  return std::min(std::sqrt(area / std::numbers::pi), 0.5 * sampling.radius_mm);
}

}  // namespace

Bending::Bending(const SurfaceSampling& sampling, const Scale& scale)
    : sampling_(sampling),
      scale_{std::min(scale.targets, sampling.points.size()), scale.neighbours, scale.reach},
      usual_mm_(std::min(usual_reach_mm(sampling, scale_.targets, scale_.neighbours),
                         scale_.reach * sampling.radius_mm)),
      grid_(places_of(sampling, scale_.targets), Vec3::Zero(), usual_mm_) {}

std::vector<Bending::Near> Bending::neighbours_of(std::size_t sample) const {
  const std::vector<SamplePoint>& points = sampling_.points;
  const SamplePoint& self = points[sample];
  std::vector<Near> near;
  const auto take = [&](std::size_t i, double reach_mm) {
    const double apart = (points[i].at - self.at).squaredNorm();
    if (apart < reach_mm * reach_mm && i != sample &&
        points[i].outward.dot(self.outward) > kSameSide)
      near.emplace_back(apart, i);
  };
  grid_.visit_near(self.at, [&](std::uint32_t i) { take(i, usual_mm_); });
  if (near.size() < scale_.neighbours) {
    near.clear();
    for (std::size_t i = 0; i < scale_.targets; ++i) take(i, scale_.reach * sampling_.radius_mm);
  }
  if (near.size() < scale_.neighbours) return {};
  const auto last = near.begin() + static_cast<std::ptrdiff_t>(scale_.neighbours);
  std::partial_sort(near.begin(), last, near.end());
  near.erase(last, near.end());
  return near;
}

Bend Bending::at(std::size_t sample) const {
  const std::vector<SamplePoint>& points = sampling_.points;
  const SamplePoint& self = points[sample];
  const std::vector<Near> neighbours = neighbours_of(sample);
  if (neighbours.empty()) return {};
  const Vec3 u = self.outward.unitOrthogonal();
  const Vec3 v = self.outward.cross(u);
  Mat3 normal_matrix = Mat3::Zero();
  Vec3 right = Vec3::Zero();
  double turning = 0;
  for (const Near& neighbour : neighbours) {
    const SamplePoint& other = points[neighbour.second];
    const Vec3 step = (other.at - self.at) / sampling_.radius_mm;
    const Vec3 turn = other.outward - self.outward;
    const Vec3 first(step.dot(u), step.dot(v), 0);
    const Vec3 second(0, step.dot(u), step.dot(v));
    normal_matrix += first * first.transpose() + second * second.transpose();
    right += turn.dot(u) * first + turn.dot(v) * second;
    turning += turn.dot(u) * turn.dot(u) + turn.dot(v) * turn.dot(v);
  }
  // A small ridge: neighbours on one line leave the other direction open.
  normal_matrix += 1e-3 * normal_matrix.trace() * Mat3::Identity();
  const Vec3 abc = normal_matrix.ldlt().solve(right);
  const double mean = 0.5 * (abc[0] + abc[2]);
  const double half = std::hypot(0.5 * (abc[0] - abc[2]), abc[1]);
  if (!std::isfinite(mean) || !std::isfinite(half)) return {};
  const double left = std::max(0.0, turning - right.dot(abc));
  return {true, mean + half, mean - half, std::sqrt(left / static_cast<double>(neighbours.size()))};
}

}  // namespace pg
