#include "geometry/solid/nesting.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "geometry/parallel.hpp"

namespace pg {
namespace {

constexpr std::size_t kSamples = 64, kSamplesFewest = 4;
constexpr std::size_t kSamplesInAll = 500'000;  // each a ray: with many shells each gets fewer

/// One ray's answer: winding number around the point, for each other shell that has one there.
struct Sample {
  double area = 0.0;
  std::vector<std::pair<std::uint32_t, int>> around;
};

struct Probe {
  FaceId face;
  double area;
};

/// The triangles from which a shell is judged.
std::vector<std::vector<Probe>> choose_probes(const Arrangement& arrangement, const Shells& shells,
                                              std::span<const std::uint8_t> crosses) {
  std::vector<std::vector<Probe>> probes(shells.count());
  const std::size_t samples = std::clamp(kSamplesInAll / shells.count(), kSamplesFewest, kSamples);
  const auto larger = [](const Probe& a, const Probe& b) {
    return a.area != b.area ? a.area > b.area : a.face < b.face;
  };
  // A shell that crosses none: the triangle with the largest projection. Else the largest ones,
  // kept in a heap with the smallest on top.
  for (std::size_t i = 0; i < shells.of_face.size(); ++i) {
    const auto face = static_cast<FaceId>(i);
    const std::uint32_t shell = shells.of_face[i];
    const Vec3 cross = arrangement.cross(face);
    std::vector<Probe>& list = probes[shell];
    const bool many = crosses[shell] != 0;
    const Probe probe{face, many ? cross.norm() : std::abs(cross[2])};
    if (list.size() < (many ? samples : 1)) {
      list.push_back(probe);
      std::push_heap(list.begin(), list.end(), larger);
    } else if (larger(probe, list.front())) {
      std::pop_heap(list.begin(), list.end(), larger);
      list.back() = probe;
      std::push_heap(list.begin(), list.end(), larger);
    }
  }
  for (auto& list : probes) std::sort(list.begin(), list.end(), larger);
  return probes;
}

Sample ask(const Chain& chain, const Arrangement& arrangement, const Shells& shells,
           const Probe& probe) {
  const Vec3 p = (arrangement.corner(probe.face, 0) + arrangement.corner(probe.face, 1) +
                  arrangement.corner(probe.face, 2)) /
                 3.0;
  std::map<std::uint32_t, int> sums;
  const std::uint32_t own = shells.of_face[probe.face];
  arrangement.for_each_above(p, probe.face, [&](FaceId g, int sign) {
    if (shells.of_face[g] != own) sums[shells.of_face[g]] += sign * chain.weight_of(g);
  });
  Sample sample{probe.area, {}};
  for (const auto& [shell, sum] : sums)
    if (sum != 0) sample.around.emplace_back(shell, sum);
  return sample;
}

/// Shell by shell: which others hold most of it, and the winding number around it.
struct Place {
  std::vector<std::uint32_t> holders;
  std::vector<Sample> samples;

