#include <algorithm>
#include <cmath>

#include "testdata/faults.hpp"
#include "testdata/implicit.hpp"
#include "testdata/shapes.hpp"

namespace pg::faults {
namespace {

using shapes::box;
using shapes::inverted;
using shapes::moved;
using shapes::together;

constexpr double kSide = 20.0;    // of the cubes
constexpr double kRadius = 20.0;  // of the balls

/// A cube of about so many triangles; 0: twelve.
TriMesh cube(int triangles) {
  const int cells = std::max(1, static_cast<int>(std::lround(std::sqrt(triangles / 12.0))));
  return box({kSide, kSide, kSide}, cells);
}

Specimen of(TriMesh mesh, TriMesh sound) {
  Specimen s;
  s.mesh = std::move(mesh);
  s.sound = std::move(sound);
  s.room_mm = 0.2 * kSide;
  return s;
}

Specimen cubes_overlapping(int triangles) {
  const TriMesh a = cube(triangles / 2), b = moved(a, {10, 10, 10});
  const TriMesh shared = moved(box({10, 10, 10}), {5, 5, 5});
  return of(together({a, b}), together({a, b, inverted(shared)}));
}

Specimen cubes_overlapping_one_twice(int triangles) {
  Specimen s = cubes_overlapping(triangles);
  s.mesh = together({s.mesh, moved(cube(triangles / 2), {10, 10, 10})});
  return s;
}

Specimen cubes_sharing_faces(int triangles) {
  const TriMesh a = cube(triangles / 3);
  const TriMesh row = together({a, moved(a, {kSide, 0, 0}), moved(a, {2 * kSide, 0, 0})});
  return of(row, row);
}

Specimen cubes_sharing_edge(int triangles) {
  const TriMesh a = cube(triangles / 2);
  const TriMesh both = together({a, moved(a, {kSide, kSide, 0})});
  return of(both, both);
}

/// Without the side at -z.
TriMesh opened(TriMesh mesh) {
  std::erase_if(mesh.triangles, [&](const Triangle& t) {
    return std::all_of(t.begin(), t.end(),
                       [&](VertexId v) { return mesh.positions_mm[v][2] < -0.49 * kSide; });
  });
  return mesh;
}

Specimen open_bottom(int triangles) {
  Specimen s = of(opened(cube(triangles)), cube(triangles));
  s.surface_missing = true;
  return s;
}

Specimen open_bottom_far(int triangles) {
  Specimen s = open_bottom(triangles);
  s.move([](const Vec3& p) { return Vec3(p + Vec3(50, 60, 70)); });
  return s;
}

/// A prism over a polygon that crosses itself: one lobe comes out inside out. The crossing is no
/// vertex; more triangles only cut the height into levels.
Specimen bow_tie(int triangles) {
  const int levels = std::max(1, triangles / 8 - 1);
  // Two lobes of 100 mm2: triangles of base 20 and height 10 that meet in the origin.
  const std::array<std::array<double, 2>, 4> rim = {{{-10, -10}, {10, 10}, {10, -10}, {-10, 10}}};
  TriMesh mesh;
  for (int level = 0; level <= levels; ++level)
    for (const auto& [x, y] : rim) mesh.positions_mm.push_back({x, y, 10.0 * level / levels});
  for (int level = 0; level < levels; ++level)
    for (VertexId i = 0; i < 4; ++i) {
      const auto low = static_cast<VertexId>(4 * level), high = low + 4;
      const VertexId j = (i + 1) % 4;
      mesh.triangles.push_back({low + i, low + j, high + j});
      mesh.triangles.push_back({low + i, high + j, high + i});
    }
  const auto top = static_cast<VertexId>(4 * levels);
  for (const Triangle& t : {Triangle{0, 1, 2}, Triangle{0, 2, 3}}) {
    mesh.triangles.push_back({t[0], t[2], t[1]});
    mesh.triangles.push_back({top + t[0], top + t[1], top + t[2]});
  }
  const TriMesh lobe = shapes::prism({{0, 0}, {10, -10}, {10, 10}}, 10);
  Specimen s =
      of(std::move(mesh), together({lobe, shapes::prism({{0, 0}, {-10, 10}, {-10, -10}}, 10)}));
  s.inside = Vec3(-7, 0, 5);  // in the lobe that faces outward
  s.room_mm = 2.5;
  return s;
}

/// A ball whose lower half mirrors the upper one, triangle by triangle: `half` is the upper one.
struct MirroredBall {
  TriMesh half;
  TriMesh lower;

