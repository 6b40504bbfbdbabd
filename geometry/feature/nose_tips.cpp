#include "geometry/feature/nose_tips.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <optional>
#include <tuple>

#include "geometry/feature/point_grid.hpp"
#include "geometry/parallel.hpp"

namespace pg::feature {
namespace {

constexpr double kCellMm = 2.5;       // places are this far apart
constexpr std::size_t kPlacesMax = 40'000;
constexpr double kRingMm = 18.0;
constexpr double kDropMinMm = 0.5;     // along the bridge little is left of it
constexpr double kMeanDropMinMm = 4.5;  // on a ball of a head's size it is 2
constexpr double kMeanDropMaxMm = 30.0;
constexpr double kFreeMm = 400.0;     // before a nose there is air
constexpr double kApartMm = 6.0;
constexpr double kAlike = 0.985;  // cosine of 10 degrees
constexpr int kRays = 12;
constexpr std::size_t kTipsMax = 60;

struct Place {
  Vec3 at;
  Vec3 normal;
};

std::vector<Vec3> vertex_normals(const TriMesh& mesh) {
  std::vector<Vec3> normals(mesh.positions_mm.size(), Vec3::Zero());
  for (const auto& triangle : mesh.triangles) {
    const Vec3 area = (mesh.positions_mm[triangle[1]] - mesh.positions_mm[triangle[0]])
                          .cross(mesh.positions_mm[triangle[2]] - mesh.positions_mm[triangle[0]]);
    for (const VertexId corner : triangle) normals[corner] += area;
  }
  return normals;
}

bool lower(const Vec3& a, const Vec3& b) {
  return std::tie(a[0], a[1], a[2]) < std::tie(b[0], b[1], b[2]);
}

/// One vertex a cell, whichever comes first by its coordinates: not by its number.
std::vector<Place> places_of(const TriMesh& mesh) {
  const std::vector<Vec3> normals = vertex_normals(mesh);
  const Vec3 origin = bounding_box(mesh).min;
  std::vector<std::pair<std::uint64_t, std::uint32_t>> cells;
  for (double cell_mm = kCellMm;; cell_mm *= 1.5) {
    cells.clear();
    for (std::uint32_t v = 0; v < mesh.positions_mm.size(); ++v)
      if (normals[v].squaredNorm() > 0)
        cells.emplace_back(cell_of(mesh.positions_mm[v] - origin, cell_mm), v);
    std::sort(cells.begin(), cells.end(), [&](const auto& a, const auto& b) {
      if (a.first != b.first) return a.first < b.first;
      return lower(mesh.positions_mm[a.second], mesh.positions_mm[b.second]);
    });
    cells.erase(std::unique(cells.begin(), cells.end(),
                            [](const auto& a, const auto& b) { return a.first == b.first; }),
                cells.end());
    if (cells.size() <= kPlacesMax) break;
  }
  std::vector<Place> places;
  places.reserve(cells.size());
  for (const auto& [cell, vertex] : cells)
    places.push_back({mesh.positions_mm[vertex], normals[vertex].normalized()});
  return places;
}

/// Mean height over the ring, where it lies lower all around.
std::optional<double> protrusion(const Spatial& spatial, const Vec3& at, const Vec3& outward) {
  constexpr double kAboveMm = 30.0;
  const Vec3 across = outward.unitOrthogonal();
  const Vec3 other = outward.cross(across);
  double sum = 0;
  for (int i = 0; i < kRays; ++i) {
    // Opposite ones first: a ridge fails at once.
    const int turn = (i % 2) * (kRays / 2) + i / 2;
    const double angle = 2 * std::numbers::pi * turn / kRays;
    const Vec3 place = at + kRingMm * (std::cos(angle) * across + std::sin(angle) * other);
    const auto hit = spatial.first_hit(place + kAboveMm * outward, -outward, 0, kAboveMm + 60);
    if (!hit) return std::nullopt;
    const double drop = hit->distance - kAboveMm;
    if (drop < kDropMinMm) return std::nullopt;
    sum += drop;
  }
  const double mean = sum / kRays;
  if (mean < kMeanDropMinMm || mean > kMeanDropMaxMm) return std::nullopt;
  return mean;
}

std::optional<NoseTip> tip_at(const Spatial& spatial, const Place& place) {
  // Which side is outside is told by where there is air: a mesh may be turned inside out.
  for (const double side : {1.0, -1.0}) {
    const Vec3 outward = side * place.normal;
    const std::optional<double> height = protrusion(spatial, place.at, outward);
    if (!height) continue;
    if (spatial.first_hit(place.at + 0.5 * outward, outward, 0, kFreeMm)) continue;
    return NoseTip{.at = place.at, .outward = outward, .protrusion_mm = *height};
  }
  return std::nullopt;
}

/// A tip moved to where the surface is farthest from the middle of its surroundings, looking away
/// from there: the normal of one place beside the tip points aside.
class Settler {
 public:
  Settler(const std::vector<Place>& places, const std::vector<Vec3>& points, const Vec3& origin)
      : places_(places), grid_(points, origin, kAroundMm) {}

