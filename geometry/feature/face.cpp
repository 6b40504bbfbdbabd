#include "geometry/feature/face.hpp"

#include <Eigen/Geometry>
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "geometry/feature/depth_map.hpp"
#include "geometry/feature/median.hpp"
#include "geometry/feature/nose_tips.hpp"

namespace pg {
namespace {

using feature::DepthMap;
using feature::Viewpoint;

constexpr double kFaceLongMinMm = 75.0;  // an infant's, from the brow to the chin
constexpr double kFaceWideMinMm = 55.0;
constexpr std::array kScales = {1.0, 0.85, 1.15, 0.7};

Viewpoint turned(const Viewpoint& view, const Vec3& axis, double angle) {
  const Eigen::AngleAxisd turn(angle, axis);
  return {view.at, turn * view.right, turn * view.up, turn * view.forward};
}

/// A cell of a depth map in which something is seen.
struct Seen {
  double x, y, height;  ///< mm.
};

std::vector<Seen> seen_in_disc(const DepthMap& map, double disc_mm) {
  std::vector<Seen> seen;
  const int reach = map.reach();
  for (int y = -reach; y <= reach; ++y)
    for (int x = -reach; x <= reach; ++x) {
      const Seen here{x * map.step(), y * map.step(), map.cell(x, y)};
      if (here.x * here.x + here.y * here.y <= disc_mm * disc_mm && !std::isnan(here.height))
        seen.push_back(here);
    }
  return seen;
}

/// How much the halves left and right of the line through the middle in direction `angle` differ:
/// the median over a disc, in mm.
double asymmetry(const DepthMap& map, const std::vector<Seen>& disc, double angle, double disc_mm) {
  const double c = std::cos(angle), s = std::sin(angle);
  std::vector<double> differences;
  for (const Seen& here : disc) {
    const double aside = here.x * -s + here.y * c;  // from the line
    if (aside < map.step()) continue;
    const double difference =
        here.height - map.height(here.x + 2 * aside * s, here.y - 2 * aside * c);
    if (!std::isnan(difference)) differences.push_back(std::abs(difference));
  }
  if (static_cast<double>(differences.size()) <
      0.3 * std::numbers::pi * disc_mm * disc_mm / (map.step() * map.step()))
    return std::numeric_limits<double>::infinity();
  return feature::median_of(std::move(differences));
}

/// `view` turned about its direction so that its `up` lies in the plane of symmetry; none: there is
/// no such plane.
std::optional<Viewpoint> along_symmetry(const Viewpoint& view, const DepthMap& map) {
  constexpr double kDiscMm = 45.0, kMostMm = 5.0, kDegree = std::numbers::pi / 180;
  const std::vector<Seen> disc = seen_in_disc(map, kDiscMm);
  double best = kMostMm, angle = -1;
  for (int degrees = 0; degrees < 180; degrees += 4) {
    const double here = asymmetry(map, disc, degrees * kDegree, kDiscMm);
    if (here < best) {
      best = here;
      angle = degrees * kDegree;
    }
  }
  if (angle < 0) return std::nullopt;
  return turned(view, view.forward, angle - std::numbers::pi / 2);
}

double mean_of(const DepthMap& map, double x_from, double x_to, double y_from, double y_to,
               int least = 1) {
  double sum = 0;
  int count = 0;
  for (double y = y_from; y <= y_to; y += map.step())
    for (double x = x_from; x <= x_to; x += map.step())
      if (const double here = map.height(x, y); !std::isnan(here)) {
        sum += here;
        ++count;
      }
  return count < least ? DepthMap::kNothing : sum / count;
}

constexpr double kCoarseMm = 5, kCoarseSlackMm = 4, kFineMm = 3;
constexpr double kReachMm = 81, kBeforeMm = 25, kBehindMm = 110;  // of an adult's face

template <class Source>
DepthMap look(const Source& at, const Viewpoint& view, double scale, double step_mm) {
  const int reach = static_cast<int>(kReachMm / step_mm);
  return {at, view, step_mm * scale, reach, kBeforeMm * scale, kBehindMm * scale};
}

/// Turned so that left and right are equally deep, and forehead and lips too. None: nothing is to be
/// seen there, or the nose would not be a nose.
std::optional<Viewpoint> levelled(const std::vector<Vec3>& seen, Viewpoint view, double scale) {
  constexpr double kTurnMax = 0.9;  // 50 degrees from the normal of the tip
  const Vec3 normal = view.forward;
  for (int i = 0; i < 3; ++i) {
    const DepthMap map = look(seen, view, scale, kCoarseMm);
    const double left = mean_of(map, -45 * scale, -25 * scale, -20 * scale, 40 * scale, 6);
    const double right = mean_of(map, 25 * scale, 45 * scale, -20 * scale, 40 * scale, 6);
    const double forehead = mean_of(map, -12 * scale, 12 * scale, 52 * scale, 76 * scale, 3);
    const double lips = mean_of(map, -12 * scale, 12 * scale, -45 * scale, -18 * scale, 3);
    if (std::isnan(left + right + forehead + lips)) return std::nullopt;
    view = turned(view, view.up, std::atan2(left - right, 70 * scale));
    view = turned(view, view.right, std::atan2(forehead - lips, 95.5 * scale));
    if (view.forward.dot(normal) < std::cos(kTurnMax)) return std::nullopt;
  }
  return view;
}

/// Over the oval of a face.
struct Sight {
  double seen = 0;     ///< Share of it.
  double highest = 0;  ///< mm over the tip.
  double uneven = 0;   ///< mm, median of what left and right differ by.
};

Sight at_first_sight(const DepthMap& map, double s) {
  int seen = 0, places = 0;
  Sight sight{.highest = -1e9};
  std::vector<double> halves;
  for (double y = -45 * s; y <= 66 * s; y += map.step())
    for (double x = -48 * s; x <= 48 * s; x += map.step()) {
      const double ex = x / (48 * s), ey = (y - 10 * s) / (56 * s);
      if (ex * ex + ey * ey > 1) continue;
      ++places;
      const double here = map.height(x, y);
      if (std::isnan(here)) continue;
      ++seen;
      sight.highest = std::max(sight.highest, here);
      if (x > map.step() / 2)
        if (const double there = map.height(-x, y); !std::isnan(there))
          halves.push_back(std::abs(here - there));
    }
  sight.seen = static_cast<double>(seen) / places;
  sight.uneven = halves.empty() ? DepthMap::kNothing : feature::median_of(std::move(halves));
  return sight;
}

/// Line by line: what a face has. `slack`: mm by which a coarse map may be off, at scale 1.
bool looks_like_a_face(const DepthMap& map, double s, double slack) {
  const Sight sight = at_first_sight(map, s);
  const auto over = [&](double here, double least) { return here > (least - slack) * s; };
  const auto under = [&](double here, double most) { return here < (most + slack) * s; };
  // Seen nearly everywhere; the nose is what is nearest.
  if (sight.seen < (slack > 0 ? 0.75 : 0.9) || !under(sight.highest, 3) ||
      !under(sight.uneven, 2.5))
    return false;

  const auto across = [&](double x, double y) {  // both sides
    return (mean_of(map, x - 3 * s, x + 3 * s, y - 3 * s, y + 3 * s) +
            mean_of(map, -x - 3 * s, -x + 3 * s, y - 3 * s, y + 3 * s)) /
           2;
  };
  const auto middle = [&](double y) { return mean_of(map, -1.5 * s, 1.5 * s, y - 1.5 * s, y + 1.5 * s); };

  // A nose with wings, and a step under it.
  if (!under(across(22 * s, 0), -9)) return false;
  if (!under(std::min(middle(-15 * s), middle(-18 * s)), -6)) return false;
  // The saddle between the eyes: the lowest of the bridge, with the forehead rising over it.
  double saddle = 1e9, saddle_y = 0;
  for (double y = 24 * s; y <= 57 * s; y += map.step())
    if (const double here = middle(y); here < saddle) {
      saddle = here;
      saddle_y = y;
    }
  if (!under(saddle, -8) || !over(saddle, -40)) return false;
  double brow = -1e9;
  for (double y = saddle_y; y <= saddle_y + 36 * s; y += map.step())
    brow = std::max(brow, middle(y));
  if (!over(brow - saddle, 1.2)) return false;
  // The bridge stands between the hollows of the eyes; brows over them.
  double hollow_y = saddle_y, bridge = -1e9;
  for (double y = saddle_y - 12 * s; y <= saddle_y + 3 * s; y += map.step())
    if (const double here = middle(y) - across(18 * s, y); here > bridge) {
      bridge = here;
      hollow_y = y;
    }
  if (!over(bridge, 4)) return false;
  double brows = -1e9;
  for (double y = hollow_y + 12 * s; y <= hollow_y + 36 * s; y += map.step())
    brows = std::max(brows, across(20 * s, y));
  if (!over(brows - across(20 * s, hollow_y), 2)) return false;
  // The sides fall back; the mouth and the chin do not.
  const double sides = across(57 * s, 20 * s);
  if (!std::isnan(sides) && !under(sides, -25)) return false;
  for (double y = -24 * s; y >= -54 * s; y -= 6 * s)
    if (const double here = middle(y); !over(here, -38) || !under(here, 1)) return false;
  return true;
}

std::optional<FaceView> face_at(const Spatial& spatial, const feature::NoseTip& tip) {
  Viewpoint view{.at = tip.at, .forward = tip.outward};
  view.right = view.forward.unitOrthogonal();
  view.up = view.forward.cross(view.right);
  // One look serves all tries: wide enough for the largest face, turned by as much as is allowed.
  constexpr double kFirstMm = 4, kWideMm = 96;
  const DepthMap first(spatial, view, kFirstMm, static_cast<int>(kWideMm / kFirstMm), kBeforeMm,
                       kBehindMm);
  const std::optional<Viewpoint> along = along_symmetry(view, first);
  if (!along) return std::nullopt;
  const std::vector<Vec3> seen = first.places(view);
  for (const double side : {1.0, -1.0})
    for (const double scale : kScales) {
      const Viewpoint upright{along->at, side * along->right, side * along->up, along->forward};
      const std::optional<Viewpoint> level = levelled(seen, upright, scale);
      if (!level ||
          !looks_like_a_face(look(seen, *level, scale, kCoarseMm), scale, kCoarseSlackMm) ||
          !looks_like_a_face(look(spatial, *level, scale, kFineMm), scale, 0))
        continue;
      return FaceView{
          .nose_tip = level->at, .forward = level->forward, .up = level->up, .scale = scale};
    }
  return std::nullopt;
}

/// Whether a face fits into the model's box at all.
bool large_enough(const TriMesh& mesh) {
  if (mesh.positions_mm.empty()) return false;
  Vec3 sides = bounding_box(mesh).size();
  std::sort(sides.begin(), sides.end());
  return sides[2] >= kFaceLongMinMm && sides[1] >= kFaceWideMinMm;
}

}  // namespace

std::optional<FaceView> find_face(const Subject& subject) {
  if (!large_enough(subject.mesh())) return std::nullopt;
  const std::vector<feature::NoseTip> tips = feature::nose_tips(subject);
  for (const feature::NoseTip& tip : tips)
    if (std::optional<FaceView> face = face_at(spatial_of(subject), tip)) return face;
  return std::nullopt;
}

}  // namespace pg