  explicit MirroredBall(int triangles) {
    const int rings = std::max(4, static_cast<int>(std::sqrt(triangles / 4.0)) / 2 * 2);
    half = shapes::uv_sphere(kRadius, rings, 2 * rings);
    std::erase_if(half.triangles, [&](const Triangle& t) {
      return half.positions_mm[t[0]][2] + half.positions_mm[t[1]][2] + half.positions_mm[t[2]][2] <
             0.0;
    });
    for (Vec3& p : half.positions_mm)
      if (std::abs(p[2]) < 1e-9) p[2] = 0.0;
    lower = half;
    for (Vec3& p : lower.positions_mm) p[2] = -p[2];
    lower = inverted(std::move(lower));
  }
};

/// The upper half with the cap around the pole pushed down: by `depth` at the pole, by nothing at
/// the radius 0.6 R.
TriMesh pushed(TriMesh half, double depth) {
  const double edge = 0.6 * kRadius;
  for (Vec3& p : half.positions_mm) {
    const double r = std::hypot(p[0], p[1]);
    if (p[2] > 0.0 && r < edge) p[2] -= depth * std::min(1.0, 2.0 * (1.0 - r / edge));
  }
  return half;
}

/// Adds the surface around the space between two triangles over the same (x, y), top and bottom,
/// without the walls between neighbours: outward where the top is above, turned where it is below.
void add_between(TriMesh& sound, const std::array<Vec3, 3>& top, const std::array<Vec3, 3>& low) {
  const auto put = [&](const Vec3& a, const Vec3& b, const Vec3& c) {
    const auto first = static_cast<VertexId>(sound.positions_mm.size());
    for (const Vec3& p : {a, b, c}) sound.positions_mm.push_back(p);
    sound.triangles.push_back({first, first + 1, first + 2});
  };
  // Cut along the line where both meet.
  for (const bool above : {true, false}) {
    std::vector<Vec3> upper, lower;
    for (std::size_t k = 0; k < 3; ++k) {
      const std::size_t n = (k + 1) % 3;
      const double d = top[k][2] - low[k][2], e = top[n][2] - low[n][2];
      if (above ? d >= 0 : d < 0) {
        upper.push_back(top[k]);
        lower.push_back(low[k]);
      }
      if ((d >= 0) == (e >= 0)) continue;
      upper.push_back(top[k] + d / (d - e) * (top[n] - top[k]));
      lower.push_back(upper.back());
    }
    for (std::size_t k = 2; k < upper.size(); ++k) {
      const std::size_t second = above ? k - 1 : k, third = above ? k : k - 1;
      put(upper[0], upper[second], upper[third]);
      put(lower[0], lower[third], lower[second]);
    }
  }
}

Specimen cap_pushed(int triangles, double depth) {
  const MirroredBall ball(triangles == 0 ? 5000 : triangles);
  const TriMesh top = pushed(ball.half, depth);
  TriMesh sound;
  for (std::size_t i = 0; i < top.triangles.size(); ++i) {
    const auto f = static_cast<FaceId>(i);
    const auto mirror = [](Vec3 p) { return Vec3(p[0], p[1], -p[2]); };
    add_between(sound, {top.corner(f, 0), top.corner(f, 1), top.corner(f, 2)},
                {mirror(ball.half.corner(f, 0)), mirror(ball.half.corner(f, 1)),
                 mirror(ball.half.corner(f, 2))});
  }
  Specimen s = of(together({top, ball.lower}), std::move(sound));
  s.inside = Vec3(15, 0, 0);
  s.room_mm = 2.0;
  return s;
}

Specimen cap_dented(int triangles) {
  return cap_pushed(triangles, 15.0);
}

Specimen cap_pushed_through(int triangles) {
  return cap_pushed(triangles, 50.0);
}

const Piece kPieces[] = {
    {"cubes_overlapping", "shells_overlap", cubes_overlapping},
    {"cubes_overlapping_one_twice", "duplicates_counted_once", cubes_overlapping_one_twice},
    {"bow_tie", "negative_winding_counted", bow_tie},
    {"cap_dented", "", cap_dented},
    {"cap_pushed_through", "shell_crosses_itself", cap_pushed_through},
    {"open_bottom", "holes_closed", open_bottom},
    {"open_bottom_far", "holes_closed", open_bottom_far},
    {"cubes_sharing_faces", "double_wall_removed", cubes_sharing_faces},
    {"cubes_sharing_edge", "nonmanifold_edges", cubes_sharing_edge},
};

Specimen ball(int triangles) {
  return of_body(shapes::sphere(kRadius, triangles), Vec3::Zero(), 0.97 * kRadius);
}

Specimen torus(int triangles) {
  const int around = static_cast<int>(std::sqrt(triangles / 2.0 / 2.0));
  return of_body(shapes::torus(30, 10, 2 * around, around), {30, 0, 0}, 9.0);
}

Specimen shell(int triangles) {
  Specimen s = of_body(shapes::shell(12, 20, triangles / 2), {16, 0, 0}, 3.5);
  s.has_inner_shell = true;
  return s;
}

Specimen cylinder(int triangles) {
  const int segments = static_cast<int>(std::sqrt(triangles / 2.0));
  return of_body(shapes::pipe(0, 10, 30, segments, segments), Vec3::Zero(), 9.5);
}

/// Like a long bone: a shaft with two knobs at one end and a head on a neck at the other.
Specimen bone(int triangles) {
  using namespace shapes;
  Field body = capsule({0, 0, -30}, {0, 0, 30}, 7, 6);
  body = blend(body, shapes::ball({-7, 0, -34}, 9), 4);
  body = blend(body, shapes::ball({8, 1, -34}, 8), 4);
  body = blend(body, capsule({0, 0, 30}, {12, 0, 40}, 5, 5), 4);
  body = blend(body, shapes::ball({15, 0, 43}, 8), 3);
  Box3 around;
  around.extend(Vec3(-20, -15, -50));
  around.extend(Vec3(28, 15, 56));
  const double step = 2.0 * std::sqrt(20000.0 / triangles);
  return of_body(mesh_of(body, around, step), {0, 0, -10}, 5.5);
}

const Body kBodies[] = {
    {"ball", ball}, {"torus", torus}, {"shell", shell}, {"cylinder", cylinder}, {"bone", bone}};

}  // namespace

std::span<const Piece> pieces() {
  return kPieces;
}

std::span<const Body> bodies() {
  return kBodies;
}

double Specimen::volume_mm3() const {
  const Vec3 middle = bounding_box(sound).centre();
  using LongVec3 = Eigen::Matrix<long double, 3, 1>;
  long double sum = 0.0L;
  for (const Triangle& t : sound.triangles) {
    const auto at = [&](std::size_t k) {
      return LongVec3((sound.positions_mm[t[k]] - middle).cast<long double>());
    };
    sum += at(0).dot(at(1).cross(at(2))) / 6.0L;
  }
  return static_cast<double>(sum);
}

void Specimen::move(const std::function<Vec3(const Vec3&)>& to) {
  for (Vec3& p : mesh.positions_mm) p = to(p);
  for (Vec3& p : sound.positions_mm) p = to(p);
  inside = to(inside);
}

Specimen of_body(TriMesh body, const Vec3& inside, double room_mm) {
  for (Vec3& p : body.positions_mm) p = p.cast<float>().cast<double>();
  Specimen s;
  s.mesh = body;
  s.sound = std::move(body);
  s.inside = inside;
  s.room_mm = room_mm;
  return s;
}

}  // namespace pg::faults
