#pragma once
/// Poses measured exactly, the best one kept: the second part of best_pose.

#include <cstddef>
#include <vector>

#include "geometry/support/pose_directions.hpp"

namespace pg {

class Subject;

class PoseJudge {
 public:
  /// `poses`: how many may be measured.
  PoseJudge(const Subject& subject, PoseGoal goal, const PoseNumbers& given, std::size_t poses);

  /// What the goal asks for there; infinite where it cannot be had.
  double measure(const Vec3& up);
  /// Measures the finalists, walks downhill from the best that are apart, and once more from what
  /// leads.
  void decide(const std::vector<Vec3>& finalists, const PoseFrame& frame);

  [[nodiscard]] const PoseNumbers& best() const { return best_; }
  [[nodiscard]] bool given_leads() const { return given_leads_; }
  [[nodiscard]] double equal() const { return equal_; }  ///< What is nearer than this is equal.
  [[nodiscard]] bool nothing_left() const { return asked_for(best_) <= equal_; }

 private:
  [[nodiscard]] double asked_for(const PoseNumbers& n) const;
  [[nodiscard]] double second_to(const PoseNumbers& n) const;
  void consider(const PoseNumbers& numbers);
  void walk(const PoseFrame& frame, Tried at, double from_deg, std::size_t poses);

  const Subject& subject_;
  PoseGoal goal_;
  PoseNumbers best_;
  std::size_t poses_left_;
  bool given_leads_ = true;
  double equal_ = 0;
};

}  // namespace pg
