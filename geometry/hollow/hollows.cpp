#include "geometry/hollow/hollows.hpp"

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
#include "geometry/spatial/convex_hull.hpp"
#include "geometry/subject.hpp"

namespace pg {
namespace {

using namespace hollow;

constexpr double kStepsAHole = 8;     // across the smallest drain hole, where the budget allows
constexpr double kStepsLongest = 64;  // along the model's longest side, at the least
constexpr double kNarrowestOfHole = 0.25;  // of its width: narrower spaces are not looked at
constexpr double kNarrowestSteps = 1.5;    // radius: nor such that the lattice hardly shows
constexpr double kSurelySeen = 3;          // steps: a passage as wide is on some path of links
constexpr double kConvexSlack = 1e-6;      // of the volume: what the hull has more
constexpr double kCupDepthOfHole = 0.5;    // of its width: shallower basins are dents

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

double ball_volume(double diameter) {
  return std::numbers::pi / 6 * diameter * diameter * diameter;
}

class Finder {
 public:
  Finder(const Subject& subject, const Solid& solid, const Surface& surface, const Spatial& spatial)
      : solid_(solid),
        shift_(solid.mended ? solid.centre_mm : Vec3::Zero()),
        spatial_(spatial),
        hole_mm_(subject.rules().drain_hole_min_mm),
        lattice_(surface, finest_step(surface.mesh, hole_mm_), hole_mm_),
        clearance_(clearance(lattice_)),
        from_roomiest_(by_clearance(lattice_, clearance_)) {}

  Hollows find() {
    const double step = lattice_.step_mm();
    const Regions regions =
        watershed(lattice_, clearance_, from_roomiest_,
                  std::max(kNarrowestSteps, kNarrowestOfHole * hole_mm_ / 2 / step));
    const Chambers chambers = find_chambers(lattice_, clearance_, regions, spatial_, hole_mm_);
    own_regions(regions);
    hollows_.step_mm = step;
    for (const Cavity& cavity : solid_.cavities)
      hollows_.sealed.push_back({cavity.volume_mm3, 0.0, cavity.box_mm.centre(), {}});
    std::vector<std::uint8_t> closed_region(regions.peak.size(), 0);
    std::vector<Passage> through;
    for (const Chamber& chamber : chambers.list) {
      add_chamber(chamber, chambers.passages);
      for (const std::uint32_t r : chamber.regions) closed_region[r] = chamber.drains ? 0 : 1;
    }
    list_openings(chambers);
    for (std::size_t m = 0; m < regions.mouths.size(); ++m)
      if (chambers.passages[m].diameter_mm >= hole_mm_) through.push_back(chambers.passages[m]);
    add_cups(regions, closed_region, std::move(through));
    finish();
    return std::move(hollows_);
  }

 private:
  static double finest_step(const TriMesh& mesh, double hole_mm) {
    const double longest = bounding_box(mesh).size().maxCoeff();
    return std::min(hole_mm / kStepsAHole, longest / kStepsLongest);
  }

