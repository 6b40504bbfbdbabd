// Thickness, gaps and openness by rays (shape diameter: Shapira, Shamir, Cohen-Or 2008).

#include <algorithm>
#include <array>
#include <numbers>

#include "geometry/parallel.hpp"
#include "geometry/spatial/spatial.hpp"
#include "pipeline/classes/local_shape.hpp"
#include "pipeline/classes/shape/blocks.hpp"

namespace pg {
namespace {

constexpr std::size_t kStraight = 1024;  // samples with one ray each way
constexpr std::size_t kCones = 384;      // samples with a cone of rays each way
constexpr std::size_t kConeRays = 16;
constexpr double kStart = 2e-4;  // of the radius: so as not to meet the own facet
constexpr std::size_t kRayChunk = 16;

struct Straight {
  double inward = -1;  // over the radius; negative: nothing met
  double outward = -1;
  double cosine = 0;  // of the normals at both ends, inward
};

struct Cone {
  double open = 0;     // share of outward rays that meet nothing
  double leaking = 0;  // share of inward rays that meet nothing
  double across = -1;  // median of the inward rays within 60 degrees; over the radius
};

void add_quantiles(const std::string& name, std::vector<double>& values,
                   std::initializer_list<int> percents, ShapeNumbers& numbers) {
  for (const int percent : percents)
    numbers.add(name + std::to_string(percent),
                values.empty() ? std::nan("") : log_of(quantile(values, 0.01 * percent)));
}

double mean_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return values.empty() ? std::nan("") : sum / static_cast<double>(values.size());
}

double deviation_of(const std::vector<double>& values) {
  const double mean = mean_of(values);
  double sum = 0;
  for (const double value : values) sum += (value - mean) * (value - mean);
  return values.empty() ? std::nan("") : std::sqrt(sum / static_cast<double>(values.size()));
}

class Rays {
 public:
  Rays(const Subject& subject, const SurfaceSampling& sampling)
      : spatial_(spatial_of(subject)), mesh_(subject.mesh()), sampling_(sampling) {}

  [[nodiscard]] std::optional<SurfaceHit> from(const SamplePoint& point, const Vec3& to) const {
    return spatial_.first_hit(sampling_.centre + point.at, to, kStart * sampling_.radius_mm);
  }
  [[nodiscard]] Straight straight(const SamplePoint& point) const {
    Straight found;
    if (const auto hit = from(point, -point.outward)) {
      found.inward = hit->distance / sampling_.radius_mm;
      found.cosine = std::abs(mesh_.face_cross(hit->face).normalized().dot(point.outward));
    }
    if (const auto hit = from(point, point.outward))
      found.outward = hit->distance / sampling_.radius_mm;
    return found;
  }
  [[nodiscard]] Cone cone(const SamplePoint& point,
                          const std::array<Vec3, kConeRays>& directions) const {
    Cone found;
    const Mat3 frame = frame_at(point.outward, sampling_.axes);
    std::vector<double> lengths;
    for (const Vec3& local : directions) {
      const Vec3 direction = frame * local;
      if (!from(point, direction)) found.open += 1.0 / kConeRays;
      const auto hit = from(point, -direction);
      if (!hit) {
        found.leaking += 1.0 / kConeRays;
      } else if (local.z() > 0.5) {
        lengths.push_back(hit->distance / sampling_.radius_mm);
      }
    }
    if (!lengths.empty()) found.across = quantile(lengths, 0.5);
    return found;
  }

 private:
  const Spatial& spatial_;
  const TriMesh& mesh_;
  const SurfaceSampling& sampling_;
};

void add_straight(const std::vector<Straight>& all, ShapeNumbers& numbers) {
  std::vector<double> walls;
  std::vector<double> gaps;
  double facing = 0;
  double parallel = 0;
  for (const Straight& one : all) {
    if (one.outward >= 0) gaps.push_back(one.outward);
    if (one.inward < 0) continue;
    walls.push_back(one.inward);
    if (one.cosine > 0.9) ++facing;
    if (one.cosine > 0.985) ++parallel;
  }
  const auto count = static_cast<double>(all.size());
  numbers.add("wall_missing", 1 - static_cast<double>(walls.size()) / count);
  numbers.add("wall_facing", facing / count);
  numbers.add("wall_parallel", parallel / count);
  numbers.add("gap_share", static_cast<double>(gaps.size()) / count);
  add_quantiles("wall_", walls, {5, 10, 25, 50, 75, 90, 95}, numbers);
  add_quantiles("gap_", gaps, {10, 50, 90}, numbers);
}

void add_cones(const std::vector<Cone>& all, ShapeNumbers& numbers) {
  std::vector<double> open;
  std::vector<double> across;
  double hidden = 0;
  double leaking = 0;
  for (const Cone& one : all) {
    open.push_back(one.open);
    leaking += one.leaking;
    if (one.open == 0) ++hidden;
    if (one.across >= 0) across.push_back(one.across);
  }
  const auto count = static_cast<double>(all.size());
  numbers.add("open_mean", mean_of(open));
  numbers.add("open_spread", deviation_of(open));
  numbers.add("hidden_share", hidden / count);
  numbers.add("leaking", leaking / count);
  numbers.add("across_spread", deviation_of(across) / std::max(mean_of(across), 1e-4));
  add_quantiles("across_", across, {10, 50, 90}, numbers);
}

}  // namespace

void add_ray_numbers(const Subject& subject, const SurfaceSampling& sampling,
                     ShapeNumbers& numbers) {
  const Rays rays(subject, sampling);
  std::vector<Straight> straight(std::min(kStraight, sampling.points.size()));
  for_each_index(
      straight.size(), [&](std::size_t i) { straight[i] = rays.straight(sampling.points[i]); },
      kRayChunk);
  add_straight(straight, numbers);
  const std::array<Vec3, kConeRays> directions = half_sphere<kConeRays>();
  std::vector<Cone> cones(std::min(kCones, sampling.points.size()));
  for_each_index(
      cones.size(), [&](std::size_t i) { cones[i] = rays.cone(sampling.points[i], directions); },
      kRayChunk);
  add_cones(cones, numbers);
}

}  // namespace pg
