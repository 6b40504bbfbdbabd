#include "geometry/feature/hole_leftovers.hpp"

#include <algorithm>
#include <cmath>

#include "geometry/feature/point_grid.hpp"
#include "geometry/parallel.hpp"

namespace pg::feature {
namespace {

constexpr std::size_t kPlacesMax = 1500;
constexpr std::size_t kPairsEach = 6;
constexpr double kPairMm = 2.5;        // at most between the two places of a pair
constexpr double kReachMm = 12;        // along the axis, places that count
constexpr std::size_t kScoreMin = 10;  // places: about a square millimetre of wall

/// The place lies on the wall of the hole.
bool on_wall(const WallPlace& place, const DrillHole& hole) {
  const Vec3 offset = place.at - hole.at;
  const double along = offset.dot(hole.axis);
  const Vec3 radial = offset - along * hole.axis;
  const double radius = 0.5 * hole.diameter_mm;
  return std::abs(along) < 0.5 * hole.length_mm + 0.3 &&
         std::abs(radial.norm() - radius) < 0.1 * radius + 0.05 &&
         radial.dot(place.normal) < -0.85 * radial.norm();
}

bool near_hole(const WallPlace& place, const DrillHole& hole) {
  const Vec3 offset = place.at - hole.at;
  const double along = offset.dot(hole.axis);
  return std::abs(along) < 0.5 * hole.length_mm + 2 &&
         (offset - along * hole.axis).norm() < 0.5 * hole.diameter_mm + 2 * kHoleRadiusMaxMm;
}

/// The cylinder about two places of its wall; radius 0 where they are of none.
Cylinder through(const WallPlace& a, const WallPlace& b) {
  const Vec3 axis = a.normal.cross(b.normal);
  const double sine = axis.norm();
  if (sine < 0.35) return {};
  // Along the axis the lines are apart, across it they meet.
  const Vec3 unit = axis / sine;
  const Vec3 between = b.at - a.at;
  const Vec3 flat = between - between.dot(unit) * unit;
  const double from_a = flat.cross(b.normal).dot(unit) / sine;
  const double from_b = flat.cross(a.normal).dot(unit) / sine;
  const double radius = 0.5 * (from_a + from_b);
  if (radius < kHoleRadiusMinMm || radius > kHoleRadiusMaxMm ||
      std::abs(from_a - from_b) > 0.2 * radius)
    return {};
  return {.at = a.at + from_a * a.normal, .axis = unit, .radius = radius};
}

std::size_t score_of(const Cylinder& cylinder, const std::vector<WallPlace>& places) {
  std::size_t score = 0;
  for (const WallPlace& place : places) {
    const Vec3 offset = place.at - cylinder.at;
    const double along = offset.dot(cylinder.axis);
    if (std::abs(along) > kReachMm) continue;
    const Vec3 radial = offset - along * cylinder.axis;
    const double distance = radial.norm();
    if (std::abs(distance - cylinder.radius) < 0.06 * cylinder.radius + 0.04 &&
        radial.dot(place.normal) < -0.9 * distance)
      ++score;
  }
  return score;
}

}  // namespace

std::vector<HoleVote> leftover_votes(const Air& air, const Chords& chords,
                                     const std::vector<DrillHole>& known) {
  std::vector<WallPlace> places;
  for (const WallPlace& place : chords.walls) {
    const auto any = [&](auto test) {
      return std::any_of(known.begin(), known.end(),
                         [&](const DrillHole& hole) { return test(place, hole); });
    };
    if (any(near_hole) && !any(on_wall)) places.push_back(place);
  }
  if (places.size() > kPlacesMax) {
    std::vector<WallPlace> thinned;
    for (std::size_t i = 0; i < kPlacesMax; ++i)
      thinned.push_back(places[i * places.size() / kPlacesMax]);
    places = std::move(thinned);
  }
  std::vector<Vec3> points;
  for (const WallPlace& place : places) points.push_back(place.at);
  const PointGrid grid(points, air.origin(), kPairMm);
  std::vector<HoleVote> best(places.size());
  for_each_index(
      places.size(),
      [&](std::size_t i) {
        std::vector<Cylinder> guesses;
        grid.visit_near(points[i], [&](std::uint32_t j) {
          if ((points[j] - points[i]).squaredNorm() > kPairMm * kPairMm) return;
          const Cylinder guess = through(places[i], places[j]);
          if (guess.radius > 0) guesses.push_back(guess);
        });
        const std::size_t tried = std::min(kPairsEach, guesses.size());
        for (std::size_t k = 0; k < tried; ++k) {
          const Cylinder& guess = guesses[k * guesses.size() / tried];
          const auto score = static_cast<double>(score_of(guess, places));
          if (score > best[i].share) best[i] = {guess, score};
        }
      },
      16);
  std::erase_if(best, [](const HoleVote& vote) { return vote.share < kScoreMin; });
  std::stable_sort(best.begin(), best.end(),
                   [](const HoleVote& a, const HoleVote& b) { return a.share > b.share; });
  if (best.size() > 200) best.resize(200);
  return best;
}

}  // namespace pg::feature
