#include <algorithm>
#include <cmath>

#include "geometry/parallel.hpp"
#include "pipeline/classes/bending.hpp"
#include "pipeline/classes/local_shape.hpp"

namespace pg {
namespace {

constexpr std::size_t kBendingSamples = 1536;
constexpr std::size_t kNeighbours = 20;
constexpr double kFlat = 0.35;  // curvedness times radius: a ball has 1
constexpr std::size_t kSampleChunk = 64;

constexpr std::size_t kPlaneSamples = 2048;
constexpr std::size_t kHypotheses = 256;
constexpr double kPlaneCosine = 0.995;    // 5.7 degrees
constexpr double kPlaneDistance = 0.008;  // of the radius
constexpr int kPlanes = 8;

}  // namespace

void add_bending_features(const SurfaceSampling& sampling, ShapeFeatures& features) {
  const std::size_t count = std::min(kBendingSamples, sampling.points.size());
  const Bending bending(sampling, {count, kNeighbours});
  std::vector<Bend> all(count);
  for_each_index(
      count, [&](std::size_t i) { all[i] = bending.at(i); }, kSampleChunk);

  std::size_t known = 0;
  std::size_t flat = 0;
  std::size_t cap = 0;
  std::size_t ridge = 0;
  std::size_t saddle = 0;
  std::vector<double> curvedness;
  for (const Bend& k : all) {
    if (!k.known) continue;
    ++known;
    const double curved = std::sqrt(0.5 * (k.larger * k.larger + k.smaller * k.smaller));
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
  std::vector<std::vector<std::uint32_t>> in_plane(hypotheses);
  std::vector<std::size_t> along_line(hypotheses, 0);
  for_each_index(
      hypotheses,
      [&](std::size_t h) {
        const SamplePoint& plane = sampling.points[h];
        for (std::size_t i = 0; i < count; ++i) {
          const SamplePoint& point = sampling.points[i];
          const double cosine = plane.outward.dot(point.outward);
          if (!(std::abs(cosine) > kPlaneCosine)) continue;
          ++along_line[h];
          if (cosine > 0 && std::abs(plane.outward.dot(point.at - plane.at)) < near)
            in_plane[h].push_back(static_cast<std::uint32_t>(i));
        }
      },
      kSampleChunk);
  const auto share = [&](std::size_t part) {
    return static_cast<double>(part) / static_cast<double>(count);
  };
  features.common_axis_share = share(*std::max_element(along_line.begin(), along_line.end()));

  std::vector<char> taken(count, 0);
  std::size_t total = 0;
  std::vector<std::size_t> votes(hypotheses);
  for (int plane = 0; plane < kPlanes; ++plane) {
    for (std::size_t h = 0; h < hypotheses; ++h)
      votes[h] =
          taken[h]
              ? 0
              : static_cast<std::size_t>(std::count_if(in_plane[h].begin(), in_plane[h].end(),
                                                       [&](std::uint32_t i) { return !taken[i]; }));
    const auto best =
        static_cast<std::size_t>(std::max_element(votes.begin(), votes.end()) - votes.begin());
    if (votes[best] * 100 < count) break;  // under 1 % of the area is no large plane
    total += votes[best];
    if (plane == 0) features.largest_plane_share = share(votes[best]);
    for (const std::uint32_t i : in_plane[best]) taken[i] = 1;
  }
  if (total == 0) features.largest_plane_share = 0.0;
  features.planar_share = share(total);
}

}  // namespace pg
