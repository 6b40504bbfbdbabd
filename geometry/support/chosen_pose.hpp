#pragma once
/// The best pose by what was wished for, which measurements share.

#include "geometry/support/best_pose.hpp"

namespace pg {

struct ChosenPose {
  PoseGoal goal = PoseGoal::kSupport;
  Result<BestPose> pose;
};

/// What the search is to look for, chosen before anybody asks for the pose; least support when
/// nobody chooses. A wish of the user, so no part of the rules of the process.
void choose_pose_goal(const Subject& subject, PoseGoal goal);

/// The one of a subject, searched when somebody first asks.
[[nodiscard]] const ChosenPose& chosen_pose(const Subject& subject);

}  // namespace pg
