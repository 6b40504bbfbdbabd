// Curvature at three scales: the shape operator that best explains the normals of the neighbours
// (Rusinkiewicz 2004, over points), its shape index and curvedness (Koenderink, van Doorn 1992).

#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <numbers>

#include "geometry/parallel.hpp"
#include "pipeline/classes/local_shape.hpp"
#include "pipeline/classes/shape/blocks.hpp"

namespace pg {
namespace {

constexpr std::size_t kAsked = 512;
constexpr double kSameSide = 0.25;  // neighbours beyond 75 degrees belong to another wall
constexpr double kFlat = 0.3;       // curvedness times radius
constexpr std::size_t kIndexBins = 5;

struct Scale {
  const char* name;
  std::size_t targets;
  std::size_t neighbours;
  double reach;  // over the radius of the shape; fewer neighbours within it: not known
};
// Patches of about 0.4, 2 and 6 % of the surface.
constexpr Scale kScales[] = {
    {"fine", 4096, 16, 0.7}, {"middle", 1024, 20, 1.2}, {"coarse", 320, 20, 4.0}};

constexpr Scale kOutsideScales[] = {{"middle", 1024, 20, 1.2}, {"coarse", 320, 20, 4.0}};

struct Bend {
  bool known = false;
  double larger = 0;  // times the radius; positive: bulging outward
  double smaller = 0;
  double rough = 0;  // what the operator leaves unexplained of the turning of normals
};

Bend bend_at(const SurfaceSampling& sampling, std::size_t i, const Scale& scale) {
  const std::vector<SamplePoint>& points = sampling.points;
  const SamplePoint& self = points[i];
  const std::size_t targets = std::min(scale.targets, points.size());
  // What is farther than a generous patch is not looked at twice; mostly a third of it will do.
  std::vector<std::pair<double, std::size_t>> near;
  for (const double share : {0.34, 1.0}) {
    const double reach = share * scale.reach * sampling.radius_mm;
    near.clear();
    for (std::size_t j = 0; j < targets; ++j) {
      const double apart = (points[j].at - self.at).squaredNorm();
      if (apart < reach * reach && j != i && points[j].outward.dot(self.outward) > kSameSide)
        near.emplace_back(apart, j);
    }
    // One more than are taken, so that the farthest of them is the farthest within either reach.
    if (near.size() > scale.neighbours) break;
  }
  if (near.size() < scale.neighbours) return {};
  const auto last = near.begin() + static_cast<std::ptrdiff_t>(scale.neighbours);
  std::nth_element(near.begin(), last, near.end());
  std::sort(near.begin(), last);  // one order of summing

  const Vec3 u = self.outward.unitOrthogonal();
  const Vec3 v = self.outward.cross(u);
  Mat3 normal_matrix = Mat3::Zero();
  Vec3 right = Vec3::Zero();
  double turning = 0;
  for (auto it = near.begin(); it != last; ++it) {
    const SamplePoint& other = points[it->second];
    const Vec3 step = (other.at - self.at) / sampling.radius_mm;
    const Vec3 turn = other.outward - self.outward;
    const Vec3 first(step.dot(u), step.dot(v), 0);
    const Vec3 second(0, step.dot(u), step.dot(v));
    normal_matrix += first * first.transpose() + second * second.transpose();
    right += turn.dot(u) * first + turn.dot(v) * second;
    turning += turn.dot(u) * turn.dot(u) + turn.dot(v) * turn.dot(v);
  }
  normal_matrix += 1e-3 * normal_matrix.trace() * Mat3::Identity();
  const Vec3 abc = normal_matrix.ldlt().solve(right);
  const double mean = 0.5 * (abc[0] + abc[2]);
  const double half = std::hypot(0.5 * (abc[0] - abc[2]), abc[1]);
  if (!std::isfinite(mean) || !std::isfinite(half)) return {};
  const double left = std::max(0.0, turning - right.dot(abc));
  return {true, mean + half, mean - half, std::sqrt(left / static_cast<double>(scale.neighbours))};
}

void add_scale(const SurfaceSampling& sampling, const std::string& prefix, const Scale& scale,
               ShapeNumbers& numbers) {
  const std::size_t asked = std::min(kAsked, sampling.points.size());
  std::vector<Bend> all(asked);
  for_each_index(
      asked, [&](std::size_t i) { all[i] = bend_at(sampling, i, scale); }, 16);
  std::array<double, kIndexBins> bins{};
  std::vector<double> curvedness;
  double flat = 0;
  double cylinder = 0;
  double rough = 0;
  double mean_sum = 0;
  for (const Bend& bend : all) {
    if (!bend.known) continue;
    const double curved =
        std::sqrt(0.5 * (bend.larger * bend.larger + bend.smaller * bend.smaller));
    curvedness.push_back(curved);
    rough += bend.rough;
    mean_sum += std::clamp(0.5 * (bend.larger + bend.smaller), -10.0, 10.0);
    const double a = std::abs(bend.larger);
    const double b = std::abs(bend.smaller);
    if (curved < kFlat) {
      ++flat;
      continue;
    }
    if (std::min(a, b) < 0.25 * std::max(a, b)) ++cylinder;
    // 1 cap, 0.5 ridge, 0 saddle, -0.5 rut, -1 cup.
    const double index =
        2 / std::numbers::pi * std::atan2(bend.larger + bend.smaller, bend.larger - bend.smaller);
    ++bins[static_cast<std::size_t>(std::clamp((index + 1) * 2 + 0.5, 0.0, 4.0))];
  }
  const std::string name = prefix + scale.name + "_";
  const double count = std::max(1.0, static_cast<double>(curvedness.size()));
  static constexpr const char* kBinNames[kIndexBins] = {"cup", "rut", "saddle", "ridge", "cap"};
  for (std::size_t bin = 0; bin < kIndexBins; ++bin)
    numbers.add(name + kBinNames[bin], bins[bin] / count);
  numbers.add(name + "flat", flat / count);
  numbers.add(name + "cylinder", cylinder / count);
  numbers.add(name + "rough", log_of(rough / count));
  numbers.add(name + "mean", mean_sum / count);
  for (const int percent : {10, 50, 90})
    numbers.add(name + std::to_string(percent),
                curvedness.empty() ? std::nan("") : log_of(quantile(curvedness, 0.01 * percent)));
}

}  // namespace

void add_curvature_numbers(const SurfaceSampling& sampling, ShapeNumbers& numbers) {
  for (const Scale& scale : kScales) add_scale(sampling, "bend_", scale, numbers);
}

void add_outside_curvature_numbers(const SurfaceSampling& outside, ShapeNumbers& numbers) {
  // Below a few cells the grid's own steps are seen.
  for (const Scale& scale : kOutsideScales) add_scale(outside, "outside_", scale, numbers);
}

}  // namespace pg