  [[nodiscard]] HollowOpening opening(const Passage& passage) const {
    return {passage.at_mm + shift_, passage.diameter_mm, passage.diameter_mm >= hole_mm_};
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
                       if (solid_.cavity_of_face.empty()) return;
                       const std::uint32_t cavity = solid_.cavity_of_face[above->face];
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
    space.at_mm = chamber.at_mm + shift_;
    space.volume_mm3 = cubic_mm(mean(owned));
    space.plus_minus_mm3 = cubic_mm(spread(owned, ends));
    if (!chamber.reached && hole_mm_ < kSurelySeen * lattice_.step_mm())
      space.plus_minus_mm3 = space.volume_mm3;  // a drain hole may have gone unseen
    for (const std::size_t m : chamber.mouths) {
      space.openings.push_back(opening(passages[m]));
      // Where in an opening the space begins is a convention: it may be twice as long as wide.
      space.plus_minus_mm3 += 2 * ball_volume(passages[m].diameter_mm);
    }
    if (chamber.drains) return;
    const bool crossing = solid_.find(SolidNote::kShellsOverlap) != nullptr ||
                          solid_.find(SolidNote::kSelfCrossing) != nullptr;
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

  void add_cups(const Regions& regions, const std::vector<std::uint8_t>& closed_region,
                std::vector<Passage> through) {
    BigVector<std::uint8_t> closed(lattice_.nodes());
    for_each_index(lattice_.nodes(), [&](std::size_t i) {
      closed[i] = regions.of_node[i] == kNone ? 0 : closed_region[regions.of_node[i]];
    });
    const double step = lattice_.step_mm();
    const auto basins = find_basins({.lattice = lattice_,
                                     .clearance = clearance_,
                                     .from_roomiest = from_roomiest_,
                                     .closed = closed,
                                     .spatial = spatial_,
                                     .hole_steps = hole_mm_ / 2 / step,
                                     .depth_steps = kCupDepthOfHole * hole_mm_ / step},
                                    std::move(through));
    for (const Basin& basin : basins) {
      HollowSpace cup;
      cup.volume_mm3 = cubic_mm(mean(basin.owned));
      // The level is known to about a tenth of a step.
      cup.plus_minus_mm3 = cubic_mm(spread(basin.owned, basin.ends)) +
                           0.1 * cup.volume_mm3 / std::max(1.0, basin.level - basin.lowest);
      cup.at_mm = basin.at + shift_;
      for (const Passage& leak : basin.leaks) {
        cup.openings.push_back(opening(leak));
        hollows_.openings.push_back(opening(leak));
      }
      hollows_.cups.push_back(std::move(cup));
    }
  }

  void finish() {
    const auto wider = [](const HollowOpening& a, const HollowOpening& b) {
      return a.diameter_mm > b.diameter_mm;
    };
    std::stable_sort(hollows_.openings.begin(), hollows_.openings.end(), wider);
    for (auto* list : {&hollows_.sealed, &hollows_.trapped, &hollows_.cups}) {
      std::stable_sort(list->begin(), list->end(), [](const HollowSpace& a, const HollowSpace& b) {
        return a.volume_mm3 > b.volume_mm3;
      });
      for (HollowSpace& space : *list)
        std::stable_sort(space.openings.begin(), space.openings.end(), wider);
    }
  }

  const Solid& solid_;
  Vec3 shift_;
  const Spatial& spatial_;
  double hole_mm_;
  Lattice lattice_;
  BigVector<float> clearance_;
  BigVector<Node> from_roomiest_;
  std::vector<Owned> owned_;
  std::vector<double> ends_;  ///< Of lines, in each region.
  std::vector<std::uint32_t> cavity_of_region_;
  Hollows hollows_;
};

/// What fills its hull holds nothing.
bool is_convex(const Subject& subject, const Solid& solid) {
  return solid.cavities.empty() &&
         solid.volume_mm3.nonzero >= (1 - kConvexSlack) * hull_volume_mm3(hull_of(subject));
}

Hollows find_hollows(const Subject& subject) {
  const Solid& solid = solid_of(subject);
  Hollows none;
  if (solid.none) {
    none.none = *solid.none;
    return none;
  }
  if (is_convex(subject, solid)) return none;
  static const BigVector<std::int32_t> kAllOne;
  if (!solid.mended) {
    const Spatial& spatial = spatial_of(subject);
    if (!spatial.usable()) {
      none.none = "coordinates are too large to be told apart";
      return none;
    }
    return Finder(subject, solid, {subject.mesh(), kAllOne}, spatial).find();
  }
  const Spatial spatial(solid.mended->mesh);
  return Finder(subject, solid, {solid.mended->mesh, solid.mended->weight}, spatial).find();
}

}  // namespace

const Hollows& hollows_of(const Subject& subject) {
  return subject.shared<Hollows>(find_hollows);
}

}  // namespace pg
