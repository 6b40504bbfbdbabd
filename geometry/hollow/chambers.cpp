#include "geometry/hollow/chambers.hpp"

#include <algorithm>
#include <limits>
#include <queue>

#include "geometry/parallel.hpp"

namespace pg::hollow {
namespace {

// More mouths than this are taken as the lattice shows them; the roomiest are measured.
constexpr std::size_t kMeasuredMost = 400;

/// A mouth as the lattice shows it: no wider than its best link plus half a cell's diagonal.
Passage as_shown(const Lattice& lattice, const BigVector<float>& clearance, const Mouth& mouth) {
  const double room = static_cast<double>(std::min(clearance[mouth.from], clearance[mouth.to]));
  return {.at_mm = 0.5 * (lattice.place(mouth.from) + lattice.place(mouth.to)),
          .diameter_mm = 2 * room * lattice.step_mm(),
          .way = {}};
}

std::vector<Passage> measure_mouths(const Lattice& lattice, const BigVector<float>& clearance,
                                    const Regions& regions, const Spatial& spatial) {
  std::vector<Passage> passages;
  for (const Mouth& mouth : regions.mouths) passages.push_back(as_shown(lattice, clearance, mouth));
  std::vector<std::size_t> order(passages.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return passages[a].diameter_mm > passages[b].diameter_mm;
  });
  for_each_index(
      std::min(order.size(), kMeasuredMost),
      [&](std::size_t i) {
        passages[order[i]] =
            widest_passage(lattice, clearance, regions.of_node, regions.mouths[order[i]], spatial);
      },
      1);
  return passages;
}

/// A neck of even width may be cut in several pieces: places that see each other past walls no
/// nearer than their own, closer together than two openings with a chamber between them can be.
bool same_neck(const Passage& a, const Passage& b, const Spatial& spatial) {
  constexpr int kLooks = 8;
  constexpr double kNear = 1.5, kAsWide = 0.95;
  const Vec3 apart = b.at_mm - a.at_mm;
  if (apart.norm() > kNear * 0.5 * (a.diameter_mm + b.diameter_mm)) return false;
  const double least = kAsWide * 0.5 * std::min(a.diameter_mm, b.diameter_mm);
  for (int i = 1; i < kLooks; ++i)
    if (spatial.closest_point(a.at_mm + apart * i / kLooks).distance < least) return false;
  return true;
}

/// Mouths that are a piece of a wider one between the same regions.
std::vector<std::uint8_t> find_pieces(const Regions& regions, const std::vector<Passage>& passages,
                                      const Spatial& spatial) {
  std::vector<std::uint8_t> piece(passages.size(), 0);
  const auto wider = [&](std::size_t a, std::size_t b) {
    return passages[a].diameter_mm != passages[b].diameter_mm
               ? passages[a].diameter_mm > passages[b].diameter_mm
               : a < b;
  };
  for (std::size_t a = 0; a < passages.size(); ++a)
    for (std::size_t b = a + 1; b < passages.size(); ++b) {  // mouths are sorted by regions
      if (regions.mouths[a].one != regions.mouths[b].one ||
          regions.mouths[a].other != regions.mouths[b].other)
        break;
      if (same_neck(passages[a], passages[b], spatial)) piece[wider(a, b) ? b : a] = 1;
    }
  return piece;
}

class Graph {
 public:
  Graph(const Regions& regions, const std::vector<Passage>& passages)
      : regions_(regions), passages_(passages), mouths_of_(regions.peak.size()) {
    for (std::size_t m = 0; m < regions.mouths.size(); ++m) {
      mouths_of_[regions.mouths[m].one].push_back(m);
      mouths_of_[regions.mouths[m].other].push_back(m);
    }
  }

  [[nodiscard]] std::uint32_t across(std::size_t mouth, std::uint32_t region) const {
    const Mouth& m = regions_.mouths[mouth];
    return m.one == region ? m.other : m.one;
  }
  [[nodiscard]] const std::vector<std::size_t>& mouths_of(std::uint32_t region) const {
    return mouths_of_[region];
  }

