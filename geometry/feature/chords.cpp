#include "geometry/feature/chords.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "geometry/feature/point_grid.hpp"
#include "geometry/feature/spread_places.hpp"
#include "geometry/parallel.hpp"

namespace pg::feature {
namespace {

constexpr double kPerMm2 = 8;  // the wall of a hole of 1.5 mm in a 2 mm plate gets 75
constexpr double kFirstLookMin = 30'000;
constexpr double kSecondLookMax = 120'000;
constexpr double kCellMm = 2;
constexpr double kStartMm = 0.02;
constexpr double kShortestMm = 0.25;
constexpr double kSmoothMm = 0.5;
constexpr std::size_t kRays = 256;  // a chunk

/// Those of the samples that look across the air at a surface that roughly faces them, by place.
std::vector<SpreadPlace> facing(const Air& air, const std::vector<SpreadPlace>& samples) {
  std::vector<char> keep(samples.size(), 0);
  for_each_index(
      samples.size(),
      [&](std::size_t i) {
        const auto hit = air.look(samples[i].at, samples[i].normal, kStartMm, kChordMaxMm / 0.9);
        keep[i] = hit && hit->distance > kShortestMm && hit->normal.dot(samples[i].normal) < -0.3;
      },
      kRays);
  std::vector<SpreadPlace> kept;
  for (std::size_t i = 0; i < samples.size(); ++i)
    if (keep[i] != 0) kept.push_back(samples[i]);
  sort_by_place(air, kept);
  return kept;
}

/// Cells near a sample, for asking whether a place is worth a second look.
std::unordered_set<std::uint64_t> cells_about(const Air& air,
                                              const std::vector<SpreadPlace>& samples) {
  std::unordered_set<std::uint64_t> cells;
  for (const SpreadPlace& sample : samples)
    for (int x = -1; x <= 1; ++x)
      for (int y = -1; y <= 1; ++y)
        for (int z = -1; z <= 1; ++z)
          cells.insert(cell_of(sample.at - air.origin() + kCellMm * Vec3(x, y, z), kCellMm));
  return cells;
}

double area_of(const TriMesh& mesh) {
  return ordered_sum(mesh.triangles.size(), 0.0, [&](std::size_t face) {
    return 0.5 * mesh.face_cross(static_cast<FaceId>(face)).norm();
  });
}

/// Samples that face a surface, dense enough to vote with, and their density.
std::pair<std::vector<SpreadPlace>, double> samples_across_air(const Air& air) {
  const double area = area_of(air.mesh());
  if (!(area > 0) || !std::isfinite(area)) return {{}, 0};
  const auto everywhere = [](const Vec3&) { return true; };
  const double looks =
      std::max(kFirstLookMin, 0.5 * static_cast<double>(air.mesh().triangles.size()));
  const double thin = std::min(kPerMm2, looks / area);
  const std::vector<SpreadPlace> first = spread_places(air, thin, everywhere);
  std::vector<SpreadPlace> kept = facing(air, first);
  if (thin == kPerMm2 || kept.empty()) return {std::move(kept), thin};

  const std::unordered_set<std::uint64_t> cells = cells_about(air, kept);
  const auto near_kept = [&](const Vec3& at) {
    return cells.contains(cell_of(at - air.origin(), kCellMm));
  };
  const auto near = static_cast<double>(
      std::count_if(first.begin(), first.end(), [&](const auto& s) { return near_kept(s.at); }));
  const double dense = std::clamp(kSecondLookMax / near * thin, thin, kPerMm2);
  return {facing(air, spread_places(air, dense, near_kept)), dense};
}

/// Mean of the normals within reach that agree with the one given there.
std::vector<Vec3> averaged(const std::vector<SpreadPlace>& samples, const PointGrid& grid,
                           const std::vector<Vec3>& normals, const std::vector<Vec3>& like,
                           double agree) {
  std::vector<Vec3> mean(samples.size());
  for_each_index(
      samples.size(),
      [&](std::size_t i) {
        Vec3 sum = Vec3::Zero();
        grid.visit_near(samples[i].at, [&](std::uint32_t j) {
          if ((samples[j].at - samples[i].at).squaredNorm() < kSmoothMm * kSmoothMm &&
              normals[j].dot(like[i]) > agree)
            sum += normals[j];
        });
        mean[i] = sum.norm() > 0 ? Vec3(sum.normalized()) : like[i];
      },
      kRays);
  return mean;
}

}  // namespace

Chords find_chords(const Air& air) {
  auto [samples, per_mm2] = samples_across_air(air);
  std::vector<Vec3> places, normals;
  for (const SpreadPlace& sample : samples) {
    places.push_back(sample.at);
    normals.push_back(sample.normal);
  }
  const PointGrid grid(places, air.origin(), kSmoothMm);
  const std::vector<Vec3> rough = averaged(samples, grid, normals, normals, 0.55);
  const std::vector<Vec3> smooth = averaged(samples, grid, normals, rough, 0.75);

  std::vector<double> length(samples.size(), 0);
  for_each_index(
      samples.size(),
      [&](std::size_t i) {
        const auto hit = air.look(places[i], smooth[i], kStartMm, kChordMaxMm);
        if (hit && hit->distance > kShortestMm && hit->normal.dot(smooth[i]) < -0.7)
          length[i] = hit->distance;
      },
      kRays);
  Chords chords{.list = {}, .walls = {}, .per_mm2 = per_mm2};
  for (std::size_t i = 0; i < samples.size(); ++i) {
    chords.walls.push_back({places[i], smooth[i]});
    if (length[i] > 0) chords.list.push_back({places[i], smooth[i], length[i]});
  }
  return chords;
}

}  // namespace pg::feature
