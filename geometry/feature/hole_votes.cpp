#include "geometry/feature/hole_votes.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <unordered_set>

#include "geometry/feature/point_grid.hpp"
#include "geometry/parallel.hpp"

namespace pg::feature {
namespace {

constexpr double kReachRadii = 0.3;
constexpr double kReachMinMm = 0.2;
constexpr double kGridMm = 0.6;
constexpr double kSeedMm = 0.4;      // one chord asked in a cell of this size...
constexpr double kSeedLength = 1.2;  // ...and a factor of this in length
constexpr std::size_t kVotersMin = 8;
constexpr double kShareMin = 0.12;
constexpr double kFlatMax = 0.12;   // of the smallest moment: 0 on a cylinder, 1/3 on a sphere
constexpr double kRoundMin = 0.12;  // of the middle one: 1/2 on a cylinder, 0 in a slot

HoleVote vote_of(const Chords& chords, const PointGrid& grid, const std::vector<Vec3>& middles,
                 std::uint32_t seed) {
  const double length = chords.list[seed].length;
  const double reach = std::max(kReachMinMm, kReachRadii * length / 2);
  Mat3 moments = Mat3::Zero();
  Vec3 sum = Vec3::Zero();
  double lengths = 0;
  std::size_t voters = 0;
  const auto ask = [&](std::uint32_t j) {
    const Chord& other = chords.list[j];
    const Vec3 offset = middles[j] - middles[seed];
    if (offset.squaredNorm() > reach * reach || std::abs(other.length - length) > 0.25 * length)
      return;
    moments += other.normal * other.normal.transpose();
    sum += offset;
    lengths += other.length;
    ++voters;
  };
  grid.visit_near(middles[seed], ask, reach > kGridMm ? 2 : 1);
  const double whole = chords.per_mm2 * std::numbers::pi * length * 2 * reach;
  HoleVote vote;
  if (voters < kVotersMin || static_cast<double>(voters) < kShareMin * whole) return vote;
  const auto count = static_cast<double>(voters);
  Eigen::SelfAdjointEigenSolver<Mat3> solver;
  solver.computeDirect(Mat3(moments / count));
  if (solver.eigenvalues()[0] > kFlatMax || solver.eigenvalues()[1] < kRoundMin) return vote;
  vote.guess = {.at = middles[seed] + sum / count,
                .axis = solver.eigenvectors().col(0).normalized(),
                .radius = lengths / count / 2};
  vote.share = count / whole;
  return vote;
}

}  // namespace

std::vector<HoleVote> hole_votes(const Air& air, const Chords& chords) {
  std::vector<Vec3> middles;
  std::vector<std::uint32_t> seeds;
  std::unordered_set<std::uint64_t> taken;
  for (const Chord& chord : chords.list) {
    const auto number = static_cast<std::uint32_t>(middles.size());
    middles.push_back(chord.middle());
    const double radius = chord.length / 2;
    if (radius < 0.9 * kHoleRadiusMinMm || radius > 1.03 * kHoleRadiusMaxMm) continue;
    const auto octave = static_cast<std::uint64_t>(8 + std::log(radius) / std::log(kSeedLength));
    const std::uint64_t cell = cell_of(middles.back() - air.origin(), kSeedMm);
    if (taken.insert(cell * 0x9E3779B97F4A7C15u + octave).second) seeds.push_back(number);
  }
  const PointGrid grid(middles, air.origin(), kGridMm);
  std::vector<HoleVote> all(seeds.size());
  for_each_index(
      seeds.size(), [&](std::size_t i) { all[i] = vote_of(chords, grid, middles, seeds[i]); }, 64);
  std::erase_if(all, [](const HoleVote& vote) { return vote.share == 0; });
  std::stable_sort(all.begin(), all.end(),
                   [](const HoleVote& a, const HoleVote& b) { return a.share > b.share; });
  return all;
}

}  // namespace pg::feature
