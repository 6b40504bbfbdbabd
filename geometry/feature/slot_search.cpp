#include "geometry/feature/slot_search.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <tuple>

#include "geometry/feature/point_grid.hpp"
#include "geometry/feature/slot_cells.hpp"
#include "geometry/feature/slot_check.hpp"
#include "geometry/parallel.hpp"

namespace pg::feature {
namespace {

constexpr double kNearMm = 0.8;    // neighbours that must agree
constexpr double kAgreeing = 0.6;  // share of them
constexpr double kOneLine = 0.03;  // middle moment of their normals: 0 where all run along one
constexpr double kGrowMm = 0.9;
constexpr double kGrowCosine = 0.97;  // 14 degrees
constexpr std::size_t kPatchMin = 12;

bool same_width(double a, double b, double more) {
  return std::abs(a - b) <= 0.15 * std::max(a, b) + more;
}

bool in_hole(const Chord& chord, const DrillHole& hole) {
  const Vec3 offset = chord.middle() - hole.at;
  const double along = offset.dot(hole.axis);
  return std::abs(along) < 0.5 * hole.length_mm + 0.3 &&
         (offset - along * hole.axis).norm() < 0.25 * hole.diameter_mm &&
         std::abs(chord.length - hole.diameter_mm) < 0.3 * hole.diameter_mm;
}

bool flat_around(const Chords& chords, const PointGrid& grid, const std::vector<Vec3>& middles,
                 std::uint32_t seed) {
  std::size_t all = 0, agreeing = 0;
  Mat3 moments = Mat3::Zero();
  grid.visit_near(middles[seed], [&](std::uint32_t j) {
    if ((middles[j] - middles[seed]).squaredNorm() > kNearMm * kNearMm) return;
    ++all;
    if (!same_width(chords.list[j].length, chords.list[seed].length, 0.05)) return;
    ++agreeing;
    moments += chords.list[j].normal * chords.list[j].normal.transpose();
  });
  if (agreeing < 4 || static_cast<double>(agreeing) < kAgreeing * static_cast<double>(all))
    return false;
  Eigen::SelfAdjointEigenSolver<Mat3> solver;
  solver.computeDirect(Mat3(moments / static_cast<double>(agreeing)), Eigen::EigenvaluesOnly);
  return solver.eigenvalues()[1] < kOneLine;
}

/// The chords connected to `seed` by steps between near middles on one plane with one width. One
/// chord's normal is a few degrees off beside a rim, and its plane would leave a long slot on the
/// way: the plane is that of all chords so far, and growing goes on until none is added.
std::vector<Chord> grown(const Chords& chords, const PointGrid& grid,
                         const std::vector<Vec3>& middles, std::uint32_t seed,
                         std::vector<char>& open) {
  std::vector<std::uint32_t> members = {seed};
  std::vector<Chord> patch = {chords.list[seed]};
  open[seed] = 0;
  Between plane = plane_between(patch);
  for (std::size_t before = 0; patch.size() > before;) {
    before = patch.size();
    for (std::size_t next = 0; next < members.size(); ++next) {
      const std::uint32_t from = members[next];
      grid.visit_near(middles[from], [&](std::uint32_t j) {
        if (open[j] == 0 || (middles[j] - middles[from]).squaredNorm() > kGrowMm * kGrowMm) return;
        const Chord& other = chords.list[j];
        if (std::abs(other.normal.dot(plane.normal)) < kGrowCosine ||
            !same_width(other.length, plane.width, 0.06) ||
            std::abs((middles[j] - plane.at).dot(plane.normal)) > 0.15 + 0.1 * plane.width)
          return;
        open[j] = 0;
        members.push_back(j);
        patch.push_back(other);
      });
    }
    plane = plane_between(patch);
  }
  return patch;
}

}  // namespace

std::vector<Slot> search_slots(const Air& air, const Chords& chords,
                               const std::vector<DrillHole>& holes) {
  Chords narrow{.list = {}, .walls = {}, .per_mm2 = chords.per_mm2};
  for (const Chord& chord : chords.list)
    if (chord.length >= kSlotWidthMinMm && chord.length <= 1.1 * kSlotWidthMaxMm &&
        std::none_of(holes.begin(), holes.end(),
                     [&](const DrillHole& hole) { return in_hole(chord, hole); }))
      narrow.list.push_back(chord);
  std::vector<Vec3> middles;
  for (const Chord& chord : narrow.list) middles.push_back(chord.middle());
  const PointGrid grid(middles, air.origin(), kGrowMm);
  std::vector<char> flat(middles.size(), 0);
  for_each_index(
      middles.size(),
      [&](std::size_t i) {
        flat[i] = flat_around(narrow, grid, middles, static_cast<std::uint32_t>(i));
      },
      64);

  std::vector<SlotPatch> patches;
  for (std::uint32_t seed = 0; seed < middles.size(); ++seed) {
    if (flat[seed] == 0) continue;
    std::vector<Chord> patch = grown(narrow, grid, middles, seed, flat);
    if (patch.size() >= kPatchMin) patches.push_back({.chords = std::move(patch)});
  }
  std::vector<std::optional<Slot>> results(patches.size());
  for_each_index(
      patches.size(), [&](std::size_t i) { results[i] = checked_slot(air, patches[i]); }, 1);

  std::vector<Slot> slots;
  for (const auto& result : results) {
    if (!result) continue;
    const bool known = std::any_of(slots.begin(), slots.end(), [&](const Slot& slot) {
      const Vec3 offset = result->at - slot.at;
      return std::abs(slot.normal.dot(result->normal)) > 0.97 &&
             std::abs(offset.dot(slot.normal)) < 0.5 * slot.width_mm + 0.1 &&
             offset.norm() < 0.5 * slot.length_mm;
    });
    if (!known) slots.push_back(*result);
  }
  std::sort(slots.begin(), slots.end(), [](const Slot& a, const Slot& b) {
    return std::tie(b.length_mm, a.at[0], a.at[1], a.at[2]) <
           std::tie(a.length_mm, b.at[0], b.at[1], b.at[2]);
  });
  return slots;
}

}  // namespace pg::feature