  /// Region by region from the outside, always through the widest mouth: visit(region, from,
  /// mouth).
  template <class Visit>
  void walk_from_outside(Visit&& visit) const {
    std::vector<std::uint8_t> done(regions_.peak.size(), 0);
    done[kOutside] = 1;
    const auto narrower = [&](const Way& a, const Way& b) {
      const double p = passages_[a.mouth].diameter_mm, q = passages_[b.mouth].diameter_mm;
      return p != q ? p < q : a.mouth > b.mouth;
    };
    std::priority_queue<Way, std::vector<Way>, decltype(narrower)> ways(narrower);
    for (const std::size_t m : mouths_of_[kOutside]) ways.push({m, kOutside});
    while (!ways.empty()) {
      const auto [mouth, from] = ways.top();
      ways.pop();
      const std::uint32_t region = across(mouth, from);
      if (done[region] != 0) continue;
      done[region] = 1;
      visit(region, from, mouth);
      for (const std::size_t m : mouths_of_[region])
        if (done[across(m, region)] == 0) ways.push({m, region});
    }
  }

 private:
  struct Way {
    std::size_t mouth;
    std::uint32_t from;
  };

  const Regions& regions_;
  const std::vector<Passage>& passages_;
  std::vector<std::vector<std::size_t>> mouths_of_;
};

}  // namespace

Chambers find_chambers(const Lattice& lattice, const BigVector<float>& clearance,
                       const Regions& regions, const Spatial& spatial, double hole_mm) {
  Chambers chambers;
  chambers.passages = measure_mouths(lattice, clearance, regions, spatial);
  const auto width = [&](std::size_t mouth) { return chambers.passages[mouth].diameter_mm; };
  const Graph graph(regions, chambers.passages);
  const std::size_t count = regions.peak.size();
  std::vector<double> ball_mm(count, 0.0), way_out_mm(count, 0.0);
  for_each_index(
      count,
      [&](std::size_t r) {
        if (r != kOutside)
          ball_mm[r] = 2 * spatial.closest_point(lattice.place(regions.peak[r])).distance;
      },
      4);

  // What each region belongs to: roots are chambers, 0 is the outside.
  std::vector<std::uint32_t> parent(count);
  for (std::uint32_t r = 0; r < count; ++r) parent[r] = r;
  const auto root = [&](std::uint32_t r) {
    while (parent[r] != r) r = parent[r] = parent[parent[r]];
    return r;
  };
  std::vector<std::uint8_t> reached(count, 0);
  way_out_mm[kOutside] = std::numeric_limits<double>::infinity();
  graph.walk_from_outside([&](std::uint32_t region, std::uint32_t from, std::size_t mouth) {
    way_out_mm[region] = std::min(way_out_mm[from], width(mouth));
    reached[region] = 1;
    if (ball_mm[region] < kWiderThanOpening * width(mouth)) parent[region] = root(from);
  });
  const auto drains = [&](std::uint32_t r) { return way_out_mm[r] >= hole_mm; };
  for (const Mouth& mouth : regions.mouths) {
    const std::uint32_t a = root(mouth.one), b = root(mouth.other);
    if (a != b && !drains(a) && !drains(b)) parent[std::max(a, b)] = std::min(a, b);
  }

  std::vector<std::size_t> chamber_of(count, count);
  for (std::uint32_t r = 1; r < count; ++r) {
    const std::uint32_t top = root(r);
    if (top == kOutside) continue;
    if (chamber_of[top] == count) {
      chamber_of[top] = chambers.list.size();
      Chamber chamber;
      chamber.drains = drains(top);
      chambers.list.push_back(std::move(chamber));
    }
    Chamber& chamber = chambers.list[chamber_of[top]];
    chamber.regions.push_back(r);
    chamber.reached = chamber.reached || reached[r] != 0;
    if (ball_mm[r] > chamber.ball_mm) {
      chamber.ball_mm = ball_mm[r];
      chamber.at_mm = lattice.place(regions.peak[r]);
    }
  }
  const std::vector<std::uint8_t> piece = find_pieces(regions, chambers.passages, spatial);
  for (std::size_t m = 0; m < regions.mouths.size(); ++m) {
    if (piece[m] != 0) continue;
    const std::uint32_t a = root(regions.mouths[m].one), b = root(regions.mouths[m].other);
    if (a == b) continue;
    if (a != kOutside) chambers.list[chamber_of[a]].mouths.push_back(m);
    if (b != kOutside) chambers.list[chamber_of[b]].mouths.push_back(m);
  }
  return chambers;
}

}  // namespace pg::hollow