  /// Winding around the shell over most of its area, after some shells have been turned.
  [[nodiscard]] int winding_around(const std::vector<std::uint8_t>& turned) const {
    std::map<int, double> votes;
    for (const Sample& sample : samples) {
      int winding = 0;
      for (const auto& [shell, count] : sample.around)
        winding += turned[shell] != 0 ? -count : count;
      votes[winding] += sample.area;
    }
    int best = 0;
    double most = -1.0;
    for (const auto& [winding, area] : votes)
      if (area > most) most = area, best = winding;
    return best;
  }
};

std::vector<Place> find_places(const Chain& chain, const Arrangement& arrangement,
                               const Shells& shells, std::span<const std::uint8_t> crosses) {
  const auto probes = choose_probes(arrangement, shells, crosses);
  std::vector<Place> places(shells.count());
  for_each_index(
      shells.count(),
      [&](std::size_t s) {
        std::map<std::uint32_t, double> held;
        double total = 0.0;
        for (const Probe& probe : probes[s]) {
          Sample sample = ask(chain, arrangement, shells, probe);
          total += sample.area;
          for (const auto& around : sample.around) held[around.first] += sample.area;
          places[s].samples.push_back(std::move(sample));
        }
        for (const auto& [shell, area] : held)
          if (area > 0.5 * total) places[s].holders.push_back(shell);
      },
      4);
  return places;
}

void turn_shells(Chain& chain, Shells& shells, const std::vector<std::uint8_t>& turned) {
  for_each_index(chain.mesh.triangles.size(), [&](std::size_t f) {
    if (turned[shells.of_face[f]] != 0)
      std::swap(chain.mesh.triangles[f][1], chain.mesh.triangles[f][2]);
  });
  for (std::size_t s = 0; s < shells.count(); ++s)
    if (turned[s] != 0) shells.volume_mm3[s] = -shells.volume_mm3[s];
}

/// The smallest shell around each; kNone for outer ones.
std::vector<std::uint32_t> next_around(const Shells& shells, const std::vector<Place>& places) {
  std::vector<std::uint32_t> around(shells.count(), kNone);
  for (std::size_t s = 0; s < shells.count(); ++s)
    for (const std::uint32_t holder : places[s].holders)
      if (around[s] == kNone ||
          std::abs(shells.volume_mm3[holder]) < std::abs(shells.volume_mm3[around[s]]))
        around[s] = holder;
  return around;
}

/// Shells behind which the winding number is 0, less what lies loose in them.
void find_cavities(const Chain& chain, const Shells& shells, const std::vector<Place>& places,
                   const std::vector<std::uint8_t>& turned, std::span<const std::uint8_t> crosses,
                   Nesting& nesting) {
  nesting.cavity_of_shell.assign(shells.count(), kNone);
  for (std::size_t s = 0; s < shells.count(); ++s) {
    const int inside = places[s].winding_around(turned) + (shells.volume_mm3[s] < 0.0 ? -1 : 1);
    if (places[s].holders.empty() || crosses[s] != 0 || inside != 0) continue;
    nesting.cavity_of_shell[s] = static_cast<std::uint32_t>(nesting.cavities.size());
    nesting.cavities.push_back({std::abs(shells.volume_mm3[s]), {}});
  }
  if (nesting.cavities.empty()) return;
  const std::vector<std::uint32_t> bounding = nesting.cavity_of_shell;
  const std::vector<std::uint32_t> around = next_around(shells, places);
  for (std::size_t s = 0; s < shells.count(); ++s) {
    if (around[s] == kNone || bounding[around[s]] == kNone) continue;
    nesting.cavities[bounding[around[s]]].volume_mm3 -= std::abs(shells.volume_mm3[s]);
    if (bounding[s] == kNone) nesting.cavity_of_shell[s] = bounding[around[s]];
  }
  for (std::size_t f = 0; f < shells.of_face.size(); ++f)
    if (const std::uint32_t cavity = bounding[shells.of_face[f]]; cavity != kNone)
      for (int k = 0; k < 3; ++k)
        nesting.cavities[cavity].box_mm.extend(chain.mesh.corner(static_cast<FaceId>(f), k));
}

}  // namespace

Nesting settle_nesting(Chain& chain, Shells& shells, const Arrangement* arrangement,
                       std::span<const std::uint8_t> crosses, RepairLog& log) {
  Nesting nesting;
  std::vector<Place> places(shells.count());
  if (shells.count() > 1) places = find_places(chain, *arrangement, shells, crosses);

  std::vector<Vec3> spot(shells.count(), Vec3::Zero());
  for (std::size_t f = shells.of_face.size(); f-- > 0;)
    spot[shells.of_face[f]] = chain.mesh.face_centre(static_cast<FaceId>(f));

  std::vector<std::uint8_t> turned(shells.count(), 0);
  for (std::size_t s = 0; s < shells.count(); ++s) {
    if (!places[s].holders.empty() || !(shells.volume_mm3[s] < 0.0)) continue;
    turned[s] = 1;
    ++nesting.inverted;
    log.note(SolidNote::kInvertedShell, 1, 0.0, spot[s]);
  }
  if (nesting.inverted > 0) {
    // An inner shell goes with the smallest outer shell around it.
    std::vector<std::uint8_t> with_inner = turned;
    for (std::size_t s = 0; s < shells.count(); ++s) {
      const std::uint32_t* around = nullptr;
      for (const std::uint32_t& holder : places[s].holders) {
        if (!places[holder].holders.empty()) continue;
        if (around == nullptr ||
            std::abs(shells.volume_mm3[holder]) < std::abs(shells.volume_mm3[*around]))
          around = &holder;
      }
      if (around != nullptr && turned[*around] != 0) with_inner[s] = 1;
    }
    turned = std::move(with_inner);
    turn_shells(chain, shells, turned);
  }

  find_cavities(chain, shells, places, turned, crosses, nesting);
  for (std::size_t s = 0; s < shells.count(); ++s) {
    if (places[s].holders.empty()) continue;
    const bool facing_in = shells.volume_mm3[s] < 0.0;
    nesting.inner_volume_mm3 += std::abs(shells.volume_mm3[s]);
    if (places[s].winding_around(turned) == 0) {
      log.note(SolidNote::kLoosePartInCavity, 1, 0.0, spot[s]);
    } else if (facing_in && crosses[s] != 0) {
      nesting.cavity_pokes_out = true;
      log.note(SolidNote::kCavityPokesOut, 1, 0.0, spot[s]);
    } else if (facing_in) {
      log.note(SolidNote::kCavity, 1, std::abs(shells.volume_mm3[s]), spot[s]);
    } else if (crosses[s] == 0) {
      nesting.nested_same_winding = true;
      log.note(SolidNote::kNestedSameWinding, 1, std::abs(shells.volume_mm3[s]), spot[s]);
    }
  }
  nesting.turned = std::move(turned);
  return nesting;
}

}  // namespace pg
