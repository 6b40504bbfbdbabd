#include "geometry/hollow/hollows.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "geometry/hollow/first_look.hpp"
#include "geometry/hollow/lattice_hollows.hpp"
#include "geometry/solid/solid.hpp"
#include "geometry/spatial/convex_hull.hpp"
#include "geometry/subject.hpp"
#include "geometry/support/chosen_pose.hpp"

namespace pg {
namespace {

using namespace hollow;

constexpr double kConvexSlack = 1e-6;  // of the volume: what the hull has more

/// What fills its hull holds nothing.
bool is_convex(const Subject& subject, const Solid& solid) {
  return solid.cavities.empty() &&
         solid.volume_mm3.nonzero >= (1 - kConvexSlack) * hull_volume_mm3(hull_of(subject));
}

void largest_first(std::vector<HollowSpace>& spaces) {
  std::stable_sort(spaces.begin(), spaces.end(), [](const HollowSpace& a, const HollowSpace& b) {
    return a.volume_mm3 > b.volume_mm3;
  });
}

void widest_first(std::vector<HollowOpening>& openings) {
  std::stable_sort(
      openings.begin(), openings.end(),
      [](const HollowOpening& a, const HollowOpening& b) { return a.diameter_mm > b.diameter_mm; });
}

void sort_all(Hollows& hollows) {
  widest_first(hollows.openings);
  for (auto* list : {&hollows.sealed, &hollows.trapped, &hollows.cups}) {
    largest_first(*list);
    for (HollowSpace& space : *list) widest_first(space.openings);
  }
}

/// In every pose asked for; the lattice is built once, when the first look leaves a doubt.
class HollowSearch {
 public:
  explicit HollowSearch(const HollowQuestion& question) : q_(question), look_(question) {
    if (look_.may_be_hollow()) {
      hollows_ = lattice().hollows();
    } else {
      hollows_.unseen_mm3 = look_.unseen_mm3();
    }
  }

  Hollows given_pose() {
    Hollows given = hollows_;
    given.cups = cups(Vec3::UnitZ());
    for (const HollowSpace& cup : given.cups)
      given.openings.insert(given.openings.end(), cup.openings.begin(), cup.openings.end());
    return given;
  }

  std::vector<HollowSpace> cups(const Vec3& up) {
    if (hollows_.trapped.empty())  // else no space is to be counted twice, which the lattice knows
      if (auto exact = look_.cups(up)) return std::move(*exact);
    return lattice().cups(up);
  }

 private:
  const LatticeHollows& lattice() {
    if (!lattice_) lattice_.emplace(q_);
    return *lattice_;
  }

  const HollowQuestion& q_;
  FirstLook look_;
  std::optional<LatticeHollows> lattice_;
  Hollows hollows_;  ///< All but the cups: what does not turn.
};

struct InBothPoses {
  Hollows given;
  BestPoseCups best;
};

void search(const Subject& subject, const HollowQuestion& question, InBothPoses& both) {
  HollowSearch search(question);
  both.given = search.given_pose();
  const Result<BestPose>& pose = chosen_pose(subject).pose;
  if (!pose) {
    both.best.none = pose.error().message;
  } else {
    both.best.cups = pose->given_is_best ? both.given.cups : search.cups(pose->best.up);
  }
}

InBothPoses find_hollows(const Subject& subject) {
  const Solid& solid = solid_of(subject);
  InBothPoses both;
  const auto none = [&](const std::string& reason) {
    both.given.none = both.best.none = reason;
    return both;
  };
  if (solid.none) return none(*solid.none);
  if (is_convex(subject, solid)) return both;
  const double hole_mm = subject.rules().drain_hole_min_mm;
  if (solid.mended) {
    const Spatial spatial(solid.mended->mesh);
    search(subject,
           {solid, {solid.mended->mesh, solid.mended->weight}, spatial, solid.centre_mm, hole_mm},
           both);
  } else {
    if (!spatial_of(subject).usable()) return none("coordinates are too large to be told apart");
    static const BigVector<std::int32_t> kAllOne;
    search(subject,
           {solid, {subject.mesh(), kAllOne}, spatial_of(subject), Vec3::Zero(), hole_mm}, both);
  }
  for (const Cavity& cavity : solid.cavities)
    both.given.sealed.push_back({cavity.volume_mm3, 0.0, cavity.box_mm.centre(), {}});
  sort_all(both.given);
  largest_first(both.best.cups);
  return both;
}

}  // namespace

const Hollows& hollows_of(const Subject& subject) {
  return subject.shared<InBothPoses>(find_hollows).given;
}

const BestPoseCups& best_pose_cups_of(const Subject& subject) {
  return subject.shared<InBothPoses>(find_hollows).best;
}

}  // namespace pg
