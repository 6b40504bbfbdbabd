#include "geometry/hollow/lattice_hollows.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "geometry/hollow/basins.hpp"
#include "geometry/hollow/chambers.hpp"
#include "geometry/hollow/clearance.hpp"
#include "geometry/hollow/owned.hpp"
#include "geometry/parallel.hpp"
#include "geometry/solid/solid.hpp"

namespace pg::hollow {
namespace {

constexpr double kStepsAHole = 8;     // across the smallest drain hole, where the budget allows
constexpr double kStepsLongest = 64;  // along the model's longest side, at the least
constexpr double kNarrowestOfHole = 0.25;  // of its width: narrower spaces are not looked at
constexpr double kNarrowestSteps = 1.5;    // radius: nor such that the lattice hardly shows
constexpr double kUnseenAtFirst = 0.4;     // steps: a first look would rather see too much
constexpr double kSurelySeen = 3;          // steps: a passage as wide is on some path of links

using Owned = std::array<double, 3>;

double mean(const Owned& owned) {
  return (owned[0] + owned[1] + owned[2]) / 3;
}

/// How far the three families are apart, each a sum over lines of exact lengths; and what lines
/// that end on `ends` places by chance are off together.
double spread(const Owned& owned, double ends) {
  const auto [low, high] = std::minmax_element(owned.begin(), owned.end());
  return *high - *low + 0.5 * std::sqrt(ends);
}

/// A ball of the hole's width must find its way out above what is highest, whatever way is up.
Room room_of(const HollowQuestion& q) {
  return {.below = Vec3::Constant(q.hole_mm), .above = Vec3::Constant(q.hole_mm)};
}

double ball_volume(double diameter) {
  return std::numbers::pi / 6 * diameter * diameter * diameter;
}

}  // namespace

class LatticeHollows::Sight {
 public:
  explicit Sight(const HollowQuestion& question)
      : q_(question),
        lattice_(q_.surface, fine_step_mm(q_), room_of(q_)),
        clearance_(clearance(lattice_)),
        from_roomiest_(by_clearance(lattice_, clearance_)) {
    const double step = lattice_.step_mm();
    const Regions regions = watershed(lattice_, clearance_, from_roomiest_,
                                      std::max(kNarrowestSteps, narrowest_mm(q_) / 2 / step));
    const Chambers chambers = find_chambers(lattice_, clearance_, regions, q_.spatial, q_.hole_mm);
    own_regions(regions);
    hollows_.step_mm = step;
    std::vector<std::uint8_t> closed_region(regions.peak.size(), 0);
    for (const Chamber& chamber : chambers.list) {
      add_chamber(chamber, chambers.passages);
      for (const std::uint32_t r : chamber.regions) closed_region[r] = chamber.drains ? 0 : 1;
    }
    list_openings(chambers);
    for (std::size_t m = 0; m < regions.mouths.size(); ++m)
      if (chambers.passages[m].diameter_mm >= q_.hole_mm) through_.push_back(chambers.passages[m]);
    closed_.resize(lattice_.nodes());
    for_each_index(lattice_.nodes(), [&](std::size_t i) {
      closed_[i] = regions.of_node[i] == kNone ? 0 : closed_region[regions.of_node[i]];
    });
  }

  [[nodiscard]] const Hollows& hollows() const { return hollows_; }

  [[nodiscard]] std::vector<HollowSpace> cups(const Vec3& up) const {
    const double step = lattice_.step_mm();
    const auto basins = find_basins({.lattice = lattice_,
                                     .clearance = clearance_,
                                     .from_roomiest = from_roomiest_,
                                     .closed = closed_,
                                     .spatial = q_.spatial,
                                     .up = up,
                                     .hole_steps = q_.hole_mm / 2 / step,
                                     .depth_steps = kCupDepthOfHole * q_.hole_mm / step},
                                    through_);
    std::vector<HollowSpace> cups;
    for (const Basin& basin : basins) {
      HollowSpace cup;
      cup.volume_mm3 = cubic_mm(mean(basin.owned));
      // The level is known to about a tenth of a step.
      cup.plus_minus_mm3 = cubic_mm(spread(basin.owned, basin.ends)) +
                           0.1 * cup.volume_mm3 / std::max(1.0, basin.level - basin.lowest);
      cup.at_mm = basin.at + q_.shift_mm;
      for (const Passage& leak : basin.leaks) cup.openings.push_back(opening(leak));
      cups.push_back(std::move(cup));
    }
    return cups;
  }

 private:
  [[nodiscard]] HollowOpening opening(const Passage& passage) const {
    return {passage.at_mm + q_.shift_mm, passage.diameter_mm, passage.diameter_mm >= q_.hole_mm};
  }
  [[nodiscard]] double cubic_mm(double steps) const {
    return steps * std::pow(lattice_.step_mm(), 3);
  }