  /// `by_normals`: looking the way that the surface of the tip does on average, instead.
  [[nodiscard]] NoseTip settled(NoseTip tip, bool by_normals) const {
    for (int i = 0; i < 4; ++i) {
      // In the order of the grid: the same sum however the mesh is numbered.
      Vec3 sum = Vec3::Zero();
      visit(tip.at, by_normals ? kBaseMm : kAroundMm, [&](const Place& place) {
        if (!by_normals) sum += tip.at - place.at;
        else sum += place.normal.dot(tip.outward) < 0 ? Vec3(-place.normal) : place.normal;
      });
      if (sum.squaredNorm() > 0) tip.outward = sum.normalized();
      Vec3 highest = tip.at;
      visit(tip.at, kBaseMm, [&](const Place& place) {
        const double here = (place.at - tip.at).dot(tip.outward);
        const double most = (highest - tip.at).dot(tip.outward);
        if (here > most || (here == most && lower(place.at, highest))) highest = place.at;
      });
      tip.at = highest;
    }
    return tip;
  }

 private:
  static constexpr double kAroundMm = 32.0;
  static constexpr double kBaseMm = 12.0;

  template <class Visit>
  void visit(const Vec3& at, double within_mm, Visit&& use) const {
    grid_.visit_near(at, [&](std::uint32_t i) {
      if ((places_[i].at - at).norm() <= within_mm) use(places_[i]);
    });
  }

  const std::vector<Place>& places_;
  PointGrid grid_;
};

}  // namespace

std::vector<NoseTip> nose_tips(const Subject& subject) {
  const Spatial& spatial = spatial_of(subject);
  if (!spatial.usable()) return {};
  const std::vector<Place> places = places_of(subject.mesh());
  std::vector<std::optional<NoseTip>> found(places.size());
  for_each_index(places.size(), [&](std::size_t i) { found[i] = tip_at(spatial, places[i]); }, 256);
  std::vector<Vec3> points;
  points.reserve(places.size());
  for (const Place& place : places) points.push_back(place.at);
  const Settler settler(places, points, points.empty() ? Vec3(Vec3::Zero()) : points[0]);
  std::erase_if(found, [](const auto& raw) { return !raw; });
  std::vector<NoseTip> settled(2 * found.size());
  for_each_index(
      settled.size(), [&](std::size_t i) { settled[i] = settler.settled(*found[i / 2], i % 2 == 1); },
      16);
  std::vector<NoseTip> all;
  for (NoseTip& tip : settled) {
    const bool known = std::any_of(all.begin(), all.end(), [&](const NoseTip& other) {
      return other.at == tip.at && other.outward.dot(tip.outward) > kAlike;
    });
    if (known) continue;
    const std::optional<double> height = protrusion(spatial, tip.at, tip.outward);
    if (!height) continue;
    tip.protrusion_mm = *height;
    all.push_back(tip);
  }
  std::sort(all.begin(), all.end(), [](const NoseTip& a, const NoseTip& b) {
    if (a.protrusion_mm != b.protrusion_mm) return a.protrusion_mm > b.protrusion_mm;
    return lower(a.at, b.at);
  });
  std::vector<NoseTip> apart;
  for (const NoseTip& tip : all) {
    const bool near = std::any_of(apart.begin(), apart.end(), [&](const NoseTip& other) {
      return (other.at - tip.at).norm() < kApartMm && other.outward.dot(tip.outward) > kAlike;
    });
    if (!near) apart.push_back(tip);
    if (apart.size() == kTipsMax) break;
  }
  return apart;
}

}  // namespace pg::feature
