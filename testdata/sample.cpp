#include "testdata/sample.hpp"

#include <cmath>
#include <numbers>

#include "testdata/implicit.hpp"

namespace pg::shapes {
namespace {

/// A tube along points, each with its radius, joined smoothly.
Field tube(const std::vector<std::pair<Vec3, double>>& stations) {
  Field body = ball(stations.front().first, stations.front().second);
  for (std::size_t i = 0; i + 1 < stations.size(); ++i)
    body = join(body, capsule(stations[i].first, stations[i + 1].first, stations[i].second,
                              stations[i + 1].second));
  return body;
}

}  // namespace

TriMesh heart_like(double step) {
  Field blood = ellipsoid({-8, 0, -10}, {27, 25, 42});                   // left ventricle
  blood = blend(blood, ellipsoid({18, 8, -4}, {24, 22, 36}), 8);         // right ventricle
  blood = blend(blood, ellipsoid({-16, -12, 34}, {22, 19, 17}), 6);      // left atrium
  blood = blend(blood, ellipsoid({24, -8, 32}, {19, 18, 19}), 6);        // right atrium
  blood = blend(blood, capsule({-2, 6, 25}, {2, 8, 62}, 13, 12), 4);     // aortic root
  blood = blend(blood, capsule({10, 20, 22}, {-2, 26, 58}, 12, 11), 4);  // pulmonary trunk
  blood = blend(blood, capsule({27, -10, 35}, {30, -12, 62}, 9, 9), 3);  // upper caval vein
  const Field wall = without(grown(blood, 3.0), blood);
  const Field cut = half_space({0, 0, 56}, {0, 0, 1});
  Box3 box;
  box.extend(Vec3(-48, -46, -66));
  box.extend(Vec3(58, 52, 70));
  return mesh_of(common(wall, cut), box, step);
}

TriMesh aorta_like(double step) {
  std::vector<std::pair<Vec3, double>> stations = {{{30, 0, -40}, 15}, {{31, 2, -20}, 14}};
  for (int i = 0; i <= 12; ++i) {
    const double angle = std::numbers::pi * i / 12;
    stations.push_back(
        {{31 * std::cos(angle), 4 + 4.0 * i / 12, 31 * std::sin(angle)}, 13.5 - 2.5 * i / 12});
  }
  stations.push_back({{-31, 10, -60}, 10.5});
  stations.push_back({{-28, 12, -130}, 10});
  Field lumen = tube(stations);
  lumen = blend(lumen, capsule({16, 5, 24}, {24, 5, 66}, 6, 5.5), 4);
  lumen = blend(lumen, capsule({0, 6, 28}, {2, 6, 66}, 4, 3.5), 3);
  lumen = blend(lumen, capsule({-16, 7, 24}, {-22, 7, 66}, 4.5, 4.2), 3);
  const Field wall = without(grown(lumen, 2.5), lumen);
  Field trimmed = common(wall, half_space({0, 0, 58}, {0, 0, 1}));
  trimmed = without(trimmed, block({30, 0, -62}, {60, 60, 60}));     // the root's end
  trimmed = without(trimmed, block({-28, 12, -150}, {60, 60, 60}));  // the descending end
  Box3 box;
  box.extend(Vec3(-50, -20, -130));
  box.extend(Vec3(52, 32, 64));
  return mesh_of(trimmed, box, step);
}

TriMesh guide_like(double step) {
  // A plate bent over a bone of 28 mm radius, 3 mm thick, 60 mm long.
  Field plate =
      without(cylinder({0, 0, -28}, {0, 1, 0}, 31, 60), cylinder({0, 0, -28}, {0, 1, 0}, 28, 70));
  plate = common(plate, block({0, 0, 0}, {34, 60, 14}));
  for (const double y : {-20.0, 20.0}) {
    const Vec3 centre(y > 0 ? 6 : -6, y, 0);
    plate = join(
        plate, common(cylinder(centre, {0, 0, 1}, 4.0, 14), half_space({0, 0, -1.5}, {0, 0, -1})));
    plate = without(plate, cylinder(centre, {0, 0, 1}, 1.25, 40));
  }
  plate = join(plate, block({0, 0, 4}, {26, 7, 8}));
  plate = without(plate, cylinder({0, 0, -28}, {0, 1, 0}, 28, 70));
  plate = without(plate, block({0, 0, 4}, {20, 1.0, 40}));
  Box3 box;
  box.extend(Vec3(-20, -32, -10));
  box.extend(Vec3(20, 32, 12));
  return mesh_of(plate, box, step);
}

}  // namespace pg::shapes
