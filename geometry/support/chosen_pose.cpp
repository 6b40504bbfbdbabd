#include "geometry/support/chosen_pose.hpp"

#include "geometry/subject.hpp"

namespace pg {
namespace {

struct ChosenGoal {
  PoseGoal goal = PoseGoal::kSupport;
};

template <PoseGoal goal>
ChosenGoal chosen(const Subject&) {
  return {goal};
}

ChosenPose search(const Subject& subject) {
  const PoseGoal goal = subject.shared<ChosenGoal>(chosen<PoseGoal::kSupport>).goal;
  return {goal, best_pose(subject, goal)};
}

}  // namespace

void choose_pose_goal(const Subject& subject, PoseGoal goal) {
  // An intermediate is made once, by whoever asks first: so the first word stands.
  switch (goal) {
    case PoseGoal::kSupport:
      subject.shared<ChosenGoal>(chosen<PoseGoal::kSupport>);
      break;
    case PoseGoal::kHeight:
      subject.shared<ChosenGoal>(chosen<PoseGoal::kHeight>);
      break;
    case PoseGoal::kContact:
      subject.shared<ChosenGoal>(chosen<PoseGoal::kContact>);
      break;
  }
}

const ChosenPose& chosen_pose(const Subject& subject) {
  return subject.shared<ChosenPose>(search);
}

}  // namespace pg
