#include "geometry/feature/hole_search.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "geometry/feature/hole_check.hpp"
#include "geometry/feature/hole_leftovers.hpp"
#include "geometry/feature/hole_votes.hpp"
#include "geometry/parallel.hpp"

namespace pg::feature {
namespace {

constexpr std::size_t kTriesMax = 3000;
constexpr std::size_t kAtOnce = 16;  // part of the results: tries of a batch do not see each other

bool alike(double radius, double other) {
  return std::abs(radius - other) < 0.3 * std::max(radius, other);
}

/// The vote speaks for a hole that is known.
bool inside(const HoleVote& vote, const DrillHole& hole) {
  const Vec3 offset = vote.guess.at - hole.at;
  const double along = offset.dot(hole.axis);
  const double radius = 0.5 * hole.diameter_mm;
  return std::abs(along) < 0.5 * hole.length_mm + radius &&
         (offset - along * hole.axis).norm() < 0.4 * radius && alike(vote.guess.radius, radius) &&
         std::abs(vote.guess.axis.dot(hole.axis)) > 0.9;
}

/// Two votes of one batch that seem to speak for the same hole: the second waits for the first.
bool same_line(const Cylinder& a, const Cylinder& b) {
  const Vec3 offset = a.at - b.at;
  const double along = offset.dot(b.axis);
  return std::abs(a.axis.dot(b.axis)) > 0.9 && alike(a.radius, b.radius) &&
         (offset - along * b.axis).norm() < b.radius && std::abs(along) < 10 * b.radius;
}

bool near_tried(const HoleVote& vote, const Cylinder& tried) {
  return (vote.guess.at - tried.at).norm() < 0.35 * tried.radius &&
         alike(vote.guess.radius, tried.radius) && std::abs(vote.guess.axis.dot(tried.axis)) > 0.9;
}

bool same_hole(const DrillHole& a, const DrillHole& b) {
  const Vec3 offset = a.at - b.at;
  const double along = offset.dot(b.axis);
  return std::abs(a.axis.dot(b.axis)) > 0.9 &&
         (offset - along * b.axis).norm() < 0.2 * b.diameter_mm &&
         alike(a.diameter_mm, b.diameter_mm) &&
         std::abs(along) < 0.5 * std::max(a.length_mm, b.length_mm);
}

/// The better of two for one hole: rounder for its size.
bool better(const HoleEvidence& a, const HoleEvidence& b) {
  const double rough_a = a.roughness_mm / a.hole.diameter_mm,
               rough_b = b.roughness_mm / b.hole.diameter_mm;
  if (std::abs(rough_a - rough_b) > 0.002) return rough_a < rough_b;
  return a.coverage * a.hole.length_mm > b.coverage * b.hole.length_mm;
}

/// Tries votes and keeps what was found.
class Hunt {
 public:
  explicit Hunt(const Air& air) : air_(air) {}

  void try_all(const std::vector<HoleVote>& votes) {
    std::vector<const HoleVote*> waiting;
    for (const HoleVote& vote : votes) waiting.push_back(&vote);
    while (!waiting.empty()) {
      if (tries_ >= kTriesMax) {
        complete_ = false;
        return;
      }
      const std::vector<const HoleVote*> batch = take_batch(waiting);
      tries_ += batch.size();
      std::vector<std::optional<HoleEvidence>> results(batch.size());
      for_each_index(
          batch.size(),
          [&](std::size_t i) {
            if (const auto fitted = fit_hole(air_, batch[i]->guess))
              results[i] = hole_evidence(air_, *fitted);
          },
          1);
      for (const auto& result : results)
        if (result && is_drilled(*result)) keep(*result);
    }
  }

  [[nodiscard]] std::vector<DrillHole> holes() const {
    std::vector<DrillHole> list;
    for (const HoleEvidence& evidence : found_) list.push_back(evidence.hole);
    std::sort(list.begin(), list.end(), [](const DrillHole& a, const DrillHole& b) {
      return std::tie(b.diameter_mm, a.at[0], a.at[1], a.at[2]) <
             std::tie(a.diameter_mm, b.at[0], b.at[1], b.at[2]);
    });
    return list;
  }
  [[nodiscard]] bool complete() const { return complete_; }

 private:
  [[nodiscard]] bool silenced(const HoleVote& vote) const {
    return std::any_of(found_.begin(), found_.end(),
                       [&](const HoleEvidence& e) { return inside(vote, e.hole); }) ||
           std::any_of(tried_.begin(), tried_.end(),
                       [&](const Cylinder& t) { return near_tried(vote, t); });
  }
  /// The next ones that seem to speak for different holes; the rest goes on waiting.
  std::vector<const HoleVote*> take_batch(std::vector<const HoleVote*>& waiting) {
    std::vector<const HoleVote*> batch, later;
    for (const HoleVote* vote : waiting) {
      if (batch.size() == kAtOnce) {
        later.push_back(vote);
      } else if (!silenced(*vote)) {
        const bool wait = std::any_of(batch.begin(), batch.end(), [&](const HoleVote* other) {
          return same_line(vote->guess, other->guess);
        });
        (wait ? later : batch).push_back(vote);
      }
    }
    for (const HoleVote* vote : batch) tried_.push_back(vote->guess);
    waiting = std::move(later);
    return batch;
  }
  void keep(const HoleEvidence& evidence) {
    const auto same = std::find_if(found_.begin(), found_.end(), [&](const HoleEvidence& e) {
      return same_hole(e.hole, evidence.hole) || same_hole(evidence.hole, e.hole);
    });
    if (same == found_.end()) {
      found_.push_back(evidence);
    } else if (better(evidence, *same)) {
      *same = evidence;
    }
  }

  const Air& air_;
  std::vector<Cylinder> tried_;
  std::vector<HoleEvidence> found_;
  std::size_t tries_ = 0;
  bool complete_ = true;
};

}  // namespace

HoleSearch search_holes(const Air& air, const Chords& chords) {
  Hunt hunt(air);
  hunt.try_all(hole_votes(air, chords));
  const std::vector<DrillHole> known = hunt.holes();
  if (!known.empty()) hunt.try_all(leftover_votes(air, chords, known));
  return {.holes = hunt.holes(), .complete = hunt.complete()};
}

}  // namespace pg::feature
