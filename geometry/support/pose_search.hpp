#pragma once
/// The search for promising poses by sample: the first part of best_pose.

#include <vector>

#include "geometry/support/pose_directions.hpp"
#include "geometry/support/quick_columns.hpp"

namespace pg {

class Subject;

/// Method  All candidates are judged by few rays, the better ones by more, twice over; those that
///         lead and are apart walk downhill, on local models (local_supports.hpp) that are made
///         anew wherever a walk has come to.
/// Limits  Costs are estimates; whoever asks measures the finalists.
/// Cost    About 20,000 rays for a small model, 60,000 for a large one.
class PoseSearch {
 public:
  PoseSearch(const Subject& subject, PoseGoal goal);

  /// Directions of no support by sample, lowest first: to be measured before any search goes on.
  [[nodiscard]] std::vector<Vec3> free_of_support(std::size_t most) const;
  /// Directions to measure exactly, most promising first.
  [[nodiscard]] std::vector<Vec3> finalists(std::size_t most) const;

  [[nodiscard]] double worst() const { return worst_; }  ///< Of the directions all around.
  [[nodiscard]] const PoseFrame& frame() const { return frame_; }

 private:
  [[nodiscard]] double cost(const QuickColumns& columns) const;
  void judge(std::vector<Tried>& tried, const Effort& effort) const;
  void find_worst(std::vector<Tried> even);
  void walk(Tried& at, double from_deg, double to_deg, const Effort& effort) const;

  const Subject& subject_;
  PoseGoal goal_;
  QuickSupports quick_;
  PoseFrame frame_;
  std::vector<Tried> tried_;  // best first
  double worst_ = 0;
  bool large_;
};

}  // namespace pg
