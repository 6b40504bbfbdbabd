#include <Eigen/Eigenvalues>
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "geometry/parallel.hpp"
#include "geometry/spatial/spatial.hpp"
#include "pipeline/classes/local_shape.hpp"

namespace pg {
namespace {

constexpr std::size_t kThicknessSamples = 2048;
constexpr std::size_t kLocalSamples = 384;
constexpr int kAxes = 16;               // directions come in opposite pairs
constexpr double kReach = 4.0;          // rays count up to this many times the half thickness
constexpr double kTubeRatio = 0.72;     // a straight tube seen to kReach: 0.56; a ball: 1
constexpr double kPlateRatio = 0.65;    // a wall seen to kReach: 0.50; a tube or a ball: 1
constexpr double kAntiparallel = -0.9;  // 26 degrees from facing squarely
constexpr std::size_t kRayChunk = 16;
/// Rays start this share of the radius off the surface, so as not to meet their own facet.
constexpr double kStart = 2e-4;

enum class Place : std::uint8_t { kUnseen, kTube, kPlate, kLump };

struct Hit {
  double distance = 0;  // 0: nothing met
  FaceId face = kNone;
};

struct Local {
  Place inside = Place::kUnseen;
  Place outside = Place::kUnseen;
  double tube_diameter = 0;
};

/// Ray casts in the frame of the sampling.
class Caster {
 public:
  Caster(const Subject& subject, const SurfaceSampling& sampling)
      : spatial_(spatial_of(subject)),
        centre_(sampling.centre),
        start_(kStart * sampling.radius_mm) {}

  [[nodiscard]] Hit cast(const Vec3& from, const Vec3& direction,
                         double reach = std::numeric_limits<double>::infinity()) const {
    const auto hit = spatial_.first_hit(centre_ + from, direction, start_, reach);
    if (!hit) return {};
    return {hit->distance, hit->face};
  }

 private:
  const Spatial& spatial_;
  Vec3 centre_;
  double start_;
};

/// What the free space around a point looks like, out to kReach times `half`.
Place place_at(const Caster& caster, const Vec3& middle, double half, const Mat3& frame,
               const std::array<Vec3, kAxes>& directions, double& diameter) {
  const double reach = kReach * half;
  Mat3 moment = Mat3::Zero();
  for (const Vec3& local : directions) {
    for (const double sign : {1.0, -1.0}) {
      const Vec3 direction = sign * (frame * local);
      const Hit hit = caster.cast(middle, direction, reach);
      const double length = hit.face == kNone ? reach : hit.distance;
      moment += length * length * direction * direction.transpose();
    }
  }
  moment /= 2.0 * kAxes;
  const Eigen::SelfAdjointEigenSolver<Mat3> solver(moment, Eigen::EigenvaluesOnly);
  const Vec3 spread = solver.eigenvalues().cwiseMax(0.0).cwiseSqrt();  // increasing
  if (!(spread[2] > 0)) return Place::kUnseen;
  if (spread[0] < kPlateRatio * spread[1]) return Place::kPlate;
  if (spread[1] < kTubeRatio * spread[2]) {
    diameter = 2 * std::hypot(spread[0], spread[1]);
    return Place::kTube;
  }
  return Place::kLump;
}

}  // namespace

double quantile(std::vector<double>& values, double share) {
  std::sort(values.begin(), values.end());
  const double at = share * static_cast<double>(values.size() - 1);
  const auto low = static_cast<std::size_t>(at);
  const std::size_t high = std::min(low + 1, values.size() - 1);
  return values[low] + (at - static_cast<double>(low)) * (values[high] - values[low]);
}

void add_ray_features(const Subject& subject, const SurfaceSampling& sampling,
                      ShapeFeatures& features) {
  const Caster caster(subject, sampling);
  const TriMesh& mesh = subject.mesh();
  const std::size_t count = std::min(kThicknessSamples, sampling.points.size());
  std::vector<Hit> inward(count);
  std::vector<Hit> outward(count);
  for_each_index(
      count,
      [&](std::size_t i) {
        const SamplePoint& point = sampling.points[i];
        inward[i] = caster.cast(point.at, -point.outward);
        outward[i] = caster.cast(point.at, point.outward);
      },
      kRayChunk);

  std::vector<double> walls;
  std::size_t parallel = 0;
  std::size_t facing = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (outward[i].face != kNone) ++facing;
    if (inward[i].face == kNone) continue;
    walls.push_back(inward[i].distance);
    // The sign of the other facet is not asked: it may be wound either way.
    const double cosine =
        mesh.face_cross(inward[i].face).normalized().dot(sampling.points[i].outward);
    if (std::abs(cosine) > -kAntiparallel) ++parallel;
  }
  const auto all = static_cast<double>(count);
  features.parallel_share = static_cast<double>(parallel) / all;
  features.facing_share = static_cast<double>(facing) / all;
  if (!walls.empty()) {
    features.wall_mm = quantile(walls, 0.5);
    features.wall_to_radius = *features.wall_mm / sampling.radius_mm;
    features.wall_spread = quantile(walls, 0.9) / quantile(walls, 0.1);
  }

  const std::array<Vec3, kAxes> directions = half_sphere<kAxes>();
  const std::size_t local_count = std::min(kLocalSamples, count);
  std::vector<Local> locals(local_count);
  for_each_index(
      local_count,
      [&](std::size_t i) {
        const SamplePoint& point = sampling.points[i];
        const Mat3 frame = frame_at(point.outward, sampling.axes);
        Local& local = locals[i];
        for (const bool inside : {true, false}) {
          const Hit& hit = inside ? inward[i] : outward[i];
          if (hit.face == kNone) continue;
          const double half = 0.5 * hit.distance;
          const Vec3 middle = point.at + (inside ? -half : half) * point.outward;
          double diameter = 0;
          const Place place = place_at(caster, middle, half, frame, directions, diameter);
          (inside ? local.inside : local.outside) = place;
          if (place == Place::kTube) local.tube_diameter = std::max(local.tube_diameter, diameter);
        }
      },
      kRayChunk);

  std::vector<double> diameters;
  std::size_t plates = 0;
  std::size_t lumps = 0;
  for (const Local& local : locals) {
    if (local.tube_diameter > 0) diameters.push_back(local.tube_diameter);
    if (local.inside == Place::kPlate) ++plates;
    if (local.inside == Place::kLump) ++lumps;
  }
  const auto places = static_cast<double>(local_count);
  features.tube_share = static_cast<double>(diameters.size()) / places;
  features.plate_share = static_cast<double>(plates) / places;
  features.lump_share = static_cast<double>(lumps) / places;
  if (diameters.size() * 20 < local_count) return;  // under 5 %: no typical tube
  features.tube_diameter_mm = quantile(diameters, 0.5);
  features.tube_spread = quantile(diameters, 0.9) / quantile(diameters, 0.1);
  features.tube_to_radius = *features.tube_diameter_mm / sampling.radius_mm;
  features.tube_length_mm =
      *features.tube_share * sampling.area_mm2 / (std::numbers::pi * *features.tube_diameter_mm);
}

}  // namespace pg