  void own_regions(const Regions& regions) {
    owned_.assign(regions.peak.size(), {});
    ends_.assign(regions.peak.size(), 0.0);
    cavity_of_region_.assign(regions.peak.size(), kNone);
    for (int axis = 0; axis < 3; ++axis)
      for_each_owned(lattice_, axis,
                     [&](Node node, double low, double high, const Crossing* above) {
                       const std::uint32_t region = regions.of_node[node];
                       if (region == kNone || region == kOutside) return;
                       owned_[region][static_cast<std::size_t>(axis)] += high - low;
                       if (above == nullptr) return;
                       ends_[region] += 1;
                       if (q_.solid.cavity_of_face.empty()) return;
                       const std::uint32_t cavity = q_.solid.cavity_of_face[above->face];
                       if (cavity != kNone) cavity_of_region_[region] = cavity;
                     });
  }

  void add_chamber(const Chamber& chamber, const std::vector<Passage>& passages) {
    HollowSpace space;
    Owned owned{};
    double ends = 0;
    bool known_cavity = false;
    for (const std::uint32_t r : chamber.regions) {
      for (std::size_t k = 0; k < 3; ++k) owned[k] += owned_[r][k];
      ends += ends_[r];
      known_cavity = known_cavity || cavity_of_region_[r] != kNone;
    }
    if (known_cavity) return;  // stands among the sealed ones already, exactly
    space.at_mm = chamber.at_mm + q_.shift_mm;
    space.volume_mm3 = cubic_mm(mean(owned));
    space.plus_minus_mm3 = cubic_mm(spread(owned, ends));
    if (!chamber.reached && q_.hole_mm < kSurelySeen * lattice_.step_mm())
      space.plus_minus_mm3 = space.volume_mm3;  // a drain hole may have gone unseen
    for (const std::size_t m : chamber.mouths) {
      space.openings.push_back(opening(passages[m]));
      // Where in an opening the space begins is a convention: it may be twice as long as wide.
      space.plus_minus_mm3 += 2 * ball_volume(passages[m].diameter_mm);
    }
    if (chamber.drains) return;
    const bool crossing = q_.solid.find(SolidNote::kShellsOverlap) != nullptr ||
                          q_.solid.find(SolidNote::kSelfCrossing) != nullptr;
    const bool sealed = !chamber.reached && crossing;
    (sealed ? hollows_.sealed : hollows_.trapped).push_back(std::move(space));
  }

  /// Each mouth once, though it may be one of two chambers.
  void list_openings(const Chambers& chambers) {
    std::vector<std::size_t> mouths;
    for (const Chamber& chamber : chambers.list)
      mouths.insert(mouths.end(), chamber.mouths.begin(), chamber.mouths.end());
    std::sort(mouths.begin(), mouths.end());
    mouths.erase(std::unique(mouths.begin(), mouths.end()), mouths.end());
    for (const std::size_t m : mouths) hollows_.openings.push_back(opening(chambers.passages[m]));
  }

  const HollowQuestion& q_;
  Lattice lattice_;
  BigVector<float> clearance_;
  BigVector<Node> from_roomiest_;
  std::vector<Owned> owned_;
  std::vector<double> ends_;  ///< Of lines, in each region.
  std::vector<std::uint32_t> cavity_of_region_;
  Hollows hollows_;
  BigVector<std::uint8_t> closed_;  ///< Nodes of what does not drain whatever way is up.
  std::vector<Passage> through_;    ///< Openings that drain.
};

double narrowest_mm(const HollowQuestion& question) {
  return kNarrowestOfHole * question.hole_mm;
}

double fine_step_mm(const HollowQuestion& q) {
  const double longest = bounding_box(q.surface.mesh).size().maxCoeff();
  return lattice_step_mm(q.surface, std::min(q.hole_mm / kStepsAHole, longest / kStepsLongest),
                         room_of(q));
}

bool lattice_shows_hollow(const HollowQuestion& question, double step_mm) {
  const Lattice lattice(question.surface, step_mm, {});
  const BigVector<float> room = clearance(lattice);
  const Regions regions =
      watershed(lattice, room, by_clearance(lattice, room), kNarrowestSteps, kUnseenAtFirst);
  return regions.peak.size() > 1;
}

LatticeHollows::LatticeHollows(const HollowQuestion& question)
    : sight_(std::make_unique<const Sight>(question)) {}

LatticeHollows::~LatticeHollows() = default;

Hollows LatticeHollows::hollows() const {
  return sight_->hollows();
}

std::vector<HollowSpace> LatticeHollows::cups(const Vec3& up) const {
  return sight_->cups(up);
}

}  // namespace pg::hollow
